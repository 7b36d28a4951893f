// SPDX-License-Identifier: MIT
#pragma once

/// What the asyncio locks of all times have in common: a flag, a deque of futures, and `release`.
/// `acquire` and `wake_up_first` are what the bugs are about; each file has its own. `CurrentLock`
/// is today's, for what is built on a lock: it does not ask who releases, and tasks may hand it on.
/// Footprint: every operation writes the lock, and each future is an object of its own.
/// Source: CPython Lib/asyncio/locks.py, Lock.

#include <algorithm>
#include <deque>
#include <string>
#include <string_view>

#include "models/real/python.hpp"
#include "primitives/asyncio.hpp"

namespace vigil::models::real {

class AnyLock : public Object, private asyncio::Grantable {
 protected:
  using Where = source_location;

 public:
  explicit AnyLock(std::string_view name = "lock") : Object("lock", name) {}

  virtual void acquire(Where where = Where::current()) = 0;
  void release(Where where = Where::current());
  [[nodiscard]] bool locked(Where = Where::current()) const {
    Execution::current().touch(id(), Mode::read);
    return locked_;
  }

  void state(StateSink& sink) const override;
  [[nodiscard]] std::string describe() const override;

 protected:
  virtual void wake_up_first() = 0;

  void changes() const { Execution::current().touch(id(), Mode::write); }
  /// Takes the lock. Whoever holds it already makes that a violation.
  void take(bool queued, const Where& where);
  /// `await future`, as the acquire of a task that stands in line.
  void await(const asyncio::Future<>& future, const Where& where);
  void remove(const asyncio::Future<>& waiter) {
    changes();
    std::erase(waiters_, waiter);
  }
  [[nodiscard]] bool all_cancelled() const {
    return std::ranges::all_of(waiters_, [](const auto& waiter) { return waiter.cancelled(); });
  }

  bool locked_ = false;
  bool owned_ = true;  ///< a task that ends with it breaks lock-released
  std::deque<asyncio::Future<>> waiters_;

 private:
  [[nodiscard]] bool is_free() const override { return !locked_; }
  [[nodiscard]] ObjectId grantable_id() const override { return id(); }

  TaskId holder_;
};

class CurrentLock final : public AnyLock {
 public:
  explicit CurrentLock(std::string_view name = "lock") : AnyLock(name) { owned_ = false; }

  void acquire(Where where = Where::current()) override;

 private:
  void wake_up_first() override;
};

/// The program that tells them apart: A, B, C and D take the lock in turn, B is cancelled.
template <class Lock>
void cancel_a_waiter() {
  Lock lock;
  const auto user = [&](bool stays) {
    return [&lock, stays] {
      async_with(lock, [&] {
        if (stays) asyncio::yield_now();
      });
    };
  };
  const auto a = asyncio::spawn("A", user(true));
  const auto b = asyncio::spawn("B", user(false));
  const auto c = asyncio::spawn("C", user(true));
  const auto d = asyncio::spawn("D", user(true));
  wait_for_all({a, b, c, d, spawn_canceller(b)});
}

}  // namespace vigil::models::real
