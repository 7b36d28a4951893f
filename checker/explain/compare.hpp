// SPDX-License-Identifier: MIT
#pragma once

/// A failing execution beside a passing one, row by row, with the rows that differ marked.

#include <string>

#include "checker/verdict.hpp"

namespace vigil::detail {

/// Rows before step `from` are the same on both sides and are left out with a note. Returns: lines
/// of at most `width` columns (at least 60), each with a newline.
[[nodiscard]] std::string side_by_side(const Failure& failing, const Trace& passing,
                                       StepIndex from, unsigned width);

}  // namespace vigil::detail
