// SPDX-License-Identifier: MIT
#pragma once

/// Whether a check came to what the model's author expects of it. `verify` without models and the
/// JSON reports use it.

#include "checker/program.hpp"
#include "checker/verdict.hpp"

namespace vigil {

/// What the author of `model` expects under these options; verified where nothing is said.
[[nodiscard]] Expectation expectation_of(const Model& model, const ExecutionOptions& options);

/// True if the verdict is the expected one, and so is the first property that broke.
[[nodiscard]] bool meets(const Report& report, const Expectation& expected);

}  // namespace vigil
