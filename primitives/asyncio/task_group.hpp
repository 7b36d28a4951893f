// SPDX-License-Identifier: MIT
#pragma once

/// `task_group(body)`, asyncio.TaskGroup as `async with`:
///
///     task_group([&](TaskGroup& group) { group.spawn(...); group.spawn(...); });
///
/// | event                              | what the group does                                 |
/// |------------------------------------|-----------------------------------------------------|
/// | body returns                       | waits for its tasks                                 |
/// | a task raises (not CancelledError) | cancels the other tasks, and the parent in the body |
/// | the parent is cancelled, body too  | cancels its tasks, waits, CancelledError            |
/// | body raises                        | cancels its tasks, waits                            |
/// | all have ended, some raised        | ExceptionGroup "unhandled errors in a TaskGroup"    |
///
/// Visible: leaving, while tasks are running. Throws: ExceptionGroup, CancelledError; RuntimeError
/// from `spawn` when the group is finished or shutting down. CPython 3.13 keeps a cancellation of
/// the parent that comes from outside alive next to errors (gh-116720, gh-94398); earlier ones do
/// not.
/// Source: CPython Lib/asyncio/taskgroups.py.

#include <concepts>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "checker/source_location.hpp"
#include "primitives/asyncio/errors.hpp"
#include "primitives/asyncio/task.hpp"

namespace vigil::asyncio {

class TaskGroup final : private detail::DoneCallback {
  using Where = source_location;

 public:
  TaskGroup() = default;
  ~TaskGroup();
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;

  /// asyncio's create_task.
  template <class Body>
  auto spawn(std::string_view name, Body body, Where where = Where::current()) {
    check_open();
    auto task = asyncio::spawn(name, std::move(body), where);
    if (task.valid()) adopt(task);
    return task;
  }
  template <std::invocable Body>
  auto spawn(Body body, Where where = Where::current()) {
    return spawn(std::string_view{}, std::move(body), where);
  }

  void enter(Where where = Where::current());
  /// `error`: what the body raised, or null. Throws: what leaves the group; if it returns although
  /// there was an error, that error was a CancelledError of the group's own making.
  void exit(std::exception_ptr error, Where where = Where::current());

 private:
  void check_open() const;
  void adopt(const TaskHandle& task);
  void task_done(detail::TaskState& task) override;
  void abort();
  void wait_for_tasks(std::exception_ptr* propagate, const Where& where);
  [[nodiscard]] std::string repr() const;

  detail::TaskState* parent_ = nullptr;
  std::vector<TaskHandle> tasks_;  // that have not ended
  std::vector<TaskHandle> all_;
  std::vector<std::exception_ptr> errors_;
  detail::Future* on_completed_ = nullptr;
  bool exiting_ = false;
  bool aborting_ = false;
  bool parent_cancel_requested_ = false;
  Where where_;  ///< of `async with`, for the trace
};

/// Runs `body(TaskGroup&)` and waits for the tasks that it spawned in the group.
template <class Body>
void task_group(Body body, source_location where = source_location::current()) {
  TaskGroup group;
  group.enter(where);
  std::exception_ptr error;
  try {
    body(group);
  } catch (const Unwind&) {
    throw;
  } catch (...) {
    error = std::current_exception();
  }
  group.exit(error, where);
}

}  // namespace vigil::asyncio
