// SPDX-License-Identifier: MIT
#pragma once

/// Cuts a program down to the smallest one for which something still holds: drops tasks, then
/// instructions, then the fancier options, until nothing more can go.

#include <functional>

#include "tests/agreement/program.hpp"

namespace vigil::agreement {

/// Requires: `still(program)`. Returns: a program for which `still` holds, and for no program that
/// is one step smaller. Cost: O(instructions^2) calls of `still`.
[[nodiscard]] Program shrink(Program program, const std::function<bool(const Program&)>& still);

}  // namespace vigil::agreement
