// SPDX-License-Identifier: MIT
#pragma once

/// The waits of an execution, read off its trace: who began to wait for what and when, which
/// notification woke it, and how it left. Both dialects come out alike here; what is built on it
/// (lost notifications, the lane table) need not know them.
///
/// | entry of the trace                       | what it does to a wait                            |
/// |------------------------------------------|---------------------------------------------------|
/// | wait (a = 0) of the task                 | begins it                                         |
/// | notify, notify_one, notify_all, set      | wakes those named by `woken` or `peer`; otherwise |
/// |                                          | the first `a`, or all; a notify_one without a     |
/// |                                          | `peer` woke whoever returns first                 |
/// | spurious, expire, timeout (b = 2), cancel| makes the waiter leave without a notification     |
/// | relock, or wait (a = 1), of the task     | returns from it                                   |
/// | acquire, release, unlock of the task     | still the same wait                               |
/// | anything else of the task                | it left by an exception                           |

#include <cstddef>
#include <optional>
#include <vector>

#include "checker/ids.hpp"
#include "checker/trace/trace.hpp"

namespace vigil::detail {

/// Position of an entry in `Trace::entries`.
using EntryIndex = std::size_t;

struct Wait {
  TaskId task;
  ObjectId object;
  EntryIndex begin = 0;
  std::optional<EntryIndex> woken;     ///< the notification (or spurious wake-up) that ended it
  std::optional<EntryIndex> diverted;  ///< a cancellation or timeout that hit it, first one
  std::optional<EntryIndex> left;      ///< the entry at which the task was out of it again
  bool returned = false;               ///< it left by returning, not by an exception
};

/// Every wait of the trace, by its beginning.
[[nodiscard]] std::vector<Wait> waits_of(const Trace& trace);

/// The wait in which a task still is at the end, or null. It may have been woken and stand at the
/// lock that it has to take back.
[[nodiscard]] const Wait* open_wait(const std::vector<Wait>& waits, TaskId task);

/// True for the operations that wake waiters of a condition.
[[nodiscard]] bool is_notify(OperationKind kind);

/// True for the operations that a task does to take a lock, in either dialect.
[[nodiscard]] bool takes_lock(OperationKind kind);

/// True for the operations that give a lock back.
[[nodiscard]] bool gives_lock(OperationKind kind);

}  // namespace vigil::detail
