// SPDX-License-Identifier: MIT
#pragma once

/// `Semaphore` and `BoundedSemaphore`, asyncio's (CPython 3.10.13 and later). BasicLockable.
///
/// | state                              | acquire()                | release()                   |
/// |------------------------------------|--------------------------|-----------------------------|
/// | value > 0, no waiter that may come | value - 1, no suspension | value + 1                   |
/// | value == 0, or one is before us    | queues                   | hands the unit to the first |
///
/// release hands a unit over at once, so `value` excludes units in flight; woken waiters count as
/// waiters until they resume, so newcomers queue even if value > 0: FIFO. A waiter that was woken
/// and then cancelled gives its unit back and wakes others. CPython 3.13 and earlier ones differ in
/// whom a resuming waiter wakes after several releases. acquire. Visible: only when it queues.
/// Throws: CancelledError. release. Not visible. BoundedSemaphore throws ValueError
/// "BoundedSemaphore released too many times" above its initial value. Constructor: ValueError
/// "Semaphore initial value must be >= 0".
/// Footprint: every change is a write, `locked()` a read.
/// Source: CPython Lib/asyncio/locks.py, Semaphore.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "checker/object.hpp"
#include "checker/source_location.hpp"
#include "primitives/asyncio/future.hpp"
#include "primitives/asyncio/promises.hpp"

namespace vigil::asyncio {

class Semaphore : public Object, private Grantable {
  using Where = source_location;

 public:
  explicit Semaphore(std::int64_t value = 1, std::string_view name = {});
  ~Semaphore() override;

  void acquire(Where where = Where::current());
  void release(Where where = Where::current());
  /// True if acquire would suspend.
  [[nodiscard]] bool locked(Where where = Where::current()) const;

  void lock(Where where = Where::current()) { acquire(where); }
  void unlock(Where where = Where::current()) { release(where); }

  /// For reports and program files, without footprint.
  [[nodiscard]] std::int64_t value() const { return value_; }
  [[nodiscard]] bool is_locked() const { return value_ == 0 || !waiters_.all_cancelled(); }
  [[nodiscard]] std::size_t waiter_count() const { return waiters_.size(); }

  void state(StateSink& sink) const override;
  [[nodiscard]] std::string describe() const override;

 protected:
  Semaphore(std::int64_t value, std::optional<std::int64_t> bound, std::string_view name);

 private:
  /// Queues, and returns with a unit.
  void queue(const Operation& operation);
  bool wake_next();
  [[nodiscard]] bool is_free() const override { return value_ > 0; }
  [[nodiscard]] ObjectId grantable_id() const override { return id(); }
  void wake_all();

  std::int64_t value_;
  std::optional<std::int64_t> bound_;
  detail::WaiterList waiters_;
  GrantOrder order_{*this};
};

class BoundedSemaphore : public Semaphore {
 public:
  explicit BoundedSemaphore(std::int64_t value = 1, std::string_view name = {})
      : Semaphore(value, value, name) {}
};

}  // namespace vigil::asyncio
