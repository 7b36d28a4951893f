// SPDX-License-Identifier: MIT
#pragma once

/// `compare` in a process of its own, so that a broken assertion of the search (which ends the
/// process) or a crash is a disagreement like any other and can be cut down.

#include "tests/agreement/compare.hpp"

namespace vigil::agreement {

[[nodiscard]] Comparison compare_in_child(const Program& program, const Limits& limits = {});

}  // namespace vigil::agreement
