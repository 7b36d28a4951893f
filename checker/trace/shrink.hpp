// SPDX-License-Identifier: MIT
#pragma once

/// From a failing schedule to the least one with the same violation: the fewest unforced switches
/// (see search/bounded.hpp), then the fewest steps, then the first by queue order. People read it
/// instead of the one that the search happened to find. Deterministic.
///
/// How: greedy edits of the given schedule give an upper bound quickly; then all executions with no
/// unforced switch are looked at, then those with one, and so on up to the bound. When that comes
/// to its end the result *is* the least; otherwise it is the best that the budget allowed.

#include <cstdint>
#include <optional>
#include <string>

#include "checker/program.hpp"
#include "checker/search/trial.hpp"
#include "checker/trace/schedule.hpp"
#include "checker/verdict.hpp"

namespace vigil {

struct Shrunk {
  Failure failure;
  Schedule schedule;
  std::uint32_t switch_count = 0;  ///< unforced ones
  bool least = false;              ///< the search came to its end within the budget
  std::uint64_t execution_count = 0;
};

/// What makes two violations the same: the property, the message without its step numbers, and for
/// a deadlock the kind of diagnosis ("lost notification (absorbed)").
[[nodiscard]] std::string identity_of(const Failure& failure);

/// Requires: `failing` leads to `failure`.
/// Returns: nothing when it cannot be shrunk: a violation that takes the watchdog to notice, or one
/// that a pair of executions shows (undeclared state), or a schedule that does not fail again.
/// Cost: at most the budget, and a run or two more.
[[nodiscard]] std::optional<Shrunk> shrink(const Model& model, const Schedule& failing,
                                           const Failure& failure, TrialBudget budget = {});

}  // namespace vigil
