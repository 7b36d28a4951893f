// SPDX-License-Identifier: MIT
#pragma once

/// Why a task waits for a notification that never comes. From the waits of a trace it tells the
/// kinds of design.md apart, for one waiter at a time:
///
/// | kind        | the last notification that could have helped ...                              |
/// |-------------|--------------------------------------------------------------------------------|
/// | absorbed    | came while it waited, and woke another task, which went back to wait           |
/// | swallowed   | came while it waited, and woke a task that was cancelled or timed out          |
/// | outnumbered | came while it waited, and woke others, which passed nothing on                 |
/// | dropped     | came before it began to wait                                                   |
/// | never       | does not exist: nobody notified                                                |

#include <cstdint>
#include <string>
#include <vector>

#include "checker/detect/deadlock.hpp"
#include "checker/detect/waits.hpp"
#include "checker/trace/trace.hpp"

namespace vigil::detail {

struct LostNotification {
  enum class Kind : std::uint8_t { never, dropped, outnumbered, swallowed, absorbed };
  Kind kind = Kind::never;
  TaskId waiter;           ///< who was left waiting
  ObjectId object;         ///< for what
  EntryIndex began = 0;    ///< since when
  EntryIndex notify = 0;   ///< the notification (not for `never`)
  TaskId taker;            ///< absorbed, swallowed: whom it woke
  EntryIndex again = 0;    ///< absorbed: where that task waits again; swallowed: what hit it
};

/// Requires: `wait` is not ended and not woken.
[[nodiscard]] LostNotification classify(const Trace& trace, const std::vector<Wait>& waits,
                                        const Wait& wait);

/// One sentence about all tasks of `blocked` that wait for a notification of `object`: "lost
/// notification (dropped): `notify_all` at step 7 found 3 waiters of 5; `task 4` began to wait at
/// step 11 and nobody notifies after that". Requires: there is one.
[[nodiscard]] std::string describe_lost_notification(const Trace& trace,
                                                     const std::vector<Wait>& waits,
                                                     const std::vector<BlockedTask>& blocked,
                                                     ObjectId object);

}  // namespace vigil::detail
