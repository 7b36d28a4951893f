// SPDX-License-Identifier: MIT
#pragma once

/// What tasks do to objects: the operations that a trace shows, the accesses that a footprint is
/// made of, and `dependent`, the only place that says which accesses do not commute. Primitives
/// report operations and accesses; searches and fingerprints read them.

#include <cstdint>
#include "checker/source_location.hpp"
#include <string_view>

#include "checker/ids.hpp"

namespace vigil {

/// The closed vocabulary of operations. `name(kind)` is the word that reports print.
enum class OperationKind : std::uint8_t {
  none,
  start,        ///< first transition of a task
  finish,       ///< the task returned or threw
  spawn,        ///< peer: the new task
  join,         ///< peer: the task waited for (a: how many, when several)
  choose,       ///< a: the value, b: how many values there were
  advance,      ///< the virtual clock; a: the new time in ns
  acquire,      ///< asyncio lock; a: 1 when it had to queue
  release,
  wait,         ///< condition, event or barrier; a: 1 when it returned
  notify,       ///< a: how many were woken, b: how many were asked for
  notify_all,   ///< a: how many were woken, b: how many were waiting
  wait_for,     ///< predicate loop; a: 1 when the predicate held, 0 when it did not
  set,          ///< event; a: how many were woken
  clear,
  sleep,        ///< a: duration in ns, -1 for any duration; b: 1 when it ended
  yield_now,
  cancel,       ///< peer: the task; a: what cancel() returned
  timeout,      ///< a: duration in ns; b: 0 entered, 1 left, 2 expired
  put,          ///< queue
  get,          ///< queue
  reset,        ///< barrier
  abort,        ///< barrier
  call,         ///< any other operation of asyncio: gather, shield, task group
  lock,         ///< threads mutex
  try_lock,     ///< a: 1 when it took the mutex
  unlock,
  relock,       ///< the lock that a condition variable takes back
  notify_one,   ///< peer: who was woken (a: 1), or nobody (a: 0); b: how many were waiting
  spurious,     ///< a spurious wake-up of `peer`
  expire,       ///< a timed wait of `peer` ran out
  load,         ///< atomic
  store,        ///< atomic
  update,       ///< atomic read-modify-write
  read,         ///< Shared<T>
  write,        ///< Shared<T>
  require,      ///< a: 1 when the condition held
  raise,        ///< an exception leaves the task
};

[[nodiscard]] std::string_view name(OperationKind kind);

/// One operation, as a trace shows it.
struct Operation {
  OperationKind kind = OperationKind::none;
  ObjectId object = {};
  TaskId peer = {};
  std::int64_t a = 0;
  std::int64_t b = 0;
  source_location where = {};
};

/// How a transition touches an object. The modes are as fine as is sound; see `dependent`.
enum class Mode : std::uint8_t {
  read,          ///< of a value or of a state that others may change
  write,         ///< any change that does not commute with anything
  acquire,       ///< takes a mutex; disabled while another task holds it
  try_acquire,   ///< takes a mutex by try_lock, which would have failed before the unlock
  release,       ///< unlock of a mutex inside a transition: orders the next acquire, never races
  enqueue,       ///< joins the waiters of a condition variable; argument: the waiter's TaskId
  wake_one,      ///< notify_one that woke `argument`
  wake_none,     ///< a notify that found nobody waiting
  wake_all,      ///< notify_all that woke somebody
  wake_spurious, ///< a waiter that left without being notified; argument: its TaskId
  fork,          ///< spawns the task `argument`: orders data accesses, never races
  data_read,     ///< of plain data under watch: never a scheduling matter, checked for races
  data_write,    ///< likewise
};

struct Access {
  ObjectId object;
  Mode mode = Mode::read;
  std::uint32_t argument = 0;

  bool operator==(const Access&) const = default;
};

/// True if the order of two accesses *of different tasks* to the same object can matter.
/// Requires: `first.object == second.object`; `fifo_waiters` is `notify_order=fifo`, under which
/// the waiters of a condition variable are a queue. Symmetric. Each entry is argued in the .cpp.
[[nodiscard]] bool dependent(Access first, Access second, bool fifo_waiters);

/// True for accesses that are watched but never ordered by a search.
[[nodiscard]] constexpr bool is_data(Mode mode) {
  return mode == Mode::data_read || mode == Mode::data_write || mode == Mode::fork;
}

}  // namespace vigil
