// SPDX-License-Identifier: MIT
/// gh-86296, in asyncio 3.8 to 3.11 (https://github.com/python/cpython/issues/86296). wait_for is
/// cancelled when its body is done already but it has not resumed: it returns the result of the
/// body and the cancellation is gone; a task that was told to stop goes on. Since 3.12 wait_for is
/// `async with timeout()`.
#include "models/real/real.hpp"
#include "models/real/wait_for.hpp"

namespace vigil::models::real {

namespace {

using namespace std::chrono_literals;
using asyncio::CancelledError;

template <bool fixed, class Body>
void wait_for(Body body, asyncio::Duration duration,
              source_location where = source_location::current()) {
  if constexpr (fixed) return asyncio::timeout(duration, body, where);
  const auto task = asyncio::spawn("body", body, where);
  const asyncio::LibraryCall call{"wait_for", task.state()};
  try {
    wait_until(task, duration, where);
  } catch (const CancelledError&) {
    if (task.done(where)) return task.result(where);
    cancel_and_wait(task, where);
    throw;
  }
  if (task.done(where)) return task.result(where);
  cancel_and_wait(task, where);
  throw asyncio::TimeoutError{};
}

/// T waits for an event, S sets it, K cancels T.
template <bool fixed>
void cancel_after_set() {
  asyncio::Event event{"event"};
  const auto t = asyncio::spawn("T", [&] { wait_for<fixed>([&] { event.wait(); }, 9s); });
  const auto s = asyncio::spawn("S", [&] { event.set(); });
  wait_for_all({t, s, spawn_canceller(t, 1)});
  t.ignore_failure();  // a timeout, when the adversary has cancelled S
  require_cancelled(t);
}

}  // namespace

Bug gh86296_swallowed_cancel() {
  return {.name = "gh86296_swallowed_cancel",
          .about = "wait_for() swallows a cancellation",
          .property = Property::lost_cancellation,
          .fifo = true,
          .diagnosis = "`T` is cancelled in `wait_for` of",
          .old = &cancel_after_set<false>,
          .fixed = &cancel_after_set<true>};
}

}  // namespace vigil::models::real
