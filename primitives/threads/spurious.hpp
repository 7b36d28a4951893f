// SPDX-License-Identifier: MIT
#pragma once

/// The adversary's budget of spurious wake-ups (`--spurious N`), shared by all condition variables
/// of an execution.

#include "checker/execution.hpp"

namespace vigil::threads {

/// Lets the strategy decide whether the wait that begins will end by itself.
/// Requires: the options grant a budget. Returns: true if one of the budget was spent on it.
/// The budget is an object like any other: spending is a write, declining while some is left or
/// finding none left is a read.
[[nodiscard]] bool spend_spurious_budget(Execution& execution);

}  // namespace vigil::threads
