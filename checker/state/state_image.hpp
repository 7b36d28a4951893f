// SPDX-License-Identifier: MIT
#pragma once

/// A state as data: what an execution has told of itself (state_reader.hpp), in a form in which a
/// search can go from state to state without running anything (transition_memo.hpp).
///
/// Of every task it keeps hashes of its *local* state (what it has observed, which nobody else can
/// see), of its *flags* (what others can see: ready or not, the operation at which it stands) and
/// of its *roles* (the sum of all places at which objects mention it). Of every object it keeps the
/// hash of all else that it says, and the sets of the tasks that it mentions. From these two hashes
/// of a task are made, and the key of the state, which is a sum, so that a change costs what
/// changed:
///
/// | hash     | made of                         | who has equal ones                              |
/// |----------|---------------------------------|-------------------------------------------------|
/// | term     | its name, local, flags, roles   | nobody else, or an equal task in the same place |
/// | stranger | flags, roles                    | all that look alike to a task that runs         |
/// | key      | all objects, the terms of tasks | equal states, up to a permutation of equal tasks|
///
/// A task whose name another one says keeps it as a stranger.

#include <algorithm>
#include <cstdint>
#include <vector>

#include "checker/ids.hpp"
#include "checker/state/hash128.hpp"
#include "checker/task_set.hpp"

namespace vigil {

/// What the first word of a hash says about the others.
enum class StateTag : std::uint8_t {
  task = 1, member, object, rest, mention, set, crowd, stranger, self, chosen, runs, clock, value,
  bystander
};

[[nodiscard]] constexpr std::uint64_t identity(StateTag tag, std::uint64_t number) {
  return (static_cast<std::uint64_t>(tag) << 56) | number;
}

/// One task in a state.
struct TaskImage {
  Hash128 local;
  Hash128 flags;
  Hash128 roles;
  TaskId group;             ///< of equal tasks that are merged; invalid: none
  std::uint16_t pins = 0;   ///< how often others say its name, which makes it unlike all others
  bool present = false;
  bool candidate = false;   ///< follows from the flags of all tasks

  bool operator==(const TaskImage&) const = default;
};

/// One object in a state; nothing but zeros: it is not there.
struct ObjectImage {
  Hash128 said;
  TaskSet mentioned;  ///< but for its crowd
  TaskSet crowd;      ///< see StateSink::add_to_crowd

  bool operator==(const ObjectImage&) const = default;
};

class StateImage {
 public:
  /// Nothing is there.
  void clear();
  /// Cost: a few hashes.
  void set(TaskId task, const TaskImage& image);
  void set(ObjectId object, const ObjectImage& image);
  /// What is neither a task nor an object.
  void set_rest(const Hash128& said) {
    ++version_;
    scalars_.rest = said;
  }
  /// Something that no future of the model depends on, but what the search concludes from it.
  void set_bystander(std::uint64_t word) {
    ++version_;
    scalars_.bystander = word;
  }
  void set_clock_candidate(bool candidate);

  /// Requires: `task.value < task_count()`.
  [[nodiscard]] const TaskImage& operator[](TaskId task) const {
    return tasks_[task.index()].image;
  }
  [[nodiscard]] bool present(TaskId task) const {
    return task.index() < tasks_.size() && tasks_[task.index()].image.present;
  }
  [[nodiscard]] const ObjectImage& object(ObjectId object) const {
    return object.index() < objects_.size() ? objects_[object.index()] : no_object;
  }
  [[nodiscard]] std::uint32_t task_count() const {
    return static_cast<std::uint32_t>(tasks_.size());
  }
  [[nodiscard]] std::uint32_t object_count() const {
    return static_cast<std::uint32_t>(objects_.size());
  }
  [[nodiscard]] const TaskSet& candidates() const { return scalars_.candidates; }
  [[nodiscard]] const Hash128& rest() const { return scalars_.rest; }
  [[nodiscard]] std::uint64_t bystander() const { return scalars_.bystander; }
  /// The tasks that are there.
  [[nodiscard]] const TaskSet& everybody() const { return scalars_.everybody; }

  /// Grows with every change, also with one that is undone: equal versions of one image are equal.
  [[nodiscard]] std::uint64_t version() const { return version_; }
  [[nodiscard]] Hash128 key() const {
    Hash128 sum = scalars_.rest;
    sum += scalars_.said;
    return sum += scalars_.terms;
  }
  /// Two candidates with equal terms lead to states that differ by a permutation.
  [[nodiscard]] const Hash128& term(TaskId task) const { return tasks_[task.index()].term; }
  [[nodiscard]] const Hash128& stranger(TaskId task) const {
    return tasks_[task.index()].stranger;
  }
  /// Of all objects.
  [[nodiscard]] const Hash128& said() const { return scalars_.said; }

  // ---- of what a term is made: `term(content(looks(image), image.local), image.group, task)`
  // ------
  [[nodiscard]] static Hash128 looks(const TaskImage& image) {
    return hash_step(image.flags, image.roles);
  }
  [[nodiscard]] static Hash128 content(const Hash128& looks, const Hash128& local) {
    return hash_step(looks, local);
  }
  [[nodiscard]] static Hash128 term(const Hash128& content, TaskId group, TaskId task) {
    return hash_step(content, group.valid() ? identity(StateTag::member, group.value)
                                            : identity(StateTag::task, task.value));
  }

 private:
  static const ObjectImage no_object;

  struct Scalars {
    Hash128 terms;  // sum
    Hash128 said;   // sum
    Hash128 rest;
    std::uint64_t bystander = 0;
    TaskSet candidates;
    TaskSet everybody;
  };

 public:
  /// To come back to this state after changes.
  struct Mark {
    std::size_t task_change_count = 0;
    std::size_t object_change_count = 0;
    Scalars scalars;
  };
  /// From now on changes can be undone.
  void keep_changes() { keeping_ = true; }
  [[nodiscard]] Mark mark() const {
    return {task_changes_.size(), object_changes_.size(), scalars_};
  }
  /// Requires: `mark` was made since `clear` and `keep_changes`, and nothing before it was undone.
  void undo_to(const Mark& mark);
  [[nodiscard]] std::uint64_t memory_bytes() const;

 private:
  struct Entry {
    TaskImage image;
    Hash128 term;
    Hash128 stranger;
  };
  template <class Id, class Content>
  struct Change {
    Id id;
    Content before;
  };

  std::vector<Entry> tasks_;          // by TaskId
  std::vector<ObjectImage> objects_;  // by ObjectId
  Scalars scalars_;
  std::uint64_t version_ = 1;
  bool keeping_ = false;
  std::vector<Change<TaskId, Entry>> task_changes_;
  std::vector<Change<ObjectId, ObjectImage>> object_changes_;
};

/// Calls `visit(task)` for every task that is not the same in both.
template <class Visit>
void for_each_change(const StateImage& before, const StateImage& after, Visit&& visit) {
  for (std::uint32_t i = 0; i < after.task_count(); ++i) {
    const TaskId task{i};
    const bool there = after.present(task);
    if (before.present(task) != there || (there && before[task] != after[task])) visit(task);
  }
}

/// Likewise for every object.
template <class Visit>
void for_each_object_change(const StateImage& before, const StateImage& after, Visit&& visit) {
  const std::uint32_t count = std::max(before.object_count(), after.object_count());
  for (std::uint32_t i = 0; i < count; ++i) {
    const ObjectId object{i};
    if (before.object(object) != after.object(object)) visit(object);
  }
}

}  // namespace vigil
