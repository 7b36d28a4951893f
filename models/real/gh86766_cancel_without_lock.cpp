// SPDX-License-Identifier: MIT
/// gh-86766 (bpo-42600, bpo-41891), in asyncio 3.7 to 3.8.6 and 3.9.0 to 3.9.1
/// (https://github.com/python/cpython/issues/86766). When it is cancelled, wait_for cancels its
/// body and raises at once, as gh77819_timeout_without_lock.cpp does at the deadline: a wait() of a
/// condition is left without the lock. The repair waits until the body has ended.
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
  try {
    wait_until(task, duration, where);
  } catch (const CancelledError&) {
    task.cancel(where);  // should be: cancel_and_wait
    throw;
  }
  if (task.done(where)) return task.result(where);
  cancel_and_wait(task, where);
  throw asyncio::TimeoutError{};
}

/// T waits for at most five seconds and is cancelled.
template <bool fixed>
void cancel_a_timed_wait() {
  PlainCondition condition;
  const auto t = asyncio::spawn("T", [&] {
    async_with(condition, [&] {
      try {
        wait_for<fixed>([&] { condition.wait(); }, 5s);
      } catch (const asyncio::TimeoutError&) {  // where nobody cancels it
      }
    });
  });
  wait_for_all({t, spawn_canceller(t)});
  asyncio::sleep(1s);  // for a body that nobody waits for
}

}  // namespace

Bug gh86766_cancel_without_lock() {
  return {.name = "gh86766_cancel_without_lock",
          .about = "a timed wait() that is cancelled leaves without the lock",
          .property = Property::uncaught,
          .fifo = true,
          .diagnosis = "RuntimeError: Lock is not acquired.",
          .old = &cancel_a_timed_wait<false>,
          .fixed = &cancel_a_timed_wait<true>};
}

}  // namespace vigil::models::real
