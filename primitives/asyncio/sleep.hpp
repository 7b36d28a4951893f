// SPDX-License-Identifier: MIT
#pragma once

/// `sleep` and `yield_now`, asyncio.sleep under the virtual clock.
///
/// | clock      | sleep(d), d > 0                                  | sleep(any_duration)      |
/// |------------|--------------------------------------------------|--------------------------|
/// | virtual    | ends when nothing else can run before deadline d | may end at any moment    |
/// | early      | deadlines keep their order, may pass any time    | may end at any moment    |
/// | arbitrary  | may end at any moment                            | may end at any moment    |
///
/// Visible: always suspends. Blocks: until the clock's transition, or not at all ("any moment": the
/// task stays ready). Wakes nobody. Throws: CancelledError. sleep(d <= 0) and yield_now() go to the
/// end of the ready queue. Source: CPython Lib/asyncio/tasks.py, sleep.

#include <chrono>

#include "checker/source_location.hpp"

namespace vigil::asyncio {

using Duration = std::chrono::nanoseconds;

/// A duration about which nothing is known: a network, a user, a random number.
struct AnyDuration {};
inline constexpr AnyDuration any_duration{};

void sleep(Duration duration, source_location where = source_location::current());
void sleep(AnyDuration, source_location where = source_location::current());

/// asyncio.sleep(0).
void yield_now(source_location where = source_location::current());

}  // namespace vigil::asyncio
