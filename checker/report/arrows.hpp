// SPDX-License-Identifier: MIT
#pragma once

/// What in one task made something possible in another: notify -> wake, release -> acquire,
/// spawn -> first step, end -> join. Read off a finished trace; the page, the Chrome trace and the
/// sequence diagram draw them.

#include <cstdint>
#include <string_view>
#include <vector>

#include "checker/detect/waits.hpp"
#include "checker/ids.hpp"
#include "checker/trace/trace.hpp"

namespace vigil::detail {

enum class ArrowKind : std::uint8_t {
  notify,     ///< a notification or an event, to the waiter's return
  hand_over,  ///< a lock, from the one that gave it back to the next one that took it
  spawn,      ///< to the task's first operation
  wake,       ///< any other wake-up: the end of a task that is joined, an item, a cancellation
};

[[nodiscard]] std::string_view name(ArrowKind kind);

/// Between entries of different tasks, `from` < `to`.
struct Arrow {
  ArrowKind kind = ArrowKind::wake;
  EntryIndex from = 0;
  EntryIndex to = 0;
  ObjectId object;  ///< for hand_over the lock

  bool operator==(const Arrow&) const = default;
};

/// All of them, by `to`, then by `from`; each pair of entries once.
/// Cost: O(entries + waits) map look-ups.
[[nodiscard]] std::vector<Arrow> arrows_of(const Trace& trace);

}  // namespace vigil::detail
