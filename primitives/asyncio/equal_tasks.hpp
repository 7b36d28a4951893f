// SPDX-License-Identifier: MIT
#pragma once

/// `spawn_equal(n, "worker", body)`: n tasks that run the same body and that nobody tells apart, so
/// that a search may treat executions that differ only in which of them is which as one. No index
/// reaches the body; they are awaited and cancelled together. See Execution::spawn_equal for what a
/// body must not do. asyncio has no such thing; to the loop they are n calls of create_task.

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "checker/body.hpp"
#include "checker/execution.hpp"
#include "checker/source_location.hpp"
#include "primitives/asyncio/task.hpp"
#include "primitives/asyncio/wait.hpp"
#include "primitives/retry.hpp"

namespace vigil::asyncio {

class EqualTasks {
 public:
  EqualTasks() = default;
  /// What spawn_equal calls: the tasks of one group, all of them.
  explicit EqualTasks(std::vector<TaskHandle> tasks) : tasks_(std::move(tasks)) {}

  [[nodiscard]] std::size_t size() const { return tasks_.size(); }

  /// As asyncio.wait on all of them: returns when they have ended, however. Returns at once when
  /// there are none. Throws: CancelledError.
  void wait(source_location where = source_location::current()) const {
    if (tasks_.empty()) return;
    asyncio::wait(std::span<const TaskHandle>{tasks_}, ReturnWhen::all_completed, std::nullopt,
                  where);
  }
  /// Cancels each of them that has not ended. Nobody learns which.
  void cancel(source_location where = source_location::current()) const {
    const Retry before;
    for (const TaskHandle& task : tasks_) task.cancel(where);
    before.again();
    Execution::current().observe(tasks_.size());
  }

 private:
  std::vector<TaskHandle> tasks_;
};

/// Starts n tasks "name 1" .. "name n", each with a copy of `body` (not of what it refers to).
/// Requires: `body` is copyable, takes no argument and returns nothing.
template <class Callable>
[[nodiscard]] EqualTasks spawn_equal(std::size_t n, std::string_view name, const Callable& body,
                                     source_location where = source_location::current()) {
  static_assert(std::is_void_v<std::invoke_result_t<Callable&>>, "results would have an order");
  std::vector<Body> bodies;
  bodies.reserve(n);
  for (std::size_t i = 0; i < n; ++i) bodies.push_back(detail::body_of(Callable{body}));
  std::vector<TaskHandle> tasks;
  const std::vector<TaskId> members =
      Execution::current().spawn_equal(name, std::move(bodies), false, where);
  for (const TaskId id : members) tasks.push_back(detail::adopt<void>(id));
  return EqualTasks{std::move(tasks)};
}

}  // namespace vigil::asyncio
