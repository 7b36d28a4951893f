// SPDX-License-Identifier: MIT
#pragma once

/// Explores a model again under a changed question (fewer faults, another order of wake-ups) or
/// with an intervention, to see whether a violation is still there.

#include <cstdint>
#include <functional>

#include "checker/explain/intervention.hpp"
#include "checker/search/trial.hpp"

namespace vigil::detail {

struct WhatIf {
  bool complete = false;       ///< every trace was explored, or what was looked for was found
  bool found = false;
  std::uint64_t trace_count = 0;
};

/// Explores until `wanted` says of an execution that it is the one looked for. Refinements are made
/// as a search makes them. `intervention` may be null.
[[nodiscard]] WhatIf explore_again(const Model& model, const Schedule& question,
                                   const Intervention* intervention,
                                   const std::function<bool(const Trial&, Ending)>& wanted,
                                   TrialBudget budget);

}  // namespace vigil::detail
