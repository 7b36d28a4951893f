// SPDX-License-Identifier: MIT
#pragma once

/// Tasks of the asyncio dialect: `spawn` is asyncio.create_task, `Task<T>` what it returns.
///
///     Task<int> task = spawn("worker", [&] { lock.acquire(); ...; return 3; });
///     int three = task.join();                                        // await task
///
/// | state of the task | join()                  | result()              | done() | cancel()      |
/// |-------------------|-------------------------|-----------------------|--------|---------------|
/// | not finished      | suspends until it is    | InvalidStateError     | false  | true, once    |
/// | returned          | the value, at once      | the value             | true   | false         |
/// | raised            | raises the same         | raises the same       | true   | false         |
/// | cancelled         | CancelledError          | CancelledError        | true   | false         |
///
/// spawn: no scheduling point; the new task starts at its first turn, never before its creator
/// suspends. join: suspends only if the task has not ended; a cancellation that arrives meanwhile
/// goes to the *joined* task, and the joiner gets what that one ends with. cancel: no scheduling
/// point; one CancelledError, at the task's next suspension or the one it is at; see task_state.hpp
/// for when it arrives. uncancel: CPython 3.13 also withdraws an undelivered one. An exception that
/// nobody ever asks for is an `uncaught` violation at the end of the execution. A handle is small
/// and copyable; it must not outlive the execution.
/// Source: CPython Lib/asyncio/tasks.py.

#include <concepts>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "checker/source_location.hpp"
#include "primitives/asyncio/adversary.hpp"
#include "primitives/asyncio/task_state.hpp"

namespace vigil::asyncio {

namespace detail {

template <class T>
class TaskResult final : public TaskState {
 public:
  using TaskState::TaskState;
  std::optional<T> value;
};
template <>
class TaskResult<void> final : public TaskState {
 public:
  using TaskState::TaskState;
};

}  // namespace detail

/// A task whatever its result: what `wait`, `cancel` and the like work on.
class TaskHandle {
 public:
  TaskHandle() = default;
  explicit TaskHandle(detail::TaskState& state) : state_(&state) {}

  [[nodiscard]] TaskId id() const { return state_->task(); }
  [[nodiscard]] const std::string& name() const { return state_->name(); }
  [[nodiscard]] bool valid() const { return state_ != nullptr; }

  [[nodiscard]] bool done(source_location where = source_location::current()) const;
  [[nodiscard]] bool cancelled(source_location where = source_location::current()) const;
  /// What it raised; null if it returned. Throws: InvalidStateError, CancelledError, as in Python.
  [[nodiscard]] std::exception_ptr exception(
      source_location where = source_location::current()) const;
  /// Returns: false if it had ended.
  bool cancel(source_location where = source_location::current()) const;
  /// Returns: the number of cancellations still counted.
  std::uint32_t uncancel() const;
  [[nodiscard]] std::uint32_t cancelling(source_location where = source_location::current()) const;
  /// Its failure shall be no violation, although nobody asks for it.
  void ignore_failure() const;

  bool operator==(const TaskHandle&) const = default;
  [[nodiscard]] detail::TaskState& state() const { return *state_; }

 protected:
  void check_result(const source_location& where) const;

 private:
  detail::TaskState* state_ = nullptr;
};

template <class T = void>
class Task : public TaskHandle {
 public:
  Task() = default;
  explicit Task(detail::TaskResult<T>& state) : TaskHandle(state) {}

  /// `await task`. Throws: what it raised; CancelledError; RuntimeError for oneself.
  T join(source_location where = source_location::current()) const {
    detail::TaskState::current().await(state(), where);
    if constexpr (!std::is_void_v<T>) return *result_of().value;
  }
  /// Throws: InvalidStateError if it has not ended; else as join.
  T result(source_location where = source_location::current()) const {
    check_result(where);
    if constexpr (!std::is_void_v<T>) return *result_of().value;
  }

 private:
  [[nodiscard]] detail::TaskResult<T>& result_of() const {
    return static_cast<detail::TaskResult<T>&>(state());
  }
};

/// The running task, as asyncio.current_task(). Requires: inside a task.
[[nodiscard]] TaskHandle current_task();

namespace detail {

/// What the task of `body` runs.
template <class Body>
[[nodiscard]] vigil::Body body_of(Body body) {
  using T = std::remove_cvref_t<std::invoke_result_t<Body&>>;
  return vigil::Body{[body = std::move(body)]() mutable {
    auto& state = static_cast<TaskResult<T>&>(TaskState::current());
    state.begin();
    if constexpr (std::is_void_v<T>) {
      body();
    } else {
      state.value.emplace(body());
    }
  }};
}

/// Gives a task that was just spawned its asyncio side.
template <class T>
[[nodiscard]] Task<T> adopt(TaskId id) {
  auto state = std::make_unique<TaskResult<T>>(id);
  Task<T> task{*state};
  state->mark_spawned();
  TaskState& spawned = *state;
  Execution::current().set_context(id, std::move(state));
  expose_to_adversary(spawned);
  return task;
}

}  // namespace detail

/// Starts a task, as asyncio.create_task. `body` is any callable without arguments.
/// `name` may be empty ("task 1", "task 2" ... of its creator).
template <class Body>
auto spawn(std::string_view name, Body body, source_location where = source_location::current()) {
  using T = std::remove_cvref_t<std::invoke_result_t<Body&>>;
  Execution& execution = Execution::current();
  detail::check_dialect(execution);
  const TaskId id = execution.spawn(name, detail::body_of(std::move(body)), false, where);
  if (!id.valid()) return Task<T>{};  // an ended execution unwinds
  return detail::adopt<T>(id);
}
template <std::invocable Body>
auto spawn(Body body, source_location where = source_location::current()) {
  return spawn(std::string_view{}, std::move(body), where);
}

}  // namespace vigil::asyncio
