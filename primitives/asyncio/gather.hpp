// SPDX-License-Identifier: MIT
#pragma once

/// `gather(tasks...)` and `shield(task)`, asyncio.gather and asyncio.shield, awaited at once.
///
/// gather. Waits for all tasks; raises the first exception (in time) that one of them raises and
/// leaves the others running. With return_exceptions it waits for all and gives exceptions as
/// results. A cancellation of the caller cancels all the tasks that have not ended; the caller then
/// gets CancelledError when they have (return_exceptions) or when the first one ends cancelled.
/// shield. As `task.join()`, but a cancellation of the caller leaves the task running. Both:
/// visible unless everything has ended (CPython < 3.12: gather always suspends).
/// Throws: what the tasks raise, CancelledError. Source: CPython Lib/asyncio/tasks.py.

#include <exception>
#include <span>
#include <type_traits>
#include <vector>

#include "checker/source_location.hpp"
#include "primitives/asyncio/task.hpp"

namespace vigil::asyncio {

namespace detail {
/// Throws: what gather raises. Returns normally when every task ended normally.
void gather(std::span<const TaskHandle> tasks, bool return_exceptions,
            const source_location& where);
void shield(const TaskHandle& task, const source_location& where);
}  // namespace detail

/// Returns: the results in the order of `tasks`.
template <class T>
std::vector<T> gather(const std::vector<Task<T>>& tasks,
                      source_location where = source_location::current()) {
  const std::vector<TaskHandle> handles(tasks.begin(), tasks.end());
  detail::gather(handles, false, where);
  std::vector<T> results;
  results.reserve(tasks.size());
  for (const Task<T>& task : tasks) results.push_back(task.result());
  return results;
}
inline void gather(const std::vector<Task<void>>& tasks,
                   source_location where = source_location::current()) {
  const std::vector<TaskHandle> handles(tasks.begin(), tasks.end());
  detail::gather(handles, false, where);
}

/// gather(..., return_exceptions=True).
/// Returns: for each task what it raised (CancelledError if it was cancelled), or null.
std::vector<std::exception_ptr> gather_exceptions(
    std::span<const TaskHandle> tasks, source_location where = source_location::current());

/// Returns: what the task returns.
template <class T>
T shield(const Task<T>& task, source_location where = source_location::current()) {
  detail::shield(task, where);
  return task.result();
}

}  // namespace vigil::asyncio
