// SPDX-License-Identifier: MIT
#pragma once

/// `Future<T>`, asyncio.Future as `loop.create_future()` gives it: what primitives are built from.
/// Lock, Condition and the others have it built in; this one is for primitives of one's own,
/// written the way asyncio writes its own: a deque of futures, and `try: await future`.
///
///     const Future<> future;                       //  future = loop.create_future()
///     waiters.push_back(future);                   //  waiters.append(future)
///     future.await();                              //  await future
///
/// | state     | set_result(v), set_exception(e) | cancel()                | await()              |
/// |-----------|---------------------------------|-------------------------|----------------------|
/// | pending   | finished, wakes all who wait    | cancelled, wakes, true  | suspends             |
/// | finished  | InvalidStateError               | false                   | the result, at once  |
/// | cancelled | InvalidStateError               | false                   | CancelledError       |
///
/// Settling wakes through the ready queue and never runs a waiter at once. Cancelling a task that
/// waits for a pending future cancels that future. A task that was woken and is cancelled before it
/// resumes gets CancelledError although its future has a result: whoever wrote the primitive has to
/// pass the wake-up on. A handle is small and copyable; copies are the same future.
/// await. Visible: only if it is pending. Throws: CancelledError, or what was set.
/// An `untold` future is part of a primitive that tells traces of its own operations; await then
/// says what the task stands at.
/// Footprint: each future is an object of its own; await and the observers read, settling writes.
/// Source: CPython Lib/asyncio/futures.py.

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "checker/object.hpp"
#include "checker/operation.hpp"
#include "checker/source_location.hpp"
#include "checker/state_hash.hpp"
#include "primitives/asyncio/future.hpp"

namespace vigil::asyncio {

namespace detail {

/// Everything of a future but its result.
class LoopFuture : public Object, public Future {
  using Where = source_location;

 public:
  LoopFuture(std::string_view name, bool told);

  /// As its users see them: they enter the footprint.
  [[nodiscard]] bool observe_done(const Where& where) const;
  [[nodiscard]] bool observe_cancelled(const Where& where) const;
  bool cancel() override;
  bool cancel_told(const Where& where);

  /// Throws: InvalidStateError if it is settled.
  void check_pending(const Where& where) const;
  /// Requires: check_pending.
  void conclude(State state, const Where& where);
  void fail(std::exception_ptr error, const Where& where);

  void await(const Operation& operation);
  void await_told(const Where& where);
  /// Throws: InvalidStateError if it is pending; CancelledError; what was set.
  void check_result(const Where& where) const;

  void state(StateSink& sink) const override;
  [[nodiscard]] std::string describe() const override;

 protected:
  [[nodiscard]] virtual std::uint64_t result_hash() const { return 0; }

 private:
  [[nodiscard]] bool observe(bool value, const Where& where) const;
  void wake_waiters();

  bool told_;
  std::exception_ptr error_;
  std::vector<TaskId> waiting_;
};

template <class T>
class LoopFutureOf final : public LoopFuture {
 public:
  using LoopFuture::LoopFuture;
  std::optional<T> value;

 protected:
  [[nodiscard]] std::uint64_t result_hash() const override { return state_hash(value); }
};
template <>
class LoopFutureOf<void> final : public LoopFuture {
 public:
  using LoopFuture::LoopFuture;
};

}  // namespace detail

/// Chooses the constructor of a future that traces do not tell of.
struct Untold {};
inline constexpr Untold untold{};

template <class T = void>
class Future {
  using Where = source_location;

 public:
  explicit Future(std::string_view name = {})
      : state_(std::make_shared<detail::LoopFutureOf<T>>(name, true)) {}
  explicit Future(Untold, std::string_view name = {})
      : state_(std::make_shared<detail::LoopFutureOf<T>>(name, false)) {}

  [[nodiscard]] bool done(Where where = Where::current()) const {
    return state_->observe_done(where);
  }
  [[nodiscard]] bool cancelled(Where where = Where::current()) const {
    return state_->observe_cancelled(where);
  }
  /// Returns: false if it was settled before.
  bool cancel(Where where = Where::current()) const { return state_->cancel_told(where); }

  void set_result(Where where = Where::current()) const
    requires std::is_void_v<T>
  {
    state_->check_pending(where);
    state_->conclude(detail::Future::State::done, where);
  }
  template <class Value>
    requires(!std::is_void_v<T> && std::is_convertible_v<Value, T>)
  void set_result(Value&& value, Where where = Where::current()) const {
    state_->check_pending(where);
    state_->value.emplace(std::forward<Value>(value));
    state_->conclude(detail::Future::State::done, where);
  }
  void set_exception(std::exception_ptr error, Where where = Where::current()) const {
    state_->check_pending(where);
    state_->fail(std::move(error), where);
  }

  /// `await future`.
  T await(Where where = Where::current()) const {
    state_->await_told(where);
    return take();
  }
  /// The same inside a primitive: the task stands at `operation`, which the caller completes.
  T await(const Operation& operation) const {
    state_->await(operation);
    return take();
  }
  /// Throws: InvalidStateError if it is pending; else as await.
  T result(Where where = Where::current()) const {
    state_->check_result(where);
    return take();
  }

  [[nodiscard]] ObjectId id() const { return state_->id(); }
  bool operator==(const Future&) const = default;

 private:
  [[nodiscard]] T take() const {
    if constexpr (!std::is_void_v<T>) {
      if (!state_->value) throw Unwind{};  // the execution is over: there is no value
      return *state_->value;
    }
  }

  std::shared_ptr<detail::LoopFutureOf<T>> state_;
};

}  // namespace vigil::asyncio
