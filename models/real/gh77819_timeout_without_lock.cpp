// SPDX-License-Identifier: MIT
/// gh-77819 (bpo-33638), in asyncio 3.6 (https://github.com/python/cpython/issues/77819; PR 7216).
/// At the deadline wait_for cancels its body and returns at once. If the body is the wait() of a
/// condition, that has not taken the lock back yet: what comes after runs without the lock, and the
/// release at the end of `async with` fails. The repair waits until the body has ended.
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
    cancel_and_wait(task, where);
    throw;
  }
  if (task.done(where)) return task.result(where);
  task.cancel(where);  // should be: cancel_and_wait
  throw asyncio::TimeoutError{};
}

/// T waits for two seconds; N notifies after one, or just when the time is over.
template <bool fixed>
void notify_at_the_deadline() {
  PlainCondition condition;
  const auto t = asyncio::spawn("T", [&] {
    async_with(condition, [&] {
      try {
        wait_for<fixed>([&] { condition.wait(); }, 2s);
      } catch (const asyncio::TimeoutError&) {  // then without the notification
      }
    });
  });
  const auto n = asyncio::spawn("N", [&] {
    asyncio::sleep(choose(2) == 0 ? 1s : 2s);
    async_with(condition, [&] { condition.notify(); });
  });
  asyncio::wait(t, n);
  asyncio::sleep(1s);  // for a body that nobody waits for
}

}  // namespace

Bug gh77819_timeout_without_lock() {
  return {.name = "gh77819_timeout_without_lock",
          .about = "a wait() that times out returns without the lock",
          .property = Property::uncaught,
          .fifo = true,
          .diagnosis = "RuntimeError: Lock is not acquired.",
          .old = &notify_at_the_deadline<false>,
          .fixed = &notify_at_the_deadline<true>};
}

}  // namespace vigil::models::real
