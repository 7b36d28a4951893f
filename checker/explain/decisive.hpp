// SPDX-License-Identifier: MIT
#pragma once

/// Finds the decisive step of a failing execution. One depth-first dpor search that begins with the
/// failing execution does it: it backs up from the end, so when the first passing execution
/// appears, everything below the branch has been explored and failed. Where the search asks for a
/// refinement, it begins again from the same execution in finer steps (search/follow_finer.hpp).

#include <cstdint>
#include <optional>

#include "checker/explain/explain.hpp"

namespace vigil::detail {

struct DecisiveSearch {
  std::optional<DecisiveStep> found;
  bool never_passes = false;
  bool lost = false;  ///< the search needs refinements under which the failure cannot be followed
  std::uint64_t execution_count = 0;
};

[[nodiscard]] DecisiveSearch find_decisive_step(const Model& model, const Schedule& failing,
                                                TrialBudget budget);

}  // namespace vigil::detail
