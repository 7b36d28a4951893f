// SPDX-License-Identifier: MIT
#include "checker/state/state_image.hpp"

#include "checker/assert.hpp"

namespace vigil {

void StateImage::clear() {
  tasks_.clear();
  objects_.clear();
  task_changes_.clear();
  object_changes_.clear();
  scalars_ = Scalars{};
}

void StateImage::set(TaskId task, const TaskImage& image) {
  if (tasks_.size() <= task.index()) tasks_.resize(task.index() + 1);
  Entry& entry = tasks_[task.index()];
  if (keeping_) task_changes_.push_back({task, entry});
  if (entry.image.present) scalars_.terms -= entry.term;
  entry.image = image;
  image.candidate ? scalars_.candidates.insert(task) : scalars_.candidates.erase(task);
  if (!image.present) return scalars_.everybody.erase(task);
  scalars_.everybody.insert(task);
  const std::uint64_t own_name = identity(StateTag::task, task.value);
  const std::uint64_t name =
      image.group.valid() ? identity(StateTag::member, image.group.value) : own_name;
  const Hash128 looks = hash_step(image.flags, image.roles);
  entry.term = hash_step(hash_step(looks, image.local), name);
  entry.stranger =
      hash_step(looks, image.pins > 0 ? own_name : identity(StateTag::stranger, 0));
  scalars_.terms += entry.term;
}

void StateImage::set(ObjectId object, const ObjectImage& image) {
  if (objects_.size() <= object.index()) objects_.resize(object.index() + 1);
  ObjectImage& known = objects_[object.index()];
  if (keeping_) object_changes_.push_back({object, known});
  scalars_.said -= known.said;
  scalars_.said += image.said;
  known = image;
}

void StateImage::set_clock_candidate(bool candidate) {
  candidate ? scalars_.candidates.insert(clock_task) : scalars_.candidates.erase(clock_task);
}

Hash128 StateImage::key() const {
  Hash128 sum = scalars_.rest;
  sum += scalars_.said;
  return sum += scalars_.terms;
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
}

std::uint64_t StateImage::memory_bytes() const {
  return task_changes_.capacity() * sizeof(task_changes_[0]) +
         object_changes_.capacity() * sizeof(object_changes_[0]);
}

}  // namespace vigil
