// SPDX-License-Identifier: MIT
#pragma once

/// `wait(tasks...)`, asyncio.wait: until all tasks have ended, or the first one has. Visible:
/// always suspends, even if all tasks have ended. Does not raise what they raised, and does not
/// count as asking for it. Throws: ValueError "Set of Tasks/Futures is empty."; CancelledError,
/// which leaves the tasks alone. Source: CPython Lib/asyncio/tasks.py, wait and _wait.
///
/// Footprint: reads the tasks; their ends write them, and those that it waited for are causes of
/// the waiter's next transition. Where several could end the waiting (first_*, a timeout), each
/// writes the waiter.

#include <optional>
#include <span>
#include <vector>

#include "checker/source_location.hpp"
#include "primitives/asyncio/sleep.hpp"
#include "primitives/asyncio/task.hpp"

namespace vigil::asyncio {

enum class ReturnWhen : std::uint8_t { all_completed, first_completed, first_exception };

struct WaitResult {
  std::vector<TaskHandle> done;
  std::vector<TaskHandle> pending;
};

/// `timeout`: gives up waiting then, without cancelling anything; 0 or less: at once.
WaitResult wait(std::span<const TaskHandle> tasks,
                ReturnWhen return_when = ReturnWhen::all_completed,
                std::optional<Duration> timeout = std::nullopt,
                source_location where = source_location::current());

template <class T>
WaitResult wait(const std::vector<Task<T>>& tasks,
                ReturnWhen return_when = ReturnWhen::all_completed,
                std::optional<Duration> timeout = std::nullopt,
                source_location where = source_location::current()) {
  const std::vector<TaskHandle> handles(tasks.begin(), tasks.end());
  return wait(std::span<const TaskHandle>{handles}, return_when, timeout, where);
}

inline WaitResult wait(const TaskHandle& task, source_location where = source_location::current()) {
  return wait(std::span<const TaskHandle>{&task, 1}, ReturnWhen::all_completed, std::nullopt,
              where);
}
inline WaitResult wait(const TaskHandle& first, const TaskHandle& second,
                       source_location where = source_location::current()) {
  const TaskHandle both[] = {first, second};
  return wait(both, ReturnWhen::all_completed, std::nullopt, where);
}
inline WaitResult wait(const TaskHandle& first, const TaskHandle& second, const TaskHandle& third,
                       source_location where = source_location::current()) {
  const TaskHandle all[] = {first, second, third};
  return wait(all, ReturnWhen::all_completed, std::nullopt, where);
}

}  // namespace vigil::asyncio
