// SPDX-License-Identifier: MIT
#include "primitives/asyncio/early_timeout.hpp"

#include <array>

#include "checker/execution.hpp"

namespace vigil::asyncio::detail {

std::int64_t timeout_delay_ns(std::int64_t duration_ns) {
  Execution& execution = Execution::current();
  if (duration_ns <= 0 || !execution.options().any_timeouts) return duration_ns;
  static constexpr std::array<std::uint32_t, 2> due_or_any_moment{0, 1};
  return execution.choose(due_or_any_moment) == 0 ? duration_ns : 0;
}

}  // namespace vigil::asyncio::detail
