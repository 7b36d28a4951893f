// SPDX-License-Identifier: MIT
#include "primitives/asyncio/timeout.hpp"

#include "primitives/asyncio/early_timeout.hpp"
#include "primitives/asyncio/task_state.hpp"

namespace vigil::asyncio {

using detail::Future;
using detail::Resumed;
using detail::TaskState;
using detail::Turn;

Timeout::~Timeout() {
  if (!Execution::current().unwinding()) disarm();
}

void Timeout::enter(Where where) {
  Execution::current().state_is_inexact();
  Execution& execution = Execution::current();
  if (execution.unwinding()) return;
  if (state_ != State::created) throw RuntimeError("Timeout has already been entered");
  task_ = &TaskState::current();
  execution.refine(task_->id());
  task_->touch_if_cancellable(Mode::read);
  cancelling_before_ = task_->cancelling();
  state_ = State::active;
  where_ = where;
  arm();
  execution.complete(
      {.kind = OperationKind::timeout, .a = duration_ ? duration_->count() : -1, .where = where});
}

void Timeout::arm() {
  if (!duration_) return;
  turn_ = &task_->take_turn([this] { expire(); });
  task_->call_later(*turn_, detail::timeout_delay_ns(duration_->count()));
}

void Timeout::disarm() {
  if (turn_ != nullptr) task_->release_turn(*turn_);
  turn_ = nullptr;
}

/// The loop's callback; runs outside any task.
void Timeout::expire() {
  task_->cancel();
  state_ = State::expiring;
  Execution::current().complete({.kind = OperationKind::timeout,
                                 .peer = task_->task(),
                                 .a = duration_->count(),
                                 .b = 2,
                                 .where = where_});
}

bool Timeout::exit(bool cancelled, Where where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return false;
  disarm();
  bool raise = false;
  if (state_ == State::expiring) {
    state_ = State::expired;
    // gh-102780: the earliest 3.11 compare with 0 instead.
    const bool earliest = execution.options().cpython == Cpython::v3_11_2;
    raise = task_->uncancel() <= (earliest ? 0 : cancelling_before_) && cancelled;
  } else {
    state_ = State::exited;
  }
  execution.complete({.kind = OperationKind::timeout, .a = raise ? 1 : 0, .b = 1, .where = where},
                     raise ? 1 : 0);
  return raise;
}

void Timeout::reschedule(std::optional<Duration> duration) {
  if (Execution::current().unwinding()) return;
  if (state_ == State::created) throw RuntimeError("Timeout has not been entered");
  if (state_ != State::active) {
    const char* const word = state_ == State::expiring  ? "expiring"
                             : state_ == State::expired ? "expired"
                                                        : "finished";
    throw RuntimeError(std::string{"Cannot change state of "} + word + " Timeout");
  }
  disarm();
  duration_ = duration;
  arm();
}

namespace detail {

namespace {

/// Settles a future when a task ends or the time is up: asyncio's _release_waiter. The two compete,
/// so both write the waiter.
class Release final : public DoneCallback {
 public:
  Release(TaskState& waiter, TaskState& task)
      : future(waiter.task(), waiter.id(), Mode::read), waiter_(waiter), task_(task) {
    task_.add_done_callback(*this, waiter_);
  }
  ~Release() { task_.remove_done_callback(*this); }
  Release(const Release&) = delete;
  Release& operator=(const Release&) = delete;

  void task_done(TaskState&) override { release(); }
  void release() {
    Execution::current().touch(waiter_.id(), Mode::write);
    future.finish(Future::State::done);
  }

  Future future;

 private:
  TaskState& waiter_;
  TaskState& task_;
};

[[nodiscard]] Operation joining(const TaskHandle& task, const source_location& where) {
  return {.kind = OperationKind::join, .peer = task.id(), .where = where};
}

/// Waits for the task's end or the deadline. Returns: false when the execution is over.
bool wait_until(TaskState& self, const TaskHandle& task, Duration duration, bool* cancelled,
                const source_location& where) {
  Release release(self, task.state());
  Turn& turn = self.take_turn([&] { release.release(); });
  self.call_later(turn, timeout_delay_ns(duration.count()));
  const Resumed resumed = self.suspend(release.future, joining(task, where));
  if (resumed == Resumed::unwound) return false;
  self.release_turn(turn);
  *cancelled = resumed == Resumed::cancelled;
  return true;
}

[[nodiscard]] bool has_ended(const TaskHandle& task) {
  Execution::current().touch(task.state().id(), Mode::read);
  return task.state().done();
}

}  // namespace

void cancel_and_wait(const TaskHandle& task, const source_location& where) {
  Execution& execution = Execution::current();
  TaskState& self = TaskState::current();
  Resumed resumed;
  {
    Release release(self, task.state());
    task.cancel(where);
    resumed = self.suspend(release.future, joining(task, where));
  }
  if (resumed == Resumed::unwound) return;
  if (resumed == Resumed::cancelled) throw CancelledError{};
  execution.complete(joining(task, where));
}

void wait_for_task(const TaskHandle& task, Duration duration, const source_location& where) {
  Execution& execution = Execution::current();
  if (duration.count() > 0) {
    bool cancelled = false;
    if (!wait_until(TaskState::current(), task, duration, &cancelled, where)) return;
    // Here a cancellation gets lost when the body is done already (gh-86296).
    if (has_ended(task)) return;
    cancel_and_wait(task, where);
    if (cancelled) throw CancelledError{};
  } else {
    cancel_and_wait(task, where);
  }
  if (execution.unwinding()) return;
  if (task.state().cancelled()) throw TimeoutError{};
}

}  // namespace detail

}  // namespace vigil::asyncio
