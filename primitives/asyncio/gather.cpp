// SPDX-License-Identifier: MIT
#include "primitives/asyncio/gather.hpp"

#include <algorithm>

#include "primitives/asyncio/errors.hpp"

namespace vigil::asyncio {

namespace detail {

namespace {

/// asyncio's _GatheringFuture and its done callback. Footprint of a task's end: normal ends
/// commute, and are causes of what the waiter does next; a failure that decides the result does not
/// commute with any other end, and writes the waiter.
class Gathering final : public Future, public DoneCallback {
 public:
  Gathering(TaskState& waiter, std::span<const TaskHandle> tasks, bool return_exceptions)
      : Future(waiter.task(), waiter.id(), Mode::read),
        waiter_(waiter),
        return_exceptions_(return_exceptions) {
    Execution::current().state_is_inexact();
    for (const TaskHandle& task : tasks) {
      if (std::ranges::find(tasks_, task) == tasks_.end()) tasks_.push_back(task);
    }
    // CPython 3.12 and later look at tasks that have ended at once, after all others.
    const bool at_once = Execution::current().options().cpython > Cpython::v3_11;
    std::vector<TaskState*> ended;
    for (const TaskHandle& task : tasks_) {
      Execution::current().touch(task.state().id(), Mode::read);
      if (at_once && task.state().done()) {
        ended.push_back(&task.state());
      } else {
        task.state().add_done_callback(*this, waiter_);
      }
    }
    for (TaskState* task : ended) task_done(*task);
  }
  ~Gathering() override {
    for (const TaskHandle& task : tasks_) task.state().remove_done_callback(*this);
  }
  Gathering(const Gathering&) = delete;
  Gathering& operator=(const Gathering&) = delete;

  void task_done(TaskState& task) override {
    ++ended_count_;
    const bool failed = !return_exceptions_ && (task.cancelled() || task.error());
    Execution::current().touch(waiter_.id(), failed ? Mode::write : Mode::read);
    if (!failed) add_cause_for(*this);
    if (!Future::done()) decide(task);
    task.retrieve();
  }

  /// Cancels what has not ended; settles only when that does.
  bool cancel() override {
    if (Future::done()) return false;
    bool any = false;
    for (const TaskHandle& task : tasks_) any = task.state().cancel() || any;
    cancel_requested_ = cancel_requested_ || any;
    return any;
  }

  /// What the gathering raises, or null. Requires: done().
  [[nodiscard]] const std::exception_ptr& error() const { return error_; }

 private:
  void decide(TaskState& task) {
    if (!return_exceptions_ && task.cancelled()) {
      error_ = std::make_exception_ptr(CancelledError{});
    } else if (!return_exceptions_ && task.error()) {
      error_ = task.error();
    } else if (ended_count_ < tasks_.size()) {
      return;
    } else if (cancel_requested_) {
      error_ = std::make_exception_ptr(CancelledError{});
    }
    Future::finish(State::done);
  }

  TaskState& waiter_;
  std::vector<TaskHandle> tasks_;
  std::size_t ended_count_ = 0;
  bool return_exceptions_;
  bool cancel_requested_ = false;
  std::exception_ptr error_;
};

/// Settles the outer future of a shield; the inner task does not hear of a cancellation.
class Shielding final : public DoneCallback {
 public:
  Shielding(TaskState& waiter, TaskState& task)
      : future(waiter.task(), waiter.id(), Mode::read), waiter_(waiter), task_(task) {
    Execution::current().state_is_inexact();
    task_.add_done_callback(*this, waiter_);
  }
  ~Shielding() { task_.remove_done_callback(*this); }
  Shielding(const Shielding&) = delete;
  Shielding& operator=(const Shielding&) = delete;

  void task_done(TaskState& task) override {
    waiter_.touch_if_cancellable(Mode::read);
    if (!future.done()) task.retrieve();
    future.finish(Future::State::done);
  }

  Future future;

 private:
  TaskState& waiter_;
  TaskState& task_;
};

[[nodiscard]] Operation call(std::size_t count, const source_location& where) {
  return {.kind = OperationKind::call, .a = static_cast<std::int64_t>(count), .where = where};
}

}  // namespace

void gather(std::span<const TaskHandle> tasks, bool return_exceptions,
            const source_location& where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return unwind(execution);
  if (tasks.empty()) return;
  TaskState& self = TaskState::current();
  const Operation operation = call(tasks.size(), where);
  std::exception_ptr error;
  {
    Gathering gathering(self, tasks, return_exceptions);
    // CPython 3.11 hears of tasks that have ended through the loop, too.
    if (!gathering.done() || execution.options().cpython <= Cpython::v3_11) {
      const Resumed resumed = self.suspend(gathering, operation);
      if (resumed == Resumed::unwound) return;
      if (resumed == Resumed::cancelled) throw CancelledError{};
    }
    error = gathering.error();
  }
  execution.complete(operation, error ? 1 : 0, "gather");
  if (error) std::rethrow_exception(error);
}

void shield(const TaskHandle& task, const source_location& where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return unwind(execution);
  TaskState& self = TaskState::current();
  Operation operation = call(1, where);
  operation.peer = task.id();
  execution.touch(task.state().id(), Mode::read);
  if (!task.state().done()) {
    Shielding shielding(self, task.state());
    const Resumed resumed = self.suspend(shielding.future, operation);
    if (resumed == Resumed::unwound) return;
    if (resumed == Resumed::cancelled) throw CancelledError{};
  }
  execution.complete(operation, static_cast<std::uint64_t>(task.state().Future::state()), "shield");
  task.state().raise_failure();
}

}  // namespace detail

std::vector<std::exception_ptr> gather_exceptions(std::span<const TaskHandle> tasks,
                                                  source_location where) {
  detail::gather(tasks, true, where);
  std::vector<std::exception_ptr> results;
  for (const TaskHandle& task : tasks) {
    Execution::current().touch(task.state().id(), Mode::read);
    results.push_back(task.state().cancelled() ? std::make_exception_ptr(CancelledError{})
                                               : task.state().error());
  }
  return results;
}

}  // namespace vigil::asyncio
