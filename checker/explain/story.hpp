// SPDX-License-Identifier: MIT
#pragma once

/// What happened to the object that failed, as a short chain of sentences: who took it, who waited,
/// which notification reached whom.

#include <string>
#include <vector>

#include "checker/verdict.hpp"

namespace vigil::detail {

/// Returns: at most about a dozen sentences, in order; empty when no object is to blame.
[[nodiscard]] std::vector<std::string> story_of(const Failure& failure);

}  // namespace vigil::detail
