// SPDX-License-Identifier: MIT
#pragma once

/// What asyncio keeps with a task: its future, cancellation, what it waits for, who waits for it.
/// Used by the primitives; models see `Task<T>` (task.hpp).
///
/// | state              | cancel()                              | picked                       |
/// |--------------------|---------------------------------------|------------------------------|
/// | not started        | must_cancel, true                     | ends cancelled, runs no line |
/// | running            | must_cancel, true                     |                              |
/// | suspended, pending | cancels the future it waits for, true |                              |
/// | woken, not resumed | must_cancel, true                     | CancelledError at that await |
/// | finished           | false                                 |                              |
///
/// Footprint. The task is an object of its own: its end writes it; `done`, `result`, joining read
/// it; `cancel` writes it. Every transition of a task could be the one that a cancellation hits, so
/// it reads its own object; that is only recorded once somebody cancels this task in some execution
/// (`Execution::refine`), so that programs without cancellation do not pay.
/// Source: CPython Lib/asyncio/tasks.py, Task.__step, Task.cancel.

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "checker/execution.hpp"
#include "checker/object.hpp"
#include "checker/source_location.hpp"
#include "checker/state_hash.hpp"
#include "primitives/asyncio/errors.hpp"
#include "primitives/asyncio/future.hpp"

namespace vigil::asyncio {

class Grantable;

}  // namespace vigil::asyncio

namespace vigil::asyncio::detail {

class TaskState;

/// True if callbacks of the loop take turns of their own, as they do in CPython. Otherwise what
/// they would do happens where they are scheduled: the same outcomes with fewer transitions.
[[nodiscard]] bool exact_turns(const Execution& execution);

/// True for the turn of a handle that was cancelled while it was ready: asyncio's loop drops those
/// (they are no choice of a schedule), here they come and do nothing.
[[nodiscard]] bool is_cancelled_turn(const Execution& execution, TaskId callback);

/// A handle of the loop: an action that takes a turn of its own, or waits for a timer. Turns are
/// recycled; one belongs to whoever took it until it is released.
struct Turn {
  TaskId callback;
  TaskState* owner = nullptr;
  std::function<void()> action;
  bool busy = false;
  bool taken = false;
  bool timed = false;  ///< a timer calls it, or did
  bool stays = false;  ///< asyncio does not cancel it: its turn comes even if nobody needs it
};

/// What runs when a task ends (asyncio's add_done_callback). Lives on the stack of whoever
/// registered it, who removes it from tasks that have not ended before it goes.
class DoneCallback {
 public:
  virtual void task_done(TaskState& task) = 0;

 protected:
  DoneCallback() = default;
  ~DoneCallback();
  DoneCallback(const DoneCallback&) = delete;
  DoneCallback& operator=(const DoneCallback&) = delete;

 private:
  friend class TaskState;
  std::vector<Turn*> turns_;
};

/// How a suspension ended. `unwound`: the execution is over and the task stands in a destructor;
/// the primitive returns at once, whatever its state.
enum class Resumed : std::uint8_t { normally, cancelled, unwound };

class TaskState : public Future, public TaskContext, public Object {
 public:
  explicit TaskState(TaskId task);

  /// Of the running task; made on demand for one that asyncio::spawn did not start (`main`).
  /// Every operation that may suspend calls it first, so that it is made at the same place in
  /// every execution.
  [[nodiscard]] static TaskState& current();

  [[nodiscard]] TaskId task() const { return waiter(); }
  [[nodiscard]] const std::string& name() const;
  /// Says that somebody can ask for its result, so that a failure is not reported at once.
  void mark_spawned() { spawned_ = true; }

  // ---- the task's own transitions ------------------------------------------------------------
  /// First thing in the body. Throws: CancelledError if it was cancelled before.
  void begin();
  /// Suspends until `future` is settled; does not return its result. With `stays_ready` the task
  /// goes to the end of the ready queue instead (the future may be cancelled meanwhile).
  Resumed suspend(Future& future, const Operation& operation, bool stays_ready = false);
  /// Waits for `other` as `await task` does. Throws: what it raised, CancelledError, RuntimeError.
  void await(TaskState& other, const source_location& where);

