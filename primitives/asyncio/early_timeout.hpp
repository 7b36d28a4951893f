// SPDX-License-Identifier: MIT
#pragma once

/// The adversary's early timeouts (`--timeouts any`): the timeouts of `timeout`, `wait_for` and
/// `wait` may expire at any moment instead of when they are due. Sleeps keep their deadlines.

#include <cstdint>

namespace vigil::asyncio::detail {

/// Lets the strategy decide when a timeout that begins now is due.
/// Returns: the delay to set a timer with: `duration_ns`, or 0 for any moment from now on.
[[nodiscard]] std::int64_t timeout_delay_ns(std::int64_t duration_ns);

}  // namespace vigil::asyncio::detail
