// SPDX-License-Identifier: MIT
/// gh-102780, in asyncio 3.11.0 to 3.11.2 (https://github.com/python/cpython/issues/102780).
/// timeout() turns its own cancellation into TimeoutError if no cancellation is left: "the count is
/// back at 0". In a task that has caught a CancelledError before, the count never is, and the
/// deadline comes out as a cancellation that nobody asked for. The repair compares with the count
/// on entry.
#include "models/real/python.hpp"
#include "models/real/real.hpp"
#include "primitives/asyncio.hpp"

namespace vigil::models::real {

namespace {

using namespace std::chrono_literals;
using asyncio::CancelledError;

/// asyncio.timeout, with a task for the handle of the loop.
template <bool fixed, class Body>
void timeout(asyncio::Duration duration, Body body) {
  const asyncio::TaskHandle task = asyncio::current_task();
  const std::uint32_t before = fixed ? task.cancelling() : 0;
  const auto expired = std::make_shared<Shared<bool>>(false, "expired");
  const auto timer = asyncio::spawn("timer", [task, expired, duration] {
    asyncio::sleep(duration);
    *expired = true;
    task.cancel();
  });
  const Finally disarm{[&] { timer.cancel(); }};
  try {
    body();
  } catch (const CancelledError&) {
    if (*expired && task.uncancel() <= before) throw asyncio::TimeoutError{};
    throw;
  }
}

/// T catches a cancellation, and then sleeps for longer than it may.
template <bool fixed>
void time_out_after_a_cancellation() {
  asyncio::Event never{"never"};
  const auto t = asyncio::spawn("T", [&] {
    try {
      never.wait();
    } catch (const CancelledError&) {  // it goes on
    }
    const std::uint32_t before = asyncio::current_task().cancelling();
    try {
      timeout<fixed>(1s, [] { asyncio::sleep(5s); });
    } catch (const asyncio::TimeoutError&) {  // as it should be
    } catch (const CancelledError&) {
      require(asyncio::current_task().cancelling() > before, "the deadline is no cancellation");
      throw;
    }
  });
  const asyncio::TaskHandle k = spawn_canceller(t);
  asyncio::sleep(10s);
  never.set();  // where nobody has cancelled T
  wait_for_all({t, k});
}

}  // namespace

Bug gh102780_no_timeout_error() {
  return {.name = "gh102780_no_timeout_error",
          .about = "a timeout comes out as a cancellation",
          .property = Property::requirement,
          .fifo = true,
          .diagnosis = "the deadline is no cancellation",
          .old = &time_out_after_a_cancellation<false>,
          .fixed = &time_out_after_a_cancellation<true>};
}

}  // namespace vigil::models::real
