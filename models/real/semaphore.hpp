// SPDX-License-Identifier: MIT
#pragma once

/// What the asyncio semaphores of all times have in common: a value and a deque of futures; and
/// `CurrentSemaphore`, the algorithm of CPython 3.10.13 and later (here as of 3.13), which replaced
/// all the others.
/// Footprint: every operation writes the semaphore; each future is an object of its own.
/// Source: CPython Lib/asyncio/locks.py, Semaphore.

#include <algorithm>
#include <cstdint>
#include <deque>
#include <string>

#include "models/real/python.hpp"
#include "primitives/asyncio.hpp"

namespace vigil::models::real {

class AnySemaphore : public Object, private asyncio::Grantable {
 protected:
  using Where = source_location;

 public:
  AnySemaphore() : Object("semaphore", "semaphore") {}

  virtual void acquire(Where where = Where::current()) = 0;
  void release(Where where = Where::current());

  void state(StateSink& sink) const override;
  [[nodiscard]] std::string describe() const override;

 protected:
  /// Returns: whether there was somebody to wake.
  virtual bool wake_up_next() = 0;
  /// What else there is to its state.
  [[nodiscard]] virtual bool flag() const { return false; }

  void changes() const { Execution::current().touch(id(), Mode::write); }
  /// `await future`, as the acquire of a task that stands in line.
  void await(const asyncio::Future<>& future, const Where& where);
  void acquired(bool queued, const Where& where);
  [[nodiscard]] asyncio::Future<> enqueue();
  void remove(const asyncio::Future<>& waiter) {
    changes();
    std::erase(waiters_, waiter);
  }

  std::int64_t value_ = 1;
  std::deque<asyncio::Future<>> waiters_;

 private:
  [[nodiscard]] bool is_free() const override { return value_ > 0; }
  [[nodiscard]] ObjectId grantable_id() const override { return id(); }
};

class CurrentSemaphore final : public AnySemaphore {
 public:
  void acquire(Where where = Where::current()) override;

 private:
  bool wake_up_next() override;
  void wake_up_all();
};

/// The program that tells gh-90155 and asyncio #270 from their repair: A has the unit, B and C wait
/// for it, B is cancelled.
template <class Semaphore>
void cancel_a_waiter_of() {
  Semaphore semaphore;
  const auto a = asyncio::spawn("A", [&] { async_with(semaphore, [] { asyncio::yield_now(); }); });
  const auto b = asyncio::spawn("B", [&] { async_with(semaphore, [] {}); });
  const auto c = asyncio::spawn("C", [&] { async_with(semaphore, [] {}); });
  wait_for_all({a, b, c, spawn_canceller(b)});
}

}  // namespace vigil::models::real
