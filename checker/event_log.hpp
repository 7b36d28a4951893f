// SPDX-License-Identifier: MIT
#pragma once

/// What an execution did, in order: transitions with their footprints, choices and causes. The
/// execution appends; strategies, the happens-before computation and fingerprints read. It holds
/// only what a search needs; the full story of an execution is a Trace (trace/trace.hpp).
///
/// A search that re-runs a prefix does not pay for writing it again: `rewind(n)` keeps the first n
/// transitions, and the execution only compares against them until it is past them.

#include <cstdint>
#include <span>
#include <vector>

#include "checker/ids.hpp"
#include "checker/operation.hpp"
#include "checker/task_set.hpp"

namespace vigil {

/// A value that `choose` returned (0 .. n-1), or the waiter that a notify picked (its TaskId).
/// Alternatives are named by value, not by index: the same pick keeps its meaning when an
/// independent transition adds or removes another alternative.
struct Choice {
  std::uint32_t value = 0;
  std::uint32_t first_alternative = 0;  ///< in the log's array of alternatives
  std::uint32_t count = 1;              ///< how many alternatives there were
};

/// A task that could have run before a transition, which took the reason from it. `behind`: a mutex
/// that the transition's task held by then, and behind which the other stood: it could have run
/// before that was taken. Invalid: right before the transition.
struct Lost {
  TaskId task;
  ObjectId behind;
};

/// One transition; the ranges are positions in the log's arrays.
struct Transition {
  TaskId task;
  OperationKind kind = OperationKind::none;  ///< of the operation that the task stood at
  bool forced = false;   ///< not a decision: start, join, the clock when nothing else can run
  bool last_resort = false;   ///< the virtual clock: it runs only when no task of the model can
  bool by_adversary = false;  ///< a callback of the adversary, for which the clock does not wait
  bool fatal = false;    ///< a violation ended the execution: nobody can run any more
  ObjectId object;       ///< of the operation that the task stood at
  std::int32_t timers = 0;         ///< timers set minus timers that ended in this transition
  std::uint32_t first_access = 0;
  std::uint32_t first_choice = 0;
  std::uint32_t first_cause = 0;
  std::uint32_t first_alternative = 0;
  std::uint32_t first_lost = 0;
  TaskSet candidates;  ///< who could have run instead (itself included); empty when forced
};

class EventLog {
 public:
  [[nodiscard]] std::uint32_t size() const {
    return static_cast<std::uint32_t>(transitions_.size());
  }
  [[nodiscard]] const Transition& operator[](StepIndex step) const {
    return transitions_[step.index()];
  }
  [[nodiscard]] std::span<const Access> accesses(StepIndex step) const {
    return slice(accesses_, step, &Transition::first_access);
  }
  [[nodiscard]] std::span<const Choice> choices(StepIndex step) const {
    return slice(choices_, step, &Transition::first_choice);
  }
  /// The transitions that made the task ready (or started it, or that it joined).
  [[nodiscard]] std::span<const StepIndex> causes(StepIndex step) const {
    return slice(causes_, step, &Transition::first_cause);
  }
  /// Tasks that could have run before this transition and that it disabled for good (it took the
  /// notification that they could have taken, cancelled their timer ...).
  [[nodiscard]] std::span<const Lost> lost(StepIndex step) const {
    return slice(lost_, step, &Transition::first_lost);
  }
  [[nodiscard]] std::span<const std::uint32_t> alternatives(const Choice& choice) const {
    return {alternatives_.data() + choice.first_alternative, choice.count};
  }

  void rewind(std::uint32_t step_count) {
    if (step_count >= size()) return;
    const Transition& first = transitions_[step_count];
    accesses_.resize(first.first_access);
    choices_.resize(first.first_choice);
    causes_.resize(first.first_cause);
    alternatives_.resize(first.first_alternative);
    lost_.resize(first.first_lost);
    transitions_.resize(step_count);
  }
  Transition& begin_transition(TaskId task, OperationKind kind, ObjectId object, bool forced) {
    Transition& fresh = transitions_.emplace_back();
    fresh.task = task;
    fresh.kind = kind;
    fresh.forced = forced;
    fresh.object = object;
    fresh.first_access = static_cast<std::uint32_t>(accesses_.size());
    fresh.first_choice = static_cast<std::uint32_t>(choices_.size());
    fresh.first_cause = static_cast<std::uint32_t>(causes_.size());
    fresh.first_alternative = static_cast<std::uint32_t>(alternatives_.size());
    fresh.first_lost = static_cast<std::uint32_t>(lost_.size());
    return fresh;
  }
  void add(Access access) { accesses_.push_back(access); }
  /// How many accesses the running transition has made.
  [[nodiscard]] std::size_t running_access_count() const {
    return accesses_.size() - transitions_.back().first_access;
  }
  void add_choice(std::uint32_t value, std::span<const std::uint32_t> among) {
    choices_.push_back({.value = value,
                        .first_alternative = static_cast<std::uint32_t>(alternatives_.size()),
                        .count = static_cast<std::uint32_t>(among.size())});
    alternatives_.insert(alternatives_.end(), among.begin(), among.end());
  }
  void add(StepIndex cause) { causes_.push_back(cause); }
  void mark_fatal() { transitions_.back().fatal = true; }
  void add_lost(Lost lost) { lost_.push_back(lost); }
  void add_timers(std::int32_t difference) { transitions_.back().timers += difference; }

 private:
  template <class T>
  [[nodiscard]] std::span<const T> slice(const std::vector<T>& all, StepIndex step,
                                         std::uint32_t Transition::*first) const {
    const std::size_t from = transitions_[step.index()].*first;
    const std::size_t to = step.index() + 1 < transitions_.size()
                               ? transitions_[step.index() + 1].*first
                               : all.size();
    return {all.data() + from, to - from};
  }

  std::vector<Transition> transitions_;
  std::vector<Access> accesses_;
  std::vector<Choice> choices_;
  std::vector<StepIndex> causes_;
  std::vector<std::uint32_t> alternatives_;
  std::vector<Lost> lost_;
};

}  // namespace vigil
