// SPDX-License-Identifier: MIT
#include "models/register.hpp"

namespace vigil::models {

void register_all(ModelRegistry& registry) {
  register_tutorial(registry);
  register_real(registry);
  register_workload(registry);
}

}  // namespace vigil::models
