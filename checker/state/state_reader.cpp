// SPDX-License-Identifier: MIT
#include "checker/state/state_reader.hpp"

namespace vigil {

namespace {

/// What the first word of a hash says about the others.
enum Tag : std::uint64_t { task_tag = 1, member_tag, object_tag, rest_tag, mention_tag, set_tag };

[[nodiscard]] constexpr std::uint64_t identity(Tag tag, std::uint64_t number) {
  return (static_cast<std::uint64_t>(tag) << 56) | number;
}

}  // namespace

void StateReader::begin() {
  for (Part& part : parts_) part = Part{};
  members_.clear();
  key_ = Hash128{};
  owner_ = 0;
}

void StateReader::declare(TaskId task, TaskId group) {
  if (parts_.size() <= task.index()) parts_.resize(task.index() + 1);
  parts_[task.index()].group = group;
  if (is_member(task)) members_.push_back(task);
}

void StateReader::begin_task(TaskId task) {
  close();
  speaker_ = task;
  owner_ = is_member(task) ? identity(member_tag, parts_[task.index()].group.value)
                           : identity(task_tag, task.value);
}

void StateReader::begin_object(ObjectId object) {
  close();
  speaker_ = TaskId{};
  owner_ = identity(object_tag, object.value);
}

void StateReader::begin_rest(std::uint64_t kind) {
  close();
  speaker_ = TaskId{};
  owner_ = identity(rest_tag, kind);
}

void StateReader::add(TaskId task) {
  if (!is_member(task)) return add(identity(task_tag, task.value));
  add(identity(mention_tag, task == speaker_ ? 1 : 0));
  if (task != speaker_) take_role(task, hash_step(mention_tag, ++position_));
}

void StateReader::add_member(TaskId task, std::uint64_t attribute) {
  const Hash128 term = hash_step(Hash128{}, attribute);
  if (!is_member(task)) {
    set_ += hash_step(term, identity(task_tag, task.value));
    return;
  }
  set_ += hash_step(term, identity(set_tag, task == speaker_ ? 1 : 0));
  if (task != speaker_) take_role(task, hash_step(set_tag, attribute));
}

void StateReader::take_role(TaskId task, std::uint64_t role) {
  if (is_member(speaker_)) tangled_ = true;
  parts_[task.index()].roles += hash_step(hash_step(Hash128{}, owner_), role);
}

/// Whoever spoke has said everything.
void StateReader::close() {
  if (owner_ != 0) {
    const Hash128 said = hash_step(hash_step(hash_step(Hash128{}, owner_), words_), set_);
    if (speaker_.valid()) {
      parts_[speaker_.index()].local = said;
    }
    if (!is_member(speaker_)) key_ += said;
  }
  owner_ = 0;
  words_ = set_ = Hash128{};
  position_ = 0;
}

void StateReader::end() {
  close();
  for (const TaskId task : members_) key_ += colour(task);
}

Hash128 StateReader::colour(TaskId task) const {
  const Part& part = parts_[task.index()];
  return hash_step(hash_step(part.local, part.roles), std::uint64_t{member_tag});
}

}  // namespace vigil
