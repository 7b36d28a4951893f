// SPDX-License-Identifier: MIT
#pragma once

/// What the asyncio conditions of all times have in common: a lock (asyncio::Lock, or another one),
/// a deque of futures, and `notify`. `wait` is what the bugs are about; each file has its own.
/// Footprint: every operation writes the condition; each future is an object of its own.
/// Source: CPython Lib/asyncio/locks.py, Condition.

#include <cstdint>
#include <deque>
#include <string>

#include "models/real/python.hpp"
#include "primitives/asyncio.hpp"

namespace vigil::models::real {

template <class Lock>
class BasicCondition : public Object {
 protected:
  using Where = source_location;

 public:
  BasicCondition() : Object("condition", "condition") {}

  void acquire(Where where = Where::current()) { lock_.acquire(where); }
  void release(Where where = Where::current()) { lock_.release(where); }
  virtual void wait(Where where = Where::current()) = 0;
  template <std::predicate Predicate>
  void wait_for(Predicate predicate, Where where = Where::current()) {
    while (!predicate()) wait(where);
  }
  void notify(std::int64_t n = 1, Where where = Where::current());
  void notify_all(Where where = Where::current()) {
    notify(static_cast<std::int64_t>(waiters_.size()), where);
  }

  void state(StateSink& sink) const override;
  [[nodiscard]] std::string describe() const override;

 protected:
  /// Gives the lock back and waits for a notification. Returns: false if it was cancelled.
  bool wait_for_notification(const Where& where);
  /// One attempt to take the lock back. Returns: false if it was cancelled.
  bool take_back(const Where& where);
  /// What ends a wait that returns.
  void returns(const Where& where);
  std::int64_t wake(std::int64_t n);

 private:
  void changes() const { Execution::current().touch(id(), Mode::write); }

  Lock lock_{"lock"};
  std::deque<asyncio::Future<>> waiters_;
};

using AnyCondition = BasicCondition<asyncio::Lock>;

template <class Lock>
bool BasicCondition<Lock>::wait_for_notification(const Where& where) {
  Execution& execution = Execution::current();
  if (!lock_.locked(where)) throw asyncio::RuntimeError("cannot wait on un-acquired lock");
  const Operation operation{.kind = OperationKind::wait, .object = id(), .where = where};
  changes();
  execution.complete(operation);
  lock_.release(where);
  const asyncio::Future<> future{asyncio::untold};
  waiters_.push_back(future);
  const Finally leave{[&] {
    changes();
    std::erase(waiters_, future);
  }};
  try {
    future.await(operation);
    return true;
  } catch (const asyncio::CancelledError&) {
    return false;
  }
}

template <class Lock>
bool BasicCondition<Lock>::take_back(const Where& where) {
  try {
    lock_.acquire(where);
    return true;
  } catch (const asyncio::CancelledError&) {
    return false;
  }
}

template <class Lock>
void BasicCondition<Lock>::returns(const Where& where) {
  Execution::current().complete(
      {.kind = OperationKind::wait, .object = id(), .a = 1, .where = where});
}

template <class Lock>
void BasicCondition<Lock>::notify(std::int64_t n, Where where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return;
  if (!lock_.locked(where)) throw asyncio::RuntimeError("cannot notify on un-acquired lock");
  Operation operation{.kind = OperationKind::notify, .object = id(), .b = n, .where = where};
  operation.a = wake(n);
  execution.complete(operation);
}

template <class Lock>
std::int64_t BasicCondition<Lock>::wake(std::int64_t n) {
  changes();
  std::int64_t woken = 0;
  for (const asyncio::Future<>& waiter : waiters_) {
    if (woken >= n) break;
    if (waiter.done()) continue;
    waiter.set_result();
    ++woken;
  }
  return woken;
}

template <class Lock>
void BasicCondition<Lock>::state(StateSink& sink) const {
  for (const asyncio::Future<>& waiter : waiters_) sink.add(waiter.id().value);
}

template <class Lock>
std::string BasicCondition<Lock>::describe() const {
  return std::to_string(waiters_.size()) + " waiting";
}

/// The program that tells bpo-22970 and bpo-32841 from their repairs: N notifies A and keeps the
/// lock; A, which waits to get it back, is cancelled.
template <class Condition>
void cancel_while_taking_back() {
  Condition condition;
  const auto a = asyncio::spawn("A", [&] { async_with(condition, [&] { condition.wait(); }); });
  const auto n = asyncio::spawn("N", [&] {
    asyncio::yield_now();
    async_with(condition, [&] {
      condition.notify_all();
      asyncio::yield_now();
      asyncio::yield_now();
    });
  });
  const asyncio::TaskHandle k = spawn_canceller(a, 2);
  if (adversary_cancels()) {  // A may have missed the notification, or there was none
    asyncio::wait(n);
    a.cancel();
  }
  wait_for_all({a, n, k});
  require_cancelled(a);
}

}  // namespace vigil::models::real
