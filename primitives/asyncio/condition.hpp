// SPDX-License-Identifier: MIT
#pragma once

/// `Condition`, asyncio.Condition: a lock of its own or a shared one, and a queue of waiters.
///
/// | the lock is           | wait(), wait_for        | notify(n), notify_all        | others      |
/// |-----------------------|-------------------------|------------------------------|-------------|
/// | free                  | RuntimeError            | RuntimeError                 | as Lock     |
/// | held by this task     | releases it, suspends   | wakes min(n, waiting)        | as Lock     |
/// | held by another task  | the same, and a `discipline` violation                 | as Lock     |
///
/// wait. Visible: yes, always suspends; takes the lock back before it returns or throws, behind
/// those who queue there already. Throws: RuntimeError "cannot wait on un-acquired lock";
/// CancelledError, once, with the lock held, however often it was cancelled. A cancelled wait
/// passes a notification on to the next waiter since CPython 3.13, whether or not it had got one
/// (which is the one spurious wake-up of asyncio); before, the notification is lost (gh-112202).
/// notify. Not visible. In order of arrival, or any waiters (`notify_order=any`): a choice. n <= 0
/// wakes nobody. Throws: RuntimeError "cannot notify on un-acquired lock". wait_for(predicate).
/// Evaluates it in this task with the lock held; a loop around wait. Several conditions may share
/// one lock.
///
/// Footprint: wait writes the waiters, a notify that wakes somebody as well; one that finds nobody
/// reads them: two such commute, and with a wait they do not. Taking and freeing the lock are
/// accesses of the lock; the check that it is held reads it. A waiter that resumes touches only
/// the lock: it was settled, and settled waiters make no difference to a notify.
/// Source: CPython Lib/asyncio/locks.py, Condition.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "checker/source_location.hpp"
#include "primitives/asyncio/lock.hpp"
#include "primitives/retry.hpp"

namespace vigil::asyncio {

class Condition : public Object {
  using Where = source_location;

 public:
  explicit Condition(std::string_view name = {});
  /// Shares `lock`, which must outlive the condition.
  explicit Condition(Lock& lock, std::string_view name = {});
  ~Condition() override;

  void acquire(Where where = Where::current()) { lock_->acquire(where); }
  void release(Where where = Where::current()) { lock_->release(where); }
  [[nodiscard]] bool locked(Where where = Where::current()) const { return lock_->locked(where); }
  void lock(Where where = Where::current()) { lock_->lock(where); }
  void unlock(Where where = Where::current()) { lock_->unlock(where); }

  /// Returns: true, as Python's.
  bool wait(Where where = Where::current());
  /// `predicate` must not write what is local to the task: a round in which it was false leaves
  /// no trace in the state keys (see checker/state/state_reader.hpp).
  /// Returns: the predicate's last result, true.
  template <std::predicate Predicate>
  bool wait_for(Predicate predicate, Where where = Where::current()) {
    for (Retry round;; round.again()) {
      const bool holds = predicate();
      round.again();
      if (!predicate_says(holds, where)) return holds;
      wait(where);
    }
  }
  void notify(std::int64_t n = 1, Where where = Where::current());
  void notify_all(Where where = Where::current());

  /// For reports and program files, without footprint.
  [[nodiscard]] std::size_t waiter_count() const { return waiters_.size(); }
  [[nodiscard]] const Lock& its_lock() const { return *lock_; }

  void state(StateSink& sink) const override;
  [[nodiscard]] std::string describe() const override;

 private:
  bool wait_once(Where where);
  void set_flag(const Where& where);
  /// Records one evaluation. Returns: whether to wait (again).
  bool predicate_says(bool holds, const Where& where);
  void check_lock(std::string_view error, std::string_view verb, const Where& where);
  /// Wakes up to n waiters. Returns: how many.
  std::int64_t wake(std::int64_t n);
  [[nodiscard]] detail::Future& pick(std::int64_t left) const;
  /// Takes the lock back, whatever happens. Returns: false if it was cancelled meanwhile.
  bool take_back(const Operation& operation);

  std::optional<Lock> own_;
  Lock* lock_;
  detail::WaiterList waiters_;
  bool flagged_ = false;  // see set_flag
};

}  // namespace vigil::asyncio
