// SPDX-License-Identifier: MIT
#pragma once

/// What a violation takes at least: unforced switches, wake-ups out of the order of arrival, and
/// faults (spurious wake-ups, cancellations, early timeouts). Each is established by exploring with
/// less of it.

#include <string>

#include "checker/program.hpp"
#include "checker/search/trial.hpp"
#include "checker/trace/schedule.hpp"
#include "checker/verdict.hpp"

namespace vigil::detail {

/// "1 unforced switch, 8 steps: none with this violation has fewer; notify in order of arrival is
/// enough; 1 of 2 spurious wake-ups". Parts that the budget did not establish say so.
[[nodiscard]] std::string needs_of(const Model& model, const Schedule& failing,
                                   const Failure& failure, TrialBudget budget);

}  // namespace vigil::detail
