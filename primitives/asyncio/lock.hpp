// SPDX-License-Identifier: MIT
#pragma once

/// `Lock`, asyncio.Lock: fair, without an owner. It is BasicLockable, so that std::unique_lock and
/// std::scoped_lock over one lock play the part of `async with`.
///
/// | state                        | acquire()               | release()              | locked() |
/// |------------------------------|-------------------------|------------------------|----------|
/// | free, no waiter left         | takes it, no suspension | RuntimeError           | false    |
/// | free, a woken one is to come | queues                  | RuntimeError           | false    |
/// | locked                       | queues                  | frees, wakes the first | true     |
///
/// release does not hand the lock over: until the woken waiter resumes it is in limbo (second row).
/// Waiters get it in order of arrival; nobody barges in. Waiters that were cancelled and have not
/// resumed yet do not keep newcomers out. acquire. Visible: only when it queues. Throws:
/// CancelledError; a waiter that was woken and then cancelled wakes the next one. release. Not
/// visible. Throws: RuntimeError "Lock is not acquired.". asyncio does not check who releases; a
/// release of another task's lock is a `discipline` violation (ExecutionOptions::discipline).
///
/// Footprint. Two objects, the flag and the waiters, since most of what happens at a contended lock
/// commutes:
///
/// | transition                       | flag  | waiters                   |
/// |----------------------------------|-------|---------------------------|
/// | acquire, takes it at once        | write | wake_none                 |
/// | acquire, queues                  |       | enqueue (the task)        |
/// | a woken waiter takes it          | write |                           |
/// | release, nobody waits            | write | wake_none                 |
/// | release, wakes the first         | write | wake_one (that task)      |
/// | release, the first is cancelled  | write | read                      |
/// | a waiter is cancelled            |       | write                     |
/// | a cancelled waiter resumes       | read  | write                     |
/// | locked(), a refused release      | read  |                           |
///
/// To queue behind somebody commutes with the release that wakes another and with that one's taking
/// the lock: either way the task ends up in the same place of the queue. It does not commute with
/// the release that wakes *it*, with one that finds nobody, with another's queueing (the queue is
/// FIFO) or with an acquire at once. With notify_order=any the engine takes waiters for a set, so
/// to queue is a write there.
/// Source: CPython Lib/asyncio/locks.py, Lock; what acquire owes to bpo-27585 and bpo-32734 is
/// marked in the .cpp.

#include <cstddef>
#include <string>
#include <string_view>

#include "checker/object.hpp"
#include "checker/source_location.hpp"
#include "primitives/asyncio/future.hpp"
#include "primitives/asyncio/promises.hpp"

namespace vigil::asyncio {

namespace detail {

class TaskState;

/// The waiters of a lock, as an object of their own in footprints.
class LockWaiters final : public Object {
 public:
  explicit LockWaiters(std::string_view name) : Object("waiters", name) {}
  void state(StateSink& sink) const override { list.state(sink); }
  [[nodiscard]] std::string describe() const override;

  WaiterList list;
};

}  // namespace detail

class Lock : public Object, private Grantable {
 public:
  explicit Lock(std::string_view name = {});
  ~Lock() override;

  void acquire(source_location where = source_location::current());
  void release(source_location where = source_location::current());
  [[nodiscard]] bool locked(source_location where = source_location::current()) const;

  void lock(source_location where = source_location::current()) { acquire(where); }
  /// As release, for destructors: where release would raise, the RuntimeError is reported as
  /// `uncaught` instead of thrown.
  void unlock(source_location where = source_location::current());

  /// For reports and program files, without footprint: waiters, woken and cancelled ones included
  /// until they resume.
  [[nodiscard]] bool is_locked() const { return locked_; }
  [[nodiscard]] std::size_t waiter_count() const { return waiters_.list.size(); }
  [[nodiscard]] TaskId holder() const { return holder_; }

  void state(StateSink& sink) const override;
  [[nodiscard]] std::string describe() const override;

 private:
  friend class Condition;

  /// acquire without a word in the trace. `operation` is what the task stands at while it queues.
  /// Returns: whether it queued.
  bool obtain(const Operation& operation);
  void queue(detail::TaskState& self, const Operation& operation);
  void wake_first();
  /// Frees a locked lock. `verb`: what the caller does, for the discipline violation.
  void free(const Operation& operation, std::string_view verb);
  void check_holder(std::string_view verb, ObjectId on) const;

  [[nodiscard]] bool is_free() const override { return !locked_; }
  [[nodiscard]] ObjectId grantable_id() const override { return id(); }

  bool locked_ = false;
  TaskId holder_;  ///< the task that acquired it, for reports and `discipline` only
  detail::LockWaiters waiters_;
  GrantOrder order_{*this};
};

}  // namespace vigil::asyncio