  // ---- cancellation --------------------------------------------------------------------------
  bool cancel() override;
  /// Returns: the count that is left.
  std::uint32_t uncancel();
  [[nodiscard]] std::uint32_t cancelling() const { return cancelling_; }
  /// Records an access to this task's object, where one can matter.
  void touch_if_cancellable(Mode mode) const;

  /// How many CancelledErrors were thrown into it at suspensions.
  [[nodiscard]] std::uint32_t delivered_count() const { return delivered_count_; }
  /// True if one is on its way. Requires: the task is suspended.
  [[nodiscard]] bool cancellation_pending() const {
    return must_cancel_ || (waiting_for_ != nullptr && waiting_for_->cancelled());
  }
  /// What it waits for, or null (see promises.hpp).
  void wait_for_grant(const Grantable* resource) { awaited_ = resource; }

  // ---- its end ---------------------------------------------------------------------------------
  bool ended(const std::exception_ptr& error) override;
  void conclude(Execution& execution) override;
  [[nodiscard]] const std::exception_ptr& error() const { return error_; }
  /// Its failure was seen by somebody, or is nobody's business: no violation.
  void retrieve() { retrieved_ = true; }
  /// Throws what the task ended with, if it did not end normally. Requires: done().
  void raise_failure();
  /// The running task learns what this one ended with.
  void observe_result() const;
  void add_done_callback(DoneCallback& callback, TaskState& owner);
  void remove_done_callback(DoneCallback& callback);

  // ---- handles of the loop that belong to this task
  // -----------------------------------------------
  Turn& take_turn(std::function<void()> action);
  /// asyncio's call_soon and call_later.
  void call_soon(Turn& turn);
  void call_later(Turn& turn, std::int64_t delay_ns);
  /// asyncio's Handle.cancel(): the action will not run (again).
  void release_turn(Turn& turn);
  [[nodiscard]] bool is_cancelled_turn(TaskId callback) const;

  void state(StateSink& sink) const override;
  [[nodiscard]] TaskId part_of() const override { return task(); }
  [[nodiscard]] std::string describe() const override;

 private:
  struct Listener {
    TaskId task;  ///< to wake; or, when invalid:
    DoneCallback* callback = nullptr;
    Turn* turn = nullptr;
  };

  void run_turn(Turn& turn);
  void notify_listeners();

  Future* waiting_for_ = nullptr;
  bool must_cancel_ = false;
  bool retrieved_ = false;
  bool spawned_ = false;  ///< by asyncio::spawn: somebody can ask for the result
  std::uint32_t cancelling_ = 0;
  std::uint32_t delivered_count_ = 0;
  const Grantable* awaited_ = nullptr;
  StepIndex failed_at_;
  std::exception_ptr error_;
  std::vector<Listener> listeners_;
  std::vector<std::unique_ptr<Turn>> turns_;
};

/// Raises what an operation gives instead of a result; traces and state keys hear of it.
template <class Error>
[[noreturn]] void raise(Error error, ObjectId object, const source_location& where) {
  Execution& execution = Execution::current();
  if (execution.recording() || execution.observing()) {
    execution.complete({.kind = OperationKind::raise, .object = object, .where = where},
                       state_hash(error.description()), error.description());
  }
  throw error;
}

/// The current transition is one of several that must all happen before the waiter of `future` goes
/// on: a cause of its next transition, unless something else has settled the future already.
void add_cause_for(const Future& future);

/// Suspends the running task in the middle of the unwinding of an ended execution: throws Unwind,
/// or returns when the task is in a destructor. Every operation that may suspend begins with `if
/// (execution.unwinding()) return unwind(execution);`.
void unwind(Execution& execution);

/// Ends an execution of the threads dialect with a violation: a verdict under the rules of the
/// other dialect would mean nothing.
void check_dialect(Execution& execution);

}  // namespace vigil::asyncio::detail
