// SPDX-License-Identifier: MIT
#pragma once

/// What the old algorithms need of Python itself, so that they can be written line by line as they
/// stood: `async with`, `finally`, and the adversary's place in a program.

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "checker/execution.hpp"
#include "checker/source_location.hpp"
#include "primitives/asyncio/sleep.hpp"
#include "primitives/asyncio/task.hpp"
#include "primitives/asyncio/wait.hpp"
#include "primitives/require.hpp"

namespace vigil::models::real {

/// `async with lock: body()`. Unlike a destructor, the release may raise.
template <class Lock, class Body>
void async_with(Lock& lock, Body body, source_location where = source_location::current()) {
  lock.acquire(where);
  try {
    body();
  } catch (const Unwind&) {
    throw;
  } catch (...) {
    lock.release(where);
    throw;
  }
  lock.release(where);
}

/// `finally: action()`, for actions that neither suspend nor raise. Does nothing when the execution
/// is over: what the action refers to may be gone.
template <class Action>
class Finally {
 public:
  explicit Finally(Action action) : action_(std::move(action)) {}
  ~Finally() {
    if (!Execution::current().unwinding()) action_();
  }
  Finally(const Finally&) = delete;
  Finally& operator=(const Finally&) = delete;

 private:
  Action action_;
};

/// True under `--cancellations`: then programs have no canceller of their own.
[[nodiscard]] inline bool adversary_cancels() {
  return Execution::current().options().cancellation_budget > 0;
}

/// Starts task K, which lets others run `turns` times and then cancels `victim`.
/// Returns: no task where the adversary cancels (`--cancellations`).
[[nodiscard]] inline asyncio::TaskHandle spawn_canceller(
    const asyncio::TaskHandle& victim, int turns = 0,
    source_location where = source_location::current()) {
  if (adversary_cancels()) return {};
  return asyncio::spawn(
      "K",
      [victim, turns, where] {
        for (int turn = 0; turn < turns; ++turn) asyncio::yield_now(where);
        victim.cancel(where);
      },
      where);
}

/// Waits for the tasks of a program to end; there may be no canceller among them.
inline void wait_for_all(std::initializer_list<asyncio::TaskHandle> tasks,
                         source_location where = source_location::current()) {
  std::vector<asyncio::TaskHandle> valid;
  std::ranges::copy_if(tasks, std::back_inserter(valid), &asyncio::TaskHandle::valid);
  asyncio::wait(valid, asyncio::ReturnWhen::all_completed, std::nullopt, where);
}

/// A task that was cancelled and does not catch that must not return. Requires: it has ended.
inline void require_cancelled(const asyncio::TaskHandle& task,
                              source_location where = source_location::current()) {
  const bool returned = !task.cancelled(where) && task.state().error() == nullptr;
  require(!returned || task.cancelling(where) == 0, "a task that was cancelled does not return",
          where);
}

}  // namespace vigil::models::real
