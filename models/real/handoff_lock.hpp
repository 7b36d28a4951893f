// SPDX-License-Identifier: MIT
#pragma once

/// A lock with an owner, which `release` hands to a waiter at once: anyio's. `acquire` and
/// `release` are what the bugs are about; each file has its own. Footprint: every operation writes
/// the lock.

#include <string>
#include <vector>

#include "models/real/python.hpp"
#include "primitives/asyncio.hpp"

namespace vigil::models::real {

class HandoffLock : public Object, private asyncio::Grantable {
 protected:
  using Where = source_location;

 public:
  HandoffLock() : Object("lock", "lock") {}

  virtual void acquire(Where where = Where::current()) = 0;
  virtual void release(Where where = Where::current()) = 0;

  void state(StateSink& sink) const override;
  [[nodiscard]] std::string describe() const override;

 protected:
  void changes() const { Execution::current().touch(id(), Mode::write); }
  /// `await future`, as the acquire of a task that stands in line.
  void await(const asyncio::Future<>& future, const Where& where) const;
  /// The lock is that task's from now on, or nobody's.
  void give_to(TaskId task);
  void acquired(bool queued, const Where& where) const;
  void released(const Where& where) const;
  [[nodiscard]] TaskId owner() const { return owner_; }
  /// Who waits, in order of arrival.
  [[nodiscard]] virtual std::vector<TaskId> waiting() const = 0;

 private:
  [[nodiscard]] bool is_free() const override { return !owner_.valid(); }
  [[nodiscard]] ObjectId grantable_id() const override { return id(); }

  TaskId owner_;
};

/// A holds the lock, B waits and is cancelled, C wants it, too.
template <class Lock>
void cancel_a_waiter_of_a_handoff() {
  Lock lock;
  const auto a = asyncio::spawn("A", [&] { async_with(lock, [] { asyncio::yield_now(); }); });
  const auto b = asyncio::spawn("B", [&] { async_with(lock, [] {}); });
  const auto c = asyncio::spawn("C", [&] { async_with(lock, [] {}); });
  wait_for_all({a, b, c, spawn_canceller(b)});
}

}  // namespace vigil::models::real
