// SPDX-License-Identifier: MIT
#include "primitives/threads/spurious.hpp"

#include <array>
#include <cstdint>

namespace vigil::threads {

bool spend_spurious_budget(Execution& execution) {
  const ObjectId budget = execution.spurious_object();
  if (execution.spurious_left() == 0) {
    execution.touch(budget, Mode::read);
    return false;
  }
  static constexpr std::array<std::uint32_t, 2> decline_or_spend{0, 1};
  if (execution.choose(decline_or_spend) == 0) {
    execution.touch(budget, Mode::read);
    return false;
  }
  execution.touch(budget, Mode::write);
  execution.spend_spurious();
  return true;
}

}  // namespace vigil::threads
