// SPDX-License-Identifier: MIT
#pragma once

/// Watches an execution for a loop that a fair scheduler can follow for ever: a state recurs, and
/// every task that could have run at all of the steps in between has run. (*Weak fairness*: whoever
/// can run without end does run.) Then the same steps can be repeated without end:
///
/// | in the loop                                       | property   |
/// |---------------------------------------------------|------------|
/// | some task can run at some steps but never does    | starvation |
/// | every task that can run at any step does          | livelock   |
///
/// A loop in which a task could run everywhere and never does is no fault of the model: only an
/// unfair scheduler stays in it.
///
/// Requires: state keys are exact (Registry::inexact), and the execution observes its tasks.
/// Cost: a state key for each step.

#include <cstdint>
#include <optional>
#include <vector>

#include "checker/execution.hpp"
#include "checker/state/state_reader.hpp"

namespace vigil {

class LoopWatch {
 public:
  /// Between two transitions, before a task is picked.
  void arrive(const Execution& execution);
  /// The task that the transition from there runs.
  void leave(TaskId task) { moments_.back().picked = task; }
  /// The loop that ends where the execution has arrived, as a violation: the shortest one.
  [[nodiscard]] std::optional<Violation> loop(const Execution& execution) const;

 private:
  struct Moment {
    Hash128 key;
    std::uint32_t step;
    TaskSet candidates;
    TaskId picked;
  };

  StateReader reader_{false};
  std::vector<Moment> moments_;
};

/// What a set of steps that lead back to where they began means, under weak fairness.
struct LoopFairness {
  TaskSet anywhere;    ///< could run at some step
  TaskSet everywhere;  ///< could run at every step
  TaskSet ran;
  bool empty = true;

  void add(const TaskSet& candidates);
  /// A fair scheduler can go on like that for ever.
  [[nodiscard]] bool fair() const { return !empty && (everywhere - ran).empty(); }
  [[nodiscard]] TaskSet starved() const { return anywhere - ran; }
};

}  // namespace vigil
