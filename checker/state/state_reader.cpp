// SPDX-License-Identifier: MIT
#include "checker/state/state_reader.hpp"

namespace vigil {

void StateReader::begin() {
  for (TaskImage& task : tasks_) task = TaskImage{};
  image_.clear();
  rest_ = Hash128{};
  speaker_ = Speaker::nobody;
}

void StateReader::declare(TaskId task, TaskId group, bool candidate) {
  if (tasks_.size() <= task.index()) tasks_.resize(task.index() + 1);
  TaskImage& image = tasks_[task.index()];
  image.present = true;
  image.candidate = candidate;
  if (merging_) image.group = group;
}

void StateReader::begin_task(TaskId task) {
  close();
  speaker_ = Speaker::task;
  task_ = task;
  owner_ = identity(StateTag::task, task.value);
}

void StateReader::add_local(const Hash128& observed) {
  tasks_[task_.index()].local = observed;
}

void StateReader::begin_object(ObjectId object) {
  close();
  speaker_ = Speaker::object;
  object_ = object;
  owner_ = identity(StateTag::object, object.value);
}

void StateReader::begin_rest(std::uint64_t kind) {
  close();
  speaker_ = Speaker::rest;
  owner_ = identity(StateTag::rest, kind);
}

bool StateReader::by_role(TaskId task) {
  if (speaker_ != Speaker::task) return true;
  TaskImage& mentioned = tasks_[task.index()];
  TaskImage& speaker = tasks_[task_.index()];
  if (mentioned.group.valid()) {
    tangled_ = tangled_ || speaker.group.valid();
    ++speaker.pins;  // the role names it
    return true;
  }
  ++mentioned.pins;
  return false;
}

void StateReader::add(TaskId task) {
  const bool itself = speaker_ == Speaker::task && task == task_;
  if (itself) return add(identity(StateTag::self, 0));
  if (!is_task(task) || !by_role(task)) return add(identity(StateTag::task, task.value));
  add(identity(StateTag::mention, 0));
  mentioned_.insert(task);
  take_role(task, hash_step(identity(StateTag::mention, 0), ++position_));
}

void StateReader::add_member(TaskId task, std::uint64_t attribute) {
  const Hash128 term = hash_step(Hash128{}, attribute);
  const bool itself = speaker_ == Speaker::task && task == task_;
  if (itself) {
    set_ += hash_step(term, identity(StateTag::self, 0));
  } else if (!is_task(task) || !by_role(task)) {
    set_ += hash_step(term, identity(StateTag::task, task.value));
  } else {
    set_ += hash_step(term, identity(StateTag::set, 0));
    mentioned_.insert(task);
    take_role(task, hash_step(identity(StateTag::set, 0), attribute));
  }
}

/// That there are so many members shows in the keys from their roles alone.
void StateReader::add_to_crowd(TaskId task) {
  if (speaker_ != Speaker::object || !is_task(task)) return add_member(task, 0);
  crowd_.insert(task);
  take_role(task, identity(StateTag::crowd, 0));
}

void StateReader::take_role(TaskId task, std::uint64_t role) {
  tasks_[task.index()].roles += hash_step(hash_step(Hash128{}, owner_), role);
}

/// Whoever spoke has said everything.
void StateReader::close() {
  const Hash128 words = hash_step(words_, set_);
  const Hash128 said = hash_step(words, owner_);
  switch (speaker_) {
    case Speaker::nobody: break;
    case Speaker::task: tasks_[task_.index()].flags = words; break;
    case Speaker::object: image_.set(object_, {said, mentioned_, crowd_}); break;
    case Speaker::rest: rest_ += said; break;
  }
  speaker_ = Speaker::nobody;
  words_ = set_ = Hash128{};
  mentioned_.clear();
  crowd_.clear();
  position_ = 0;
}

void StateReader::end(std::uint64_t bystander, bool clock_candidate) {
  close();
  for (std::uint32_t i = 0; i < tasks_.size(); ++i) {
    if (tasks_[i].present) image_.set(TaskId{i}, tasks_[i]);
  }
  image_.set_rest(rest_);
  image_.set_bystander(bystander);
  image_.set_clock_candidate(clock_candidate);
}

}  // namespace vigil
