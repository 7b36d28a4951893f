// SPDX-License-Identifier: MIT
#pragma once

/// Why an execution fails, beyond its diagnosis: the decision that made the difference, a passing
/// execution to compare with, what it takes to fail, and a repair that was tried out. Each part is
/// found by exploring again from the failing schedule, within a budget of executions; what the
/// budget did not establish is not claimed. `vigil verify` prints the brief form, `vigil explain`
/// the whole of it.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "checker/program.hpp"
#include "checker/search/trial.hpp"
#include "checker/trace/schedule.hpp"
#include "checker/verdict.hpp"

namespace vigil {

/// The last decision at which another choice still leads to a passing execution. Every continuation
/// of what the schedule chose there fails: all of them were explored.
struct DecisiveStep {
  StepIndex step;
  std::string place;  ///< "main.cpp:31", where the task goes on from; may be empty
  std::string taken;  ///< "`notifier` runs", "`notify_one` wakes `a`"
  std::string other;  ///< what leads to `passing`
  Trace passing;
};

struct Explanation {
  std::optional<DecisiveStep> decisive;
  bool never_passes = false;            ///< every execution of the model fails
  bool lost = false;                    ///< see detail::DecisiveSearch
  std::uint64_t execution_count = 0;    ///< that it took to say the above, or not to
  std::vector<std::string> story;       ///< sentences about the object that failed, in order
  std::string needs;                    ///< what the violation takes at least
  std::string hint;                     ///< a repair, with what exploring it showed; may be empty
};

/// Requires: `failing` leads to `failure`. Cost: a few times the budget.
[[nodiscard]] Explanation explain(const Model& model, const Schedule& failing,
                                  const Failure& failure, TrialBudget budget = {});

/// Fills in `Failure::explanation`, the brief form, for every failure of a report.
/// Cost: less than a second in most cases; bounded by a budget of its own.
void explain_failures(const Model& model, Report& report);

/// Two to four lines for the report of a violation.
[[nodiscard]] std::string brief_text(const Explanation& explanation);

/// All of it, as text of `width` columns.
[[nodiscard]] std::string full_text(const Explanation& explanation, const Failure& failure,
                                    unsigned width);

}  // namespace vigil
