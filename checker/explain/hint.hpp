// SPDX-License-Identifier: MIT
#pragma once

/// A repair that the diagnosis suggests, tried out before it is printed: the model is explored
/// again with the operation's behaviour changed inside the engine, and only if no failure of any
/// kind is left the hint is given.

#include <string>

#include "checker/program.hpp"
#include "checker/search/trial.hpp"
#include "checker/trace/schedule.hpp"
#include "checker/verdict.hpp"

namespace vigil::detail {

/// "with `notify_all` at buffer.cpp:34 and buffer.cpp:43, 412 traces, none fails"; empty: nothing
/// helped within the budget.
[[nodiscard]] std::string find_hint(const Model& model, const Schedule& question,
                                    const Failure& failure, TrialBudget budget);

}  // namespace vigil::detail
