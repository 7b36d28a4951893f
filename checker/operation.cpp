// SPDX-License-Identifier: MIT
#include "checker/operation.hpp"

#include <array>
#include <cstddef>

namespace vigil {

namespace {

constexpr std::array<std::string_view, 38> operation_names = {
    "-",       "start",  "finish",     "spawn",  "join",   "choose",   "advance",  "acquire",
    "release", "wait",   "notify",     "notify_all", "wait_for", "set", "clear",   "sleep",
    "yield_now", "cancel", "timeout",  "put",    "get",    "reset",    "abort",    "call",
    "lock",    "try_lock", "unlock",   "relock", "notify_one", "spurious", "expire", "load",
    "store",   "update", "read",       "write",  "require", "raise"};
static_assert(operation_names.size() == static_cast<std::size_t>(OperationKind::raise) + 1);

[[nodiscard]] bool is_wake(Mode mode) {
  return mode == Mode::wake_one || mode == Mode::wake_none || mode == Mode::wake_all;
}

/// The waiters of one condition variable. "x / y" reads "x and y in either order".
[[nodiscard]] bool waiters_dependent(Access first, Access second, bool fifo_waiters) {
  if (first.mode == Mode::enqueue && second.mode == Mode::enqueue) {
    // enqueue / enqueue: a set of waiters does not remember who came first; a queue does.
    return fifo_waiters;
  }
  if (first.mode == Mode::wake_none && second.mode == Mode::wake_none) {
    return false;  // both only found that nobody waits
  }
  if (second.mode == Mode::enqueue) {
    const Access swapped = first;
    first = second;
    second = swapped;
  }
  if (first.mode == Mode::enqueue) {
    // enqueue / wake_one: a waiter can only be woken after it came, so the pair is ordered when
    // it is about the same waiter. Another waiter's arrival changes neither what the notify did
    // nor what the arrival does; that the notify has one alternative more afterwards is found
    // through the alternatives of the notify itself, which races with the arrival.
    if (second.mode == Mode::wake_one || second.mode == Mode::wake_spurious) {
      return first.argument == second.argument;
    }
    return true;  // wake_none and wake_all: one more waiter would have been woken
  }
  if (first.mode == Mode::wake_one && second.mode == Mode::wake_one) {
    // wake_one / wake_one of different waiters: each names its waiter, so the same two tasks are
    // woken by the same two notifies in both orders. A queue decides by position instead.
    return fifo_waiters || first.argument == second.argument;
  }
  // wake_spurious / wake_one: the notify could have chosen the one that left by itself, and the
  // alternatives of the notify are explored where it runs, so the order must be reversible.
  // wake_all and wake_none / any other wake: the number of the woken changes.
  return true;
}

}  // namespace

std::string_view name(OperationKind kind) {
  return operation_names[static_cast<std::size_t>(kind)];
}

bool dependent(Access first, Access second, bool fifo_waiters) {
  if (is_data(first.mode) || is_data(second.mode)) return false;
  // Reads commute with reads: of a value, and a try_lock that fails with another that fails.
  if (first.mode == Mode::read && second.mode == Mode::read) return false;
  const auto about_waiters = [](Mode mode) {
    return mode == Mode::enqueue || mode == Mode::wake_spurious || is_wake(mode);
  };
  if (about_waiters(first.mode) && about_waiters(second.mode)) {
    return waiters_dependent(first, second, fifo_waiters);
  }
  // release / release: the acquire between them orders them.
  if (first.mode == Mode::release && second.mode == Mode::release) return false;
  // write / anything; acquire / acquire; acquire or release / read (a try_lock that fails while
  // the mutex is held and would not otherwise); try_acquire / release (it would have failed
  // before); acquire / release (ordered, the search never reverses it).
  return true;
}

}  // namespace vigil
