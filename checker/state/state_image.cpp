// SPDX-License-Identifier: MIT
#include "checker/state/state_image.hpp"

#include "checker/assert.hpp"

namespace vigil {

const ObjectImage StateImage::no_object{};

void StateImage::clear() {
  ++version_;
  tasks_.clear();
  objects_.clear();
  task_changes_.clear();
  object_changes_.clear();
  scalars_ = Scalars{};
}

void StateImage::set(TaskId task, const TaskImage& image) {
  ++version_;
  if (tasks_.size() <= task.index()) tasks_.resize(task.index() + 1);
  Entry& entry = tasks_[task.index()];
  if (keeping_) task_changes_.push_back({task, entry});
  if (entry.image.present) scalars_.terms -= entry.term;
  entry.image = image;
  image.candidate ? scalars_.candidates.insert(task) : scalars_.candidates.erase(task);
  if (!image.present) return scalars_.everybody.erase(task);
  scalars_.everybody.insert(task);
  const Hash128 looks = StateImage::looks(image);
  entry.term = term(content(looks, image.local), image.group, task);
  entry.stranger = hash_step(looks, image.pins > 0 ? identity(StateTag::task, task.value)
                                                   : identity(StateTag::stranger, 0));
  scalars_.terms += entry.term;
}

void StateImage::set(ObjectId object, const ObjectImage& image) {
  ++version_;
  if (objects_.size() <= object.index()) objects_.resize(object.index() + 1);
  ObjectImage& known = objects_[object.index()];
  if (keeping_) object_changes_.push_back({object, known});
  scalars_.said -= known.said;
  scalars_.said += image.said;
  known = image;
}

void StateImage::set_clock_candidate(bool candidate) {
  ++version_;
  candidate ? scalars_.candidates.insert(clock_task) : scalars_.candidates.erase(clock_task);
}

void StateImage::undo_to(const Mark& mark) {
  VIGIL_ASSERT(mark.task_change_count <= task_changes_.size() &&
                   mark.object_change_count <= object_changes_.size(),
               "changes are undone in order");
  for (; task_changes_.size() > mark.task_change_count; task_changes_.pop_back()) {
    tasks_[task_changes_.back().id.index()] = task_changes_.back().before;
  }
  for (; object_changes_.size() > mark.object_change_count; object_changes_.pop_back()) {
    objects_[object_changes_.back().id.index()] = object_changes_.back().before;
  }
  scalars_ = mark.scalars;
  ++version_;
}

std::uint64_t StateImage::memory_bytes() const {
  return task_changes_.capacity() * sizeof(task_changes_[0]) +
         object_changes_.capacity() * sizeof(object_changes_[0]);
}

}  // namespace vigil
