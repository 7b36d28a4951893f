// SPDX-License-Identifier: MIT
#pragma once

/// What transitions do to a state, as data that is shared between those that do the same: of 99,022
/// transitions of a bounded buffer with ten equal tasks, no more than a few thousand change objects
/// or tasks in ways of their own.

#include <cstdint>
#include <span>
#include <vector>

#include "checker/ids.hpp"
#include "checker/state/hash128.hpp"
#include "checker/state/interned.hpp"
#include "checker/state/slice.hpp"
#include "checker/state/state_image.hpp"

namespace vigil {

/// Numbers of what TransitionEffects keeps.
struct Effect {
  std::uint32_t objects = 0;
  std::uint32_t tasks = 0;
  std::uint32_t rest = 0;
};

/// What a search needs to know of a state in order to see whether it was there.
struct Arrival {
  Hash128 key;
  TaskSet candidates;
};

class TransitionEffects {
 public:
  TransitionEffects();

  [[nodiscard]] Effect add(const Naming& naming, const StateImage& after);
  [[nodiscard]] std::uint32_t add_names(const Naming& naming, const TaskSet& tasks);

  [[nodiscard]] std::span<const TaskName> names(std::uint32_t number) const {
    return names_[number];
  }
  /// Where `effect` leads from the state of `naming`. Cost: about 20 ns for each task that changes.
  [[nodiscard]] Arrival arrival(const Effect& effect, const Naming& naming) const;
  /// Makes of `image`, which is the state of `naming`, the state after it.
  void apply(const Effect& effect, const Naming& naming, StateImage& image) const;
  /// Whether applying it to the state of `naming` would have led to `after`.
  [[nodiscard]] bool agrees(const Effect& effect, const Naming& naming,
                            const StateImage& after) const;
  /// Of things that are told apart by their hashes.
  [[nodiscard]] std::uint64_t hash_count() const {
    return std::uint64_t{names_.size()} + task_changes_.size() + object_changes_.size() +
           rests_.size() + lists_.size();
  }
  [[nodiscard]] std::uint64_t memory_bytes() const;

 private:
  struct TaskChange {
    TaskName name;
    bool keeps_local;
    TaskImage after;  // of `pins`: the difference; who else says its name may not be in the slice
    Hash128 looks;    // follows from `after`
    Hash128 term;     // after; zero if it depends on what the task has observed before
  };
  struct ObjectChange {
    ObjectId object;
    Hash128 said;
    // Numbers of lists of names:
    std::uint32_t mentioned;    // tasks that it mentions now and did not before
    std::uint32_t unmentioned;  // the other way round
    std::uint32_t joined;       // its crowd
    std::uint32_t left;
  };
  struct Rest {
    Hash128 said;
    std::uint64_t bystander = 0;
    bool clock_candidate = false;
  };
  friend Hash128 content_hash(const TaskChange& change);
  friend Hash128 content_hash(const ObjectChange& change);
  friend Hash128 content_hash(const Rest& rest);

  static constexpr std::uint32_t no_names = 0;  // number of the empty list

  [[nodiscard]] std::uint32_t add_tasks(const Naming& naming, const StateImage& after);
  [[nodiscard]] std::uint32_t add_objects(const Naming& naming, const StateImage& after);
  /// Calls `visit(task, change)` for every task that changes.
  template <class Visit>
  void for_each_task(const Effect& effect, const Naming& naming, Visit&& visit) const;
  [[nodiscard]] static TaskImage after(const TaskChange& change, const StateImage& before,
                                       TaskId task);
  [[nodiscard]] ObjectImage after(const ObjectChange& change, const Naming& naming) const;

  InternedLists<TaskName> names_;
  Interned<TaskChange> task_changes_;
  Interned<ObjectChange> object_changes_;
  Interned<Rest> rests_;
  InternedLists<std::uint32_t> lists_;  // of changes
  std::vector<Hash128> said_;           // by number of a list: what its objects say after, added
};

}  // namespace vigil
