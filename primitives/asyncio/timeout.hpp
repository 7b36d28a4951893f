// SPDX-License-Identifier: MIT
#pragma once

/// `timeout(duration, body)` and `wait_for(body, duration)`: asyncio.timeout and asyncio.wait_for.
///
/// | state    | the deadline passes          | body returns   | body raises CancelledError       |
/// |----------|------------------------------|----------------|----------------------------------|
/// | active   | cancels the task: expiring   | exited         | exited, CancelledError           |
/// | expiring |                              | expired        | expired, TimeoutError, or        |
/// |          |                              |                | CancelledError if cancelled, too |
///
/// The expiry is a transition of its own (a callback of the loop), so that everything can come
/// before and after it: it cancels the task wherever it is then. On the way out the cancellation is
/// taken back (`uncancel`); TimeoutError is raised only if no other cancellation is left that was
/// not there on entry. A body that swallows the CancelledError leaves normally although
/// `expired()`. Entering and leaving are not visible and do not suspend. A duration <= 0 expires at
/// the next turn. With any_timeouts the adversary may let it expire at any moment instead of at its
/// deadline.
///
/// Footprint: the expiry cancels (task_state.hpp); the task is treated as cancellable from its
/// first timeout on.
/// Source: CPython Lib/asyncio/timeouts.py; Lib/asyncio/tasks.py, wait_for; v3_11 stands for 3.11.3
/// and later (gh-102780).

#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include "checker/source_location.hpp"
#include "primitives/asyncio/errors.hpp"
#include "primitives/asyncio/sleep.hpp"
#include "primitives/asyncio/task.hpp"

namespace vigil::asyncio {

class Timeout {
  using Where = source_location;

 public:
  /// No duration: never expires. Does nothing before `enter`.
  explicit Timeout(std::optional<Duration> duration) : duration_(duration) {}
  ~Timeout();
  Timeout(const Timeout&) = delete;
  Timeout& operator=(const Timeout&) = delete;

  /// Throws: RuntimeError "Timeout has already been entered".
  void enter(Where where = Where::current());
  /// `cancelled`: the body raised CancelledError.
  /// Returns: true if TimeoutError is to be raised instead.
  bool exit(bool cancelled, Where where = Where::current());
  /// Moves the deadline to `duration` from now, or away.
  /// Throws: RuntimeError "Timeout has not been entered", "Cannot change state of ... Timeout".
  void reschedule(std::optional<Duration> duration);
  [[nodiscard]] bool expired() const {
    return state_ == State::expiring || state_ == State::expired;
  }

  /// enter, body, exit. `body` takes nothing or the Timeout.
  template <class Body>
  auto run(Body& body, Where where) {
    enter(where);
    try {
      return leave_after(body, where);
    } catch (const Unwind&) {
      throw;
    } catch (const CancelledError&) {
      if (entered() && exit(true, where)) throw TimeoutError{};
      throw;
    } catch (...) {
      if (entered()) exit(false, where);
      throw;
    }
  }

 private:
  enum class State : std::uint8_t { created, active, expiring, expired, exited };

  template <class Body>
  auto leave_after(Body& body, Where where) {
    const auto call = [&] {
      if constexpr (std::is_invocable_v<Body&, Timeout&>) {
        return body(*this);
      } else {
        return body();
      }
    };
    if constexpr (std::is_void_v<decltype(call())>) {
      call();
      exit(false, where);
    } else {
      auto result = call();
      exit(false, where);
      return result;
    }
  }
  [[nodiscard]] bool entered() const {
    return state_ == State::active || state_ == State::expiring;
  }
  void arm();
  void disarm();
  void expire();

  std::optional<Duration> duration_;
  State state_ = State::created;
  detail::TaskState* task_ = nullptr;
  detail::Turn* turn_ = nullptr;
  std::uint32_t cancelling_before_ = 0;
  Where where_;
};

/// `async with timeout(duration)`: runs `body` in this task, as long as it takes less.
/// Returns: what `body` returns. Throws: TimeoutError; what `body` throws.
template <class Body>
auto timeout(std::optional<Duration> duration, Body body,
             source_location where = source_location::current()) {
  Timeout scope(duration);
  return scope.run(body, where);
}

namespace detail {
/// The parts of wait_for that run the body as a task: before CPython 3.12, and when duration <= 0.
void wait_for_task(const TaskHandle& task, Duration duration, const source_location& where);
/// Cancels the task and waits until it has ended.
void cancel_and_wait(const TaskHandle& task, const source_location& where);
}  // namespace detail

/// asyncio.wait_for. CPython >= 3.12 runs the body in this task, under `timeout`; before, in a task
/// of its own, with extra turns, and a cancellation that comes when the body is done is swallowed
/// (gh-86296). With duration <= 0 the body is made a task and cancelled before its first line.
/// `name`: of that task.
template <class Body>
auto wait_for(Body body, std::optional<Duration> duration, std::string_view name = {},
              source_location where = source_location::current()) {
  if (!duration) return body();
  const bool inline_body = Execution::current().options().cpython > Cpython::v3_11;
  if (inline_body && duration->count() > 0) return timeout(duration, std::move(body), where);
  const auto task = spawn(name, std::move(body), where);
  if (!task.valid()) return task.join(where);  // an ended execution unwinds
  detail::wait_for_task(task, *duration, where);
  return task.result();
}

}  // namespace vigil::asyncio
