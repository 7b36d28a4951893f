// SPDX-License-Identifier: MIT
#pragma once

/// Runs single executions of the question that a schedule asks (its model, parameters, options and
/// refined objects) under any strategy, and counts them against a budget. Shrinking and explaining
/// a failure are built on it; a search over everything is explore.hpp.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checker/detect/data_race.hpp"
#include "checker/detect/watchdog.hpp"
#include "checker/execution.hpp"
#include "checker/program.hpp"
#include "checker/strategy.hpp"
#include "checker/trace/schedule.hpp"
#include "checker/verdict.hpp"

namespace vigil {

/// Where trying stops. Counts, not seconds: the result must not depend on the machine.
struct TrialBudget {
  std::uint64_t execution_count_max = 20'000;
  std::uint64_t transition_count_max = 1'000'000;
};

class Trial {
 public:
  /// Requires: `model` outlives the trial, and its parameters are those that `question` names. The
  /// decisions of `question` are not looked at.
  Trial(const Model& model, const Schedule& question, TrialBudget budget);

  /// One execution. Returns: how it ended; `violation` has what it broke.
  Ending run(Strategy& strategy, bool recording);

  /// Runs the strategy's executions until `see` returns false, the strategy has no more, or
  /// `exhausted`. Returns: true if the strategy came to its end, so that nothing was left out.
  template <class See>
  bool run_all(Strategy& strategy, See&& see) {
    const Execution* previous = nullptr;
    while (strategy.begin_execution(previous)) {
      if (exhausted()) return false;
      const Ending ending = run(strategy, false);
      previous = &execution_;
      if (!see(ending)) return false;
    }
    return !spoiled_;
  }

  /// Of the last execution: the first violation, data races included, or null.
  [[nodiscard]] const Violation* violation() const {
    return execution_.violations().empty() ? nullptr : &execution_.violations().front();
  }
  [[nodiscard]] bool passed(Ending ending) const {
    return ending == Ending::done && violation() == nullptr;
  }
  [[nodiscard]] Execution& execution() { return execution_; }
  /// The last execution as a schedule, and with what it broke. Requires: it was recorded.
  [[nodiscard]] Schedule schedule() const;
  [[nodiscard]] Failure failure() const;

  /// True when the budget is used up, or when an execution cannot be trusted: it asked for a
  /// refinement that the question does not have, or the watchdog had to end it.
  [[nodiscard]] bool exhausted() const {
    return spoiled_ || execution_count_ >= budget_.execution_count_max ||
           transition_count_ >= budget_.transition_count_max;
  }
  /// True if an execution cannot be trusted, see `exhausted`.
  [[nodiscard]] bool spoiled() const { return spoiled_; }
  /// Takes the refinements that the last execution asked for into the question. What was found
  /// before no longer counts.
  void adopt_refinements() {
    question_.refined = registry_.refined_names();
    spoiled_ = false;
  }
  [[nodiscard]] std::uint64_t execution_count() const { return execution_count_; }
  [[nodiscard]] const TrialBudget& budget() const { return budget_; }

 private:
  const Model& model_;
  Schedule question_;
  TrialBudget budget_;
  Parameters parameters_;
  FiberPool fibers_;
  Registry registry_;
  Execution execution_;
  Watchdog watchdog_;
  TerminateScope terminate_scope_;
  std::uint64_t execution_count_ = 0;
  std::uint64_t transition_count_ = 0;
  bool spoiled_ = false;
};

}  // namespace vigil
