// SPDX-License-Identifier: MIT
#pragma once

/// The options that decide what an execution may do. They are part of what a verdict claims and
/// of every schedule: the same model with other options is another question.

#include <cstddef>
#include <cstdint>

namespace vigil {

enum class Dialect : std::uint8_t { asyncio, threads };

/// Which ready task may run next (asyncio): any of them, or the first of the loop's queue.
enum class Order : std::uint8_t { any, fifo };

/// How time passes (asyncio), see design.md, "Semantics".
enum class Clock : std::uint8_t {
  virtual_time,  ///< time moves only when nothing is ready
  early,         ///< deadlines keep their order but may pass while tasks are ready
  arbitrary,     ///< every sleep may end at any moment
};

/// Which waiter a notify wakes. `dialect_default` is fifo for asyncio and any for threads.
enum class NotifyOrder : std::uint8_t { dialect_default, fifo, any };

/// The CPython generation whose behaviour asyncio primitives follow where generations differ.
/// v3_11_2 stands for 3.11.0 to 3.11.2, whose timeouts forget cancellations that came before them
/// (gh-102780).
enum class Cpython : std::uint8_t { v3_11_2, v3_11, v3_12, v3_13 };

struct ExecutionOptions {
  Dialect dialect = Dialect::asyncio;
  Order order = Order::any;
  Clock clock = Clock::virtual_time;
  NotifyOrder notify_order = NotifyOrder::dialect_default;
  Cpython cpython = Cpython::v3_13;
  std::uint32_t spurious_budget = 0;       ///< spurious wake-ups that the adversary may inject
  std::uint32_t cancellation_budget = 0;   ///< cancellations that the adversary may inject
  bool any_timeouts = false;               ///< a pending timeout may expire at any moment
  bool exact_turns = false;                ///< asyncio callbacks take turns of their own
  bool preempt_operations = false;         ///< every asyncio operation is a scheduling point
  bool discipline = true;                  ///< report operations on another task's lock
  std::uint32_t step_count_max = 100'000;  ///< a longer execution breaks `termination`
  std::size_t stack_bytes = 128 * 1024;    ///< of each task

  [[nodiscard]] bool fifo_waiters() const {
    return notify_order == NotifyOrder::fifo ||
           (notify_order == NotifyOrder::dialect_default && dialect == Dialect::asyncio);
  }
  bool operator==(const ExecutionOptions&) const = default;
};

}  // namespace vigil
