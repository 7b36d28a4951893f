// SPDX-License-Identifier: MIT
#pragma once

/// Stable identities. The k-th spawn of a task is the same task in every execution, whatever the
/// schedule; so is the k-th object that it makes. The registry interns those paths as dense ids
/// and derives readable, unique names from them. It outlives executions: one per exploration. It
/// also keeps what an exploration has learnt about objects: which ones need the finer treatment
/// (Execution::refine) and which ones a predicate reads.

#include <algorithm>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/ids.hpp"

namespace vigil {

class Registry {
 public:
  Registry();

  /// The id of the `ordinal`-th task spawned by `parent` (invalid parent: by the set-up).
  /// `name` may be empty. Cost: O(1) but for the first call.
  TaskId task(TaskId parent, std::uint32_t ordinal, std::string_view name);

  /// Callbacks of a task are numbered from here, apart from the tasks that it spawns.
  static constexpr std::uint32_t first_callback_ordinal = 1u << 20;

  /// The id of the `ordinal`-th object made by `creator` (invalid creator: by the set-up).
  ObjectId object(TaskId creator, std::uint32_t ordinal, std::string_view kind,
                  std::string_view name);

  [[nodiscard]] const std::string& task_name(TaskId task) const {
    return tasks_[task.index()].name;
  }
  [[nodiscard]] const std::string& object_name(ObjectId object) const {
    return objects_[object.index()].name;
  }
  [[nodiscard]] const std::string& object_kind(ObjectId object) const {
    return objects_[object.index()].kind;
  }
  [[nodiscard]] TaskId parent(TaskId task) const { return tasks_[task.index()].parent; }
  [[nodiscard]] std::uint32_t task_count() const {
    return static_cast<std::uint32_t>(tasks_.size());
  }
  [[nodiscard]] std::uint32_t object_count() const {
    return static_cast<std::uint32_t>(objects_.size());
  }
  /// The task of that name, or an invalid id.
  [[nodiscard]] TaskId find_task(std::string_view name) const;

  /// See Execution::refine. Returns: whether the object was refined before.
  bool refine(ObjectId object);
  [[nodiscard]] bool refined(ObjectId object) const {
    return object.index() < refined_.size() && refined_[object.index()] != 0;
  }
  [[nodiscard]] bool refines_any() const { return refines_any_; }
  /// Names of refined objects, sorted. `refine_by_name` marks an object before it exists.
  [[nodiscard]] std::vector<std::string> refined_names() const;
  void refine_by_name(std::string name) { refined_names_.push_back(std::move(name)); }

  /// The mutex under which every operation on a condition variable was seen so far; invalid: none
  /// yet (threads/condition_variable).
  [[nodiscard]] ObjectId guard(ObjectId condition) const {
    return condition.index() < guards_.size() ? guards_[condition.index()] : ObjectId{};
  }
  /// Whether several mutexes were seen there. `mix` notes that. Returns: whether it was known.
  [[nodiscard]] bool mixed(ObjectId condition) const {
    return std::find(mixed_.begin(), mixed_.end(), condition) != mixed_.end();
  }
  bool mix(ObjectId condition) {
    const bool known = mixed(condition);
    if (!known) mixed_.push_back(condition);
    return known;
  }
  /// Threads: whether the operation at which a task stands tells all that its transition will
  /// touch. Not where transitions also write outcomes or what predicates read, spend spurious
  /// wake-ups, or can break a property that ends an execution of which more is to be explored.
  [[nodiscard]] bool labels_tell() const { return labels_tell_; }
  /// Returns: whether that was known.
  bool distrust_labels() { return !std::exchange(labels_tell_, false); }
  /// Whether some execution set a timer, so that the virtual clock matters to the adversary.
  [[nodiscard]] bool sets_timers() const { return sets_timers_; }
  /// Returns: whether that was known.
  bool note_timers() { return std::exchange(sets_timers_, true); }
  /// See Execution::state_is_inexact and tasks_differ. Return: whether that was known.
  [[nodiscard]] bool inexact() const { return inexact_; }
  bool set_inexact() { return std::exchange(inexact_, true); }
  [[nodiscard]] bool tasks_differ() const { return tasks_differ_; }
  bool set_tasks_differ() { return std::exchange(tasks_differ_, true); }
  void set_guard(ObjectId condition, ObjectId mutex) {
    if (guards_.size() <= condition.index()) guards_.resize(condition.index() + 1);
    guards_[condition.index()] = mutex;
  }

  /// Notes that the predicate (an object itself) reads `object`. Returns: whether it was known.
  bool watch(ObjectId object, ObjectId predicate);
  [[nodiscard]] bool watches_any() const { return !watchers_.empty(); }
  [[nodiscard]] std::span<const ObjectId> watchers(ObjectId object) const {
    if (object.index() >= watchers_.size()) return {};
    return watchers_[object.index()];
  }

 private:
  struct Entry {
    std::string given;  ///< the name asked for
    std::string kind;   ///< objects only
    std::string name;   ///< unique
    TaskId parent;
    std::uint32_t ordinal = 0;
  };
  struct Children {
    std::vector<TaskId> tasks;
    std::vector<TaskId> callbacks;
    std::vector<ObjectId> objects;
  };

  [[nodiscard]] Children& children(TaskId parent);
  /// Where the id is kept; `ordinal` becomes the position there.
  [[nodiscard]] std::vector<TaskId>& known_tasks(TaskId parent, std::uint32_t& ordinal);
  [[nodiscard]] std::string unique_name(const std::deque<Entry>& among, TaskId parent,
                                        std::uint32_t ordinal, std::string_view given,
                                        std::string wanted) const;

  std::deque<Entry> tasks_;  // deque: names keep their address
  std::deque<Entry> objects_;
  std::deque<Children> children_;  // by parent
  Children setup_;
  std::vector<std::uint8_t> refined_;  // by ObjectId
  bool refines_any_ = false;
  std::vector<std::string> refined_names_;
  std::vector<ObjectId> guards_;  // by ObjectId
  std::vector<ObjectId> mixed_;   // few
  bool labels_tell_ = true;
  bool sets_timers_ = false;
  bool inexact_ = false;
  bool tasks_differ_ = false;
  std::vector<std::vector<ObjectId>> watchers_;  // by ObjectId
};

}  // namespace vigil
