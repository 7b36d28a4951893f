// SPDX-License-Identifier: MIT
#pragma once

/// Makes the models that come with Vigil known to a registry. Explicit calls rather than static
/// objects: a linker drops those from a static library when nothing else refers to their file.
/// One function for each folder of models; each is defined in its folder.

#include "checker/program.hpp"

namespace vigil::models {

void register_tutorial(ModelRegistry& registry);
void register_real(ModelRegistry& registry);
void register_workload(ModelRegistry& registry);

/// All of them. Requires: called once.
void register_all(ModelRegistry& registry);

}  // namespace vigil::models
