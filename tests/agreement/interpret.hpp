// SPDX-License-Identifier: MIT
#pragma once

/// Makes a model of a generated program: each instruction becomes the operation of a primitive.
/// What a task observes (values read, chosen, returned) is part of the outcome, so that outcomes
/// tell apart what tasks can tell apart.

#include "checker/program.hpp"
#include "tests/agreement/program.hpp"

namespace vigil::agreement {

/// The model keeps a copy of the program.
[[nodiscard]] Model model_of(Program program);

}  // namespace vigil::agreement
