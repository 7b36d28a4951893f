// SPDX-License-Identifier: MIT
#include "primitives/asyncio/task_group.hpp"

#include <algorithm>
#include <utility>

namespace vigil::asyncio {

using detail::Future;
using detail::Resumed;
using detail::TaskState;

namespace {

[[nodiscard]] bool is_cancellation(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const CancelledError&) {
    return true;
  } catch (...) {
    return false;
  }
}

}  // namespace

TaskGroup::~TaskGroup() {
  for (const TaskHandle& task : all_) task.state().remove_done_callback(*this);
}

void TaskGroup::enter(Where where) {
  Execution::current().state_is_inexact();
  if (Execution::current().unwinding()) return;
  where_ = where;
  if (parent_ != nullptr) {
    throw RuntimeError("TaskGroup " + repr() + " has already been entered");
  }
  parent_ = &TaskState::current();
}

void TaskGroup::check_open() const {
  if (Execution::current().unwinding()) return;
  if (parent_ == nullptr) throw RuntimeError("TaskGroup " + repr() + " has not been entered");
  if (exiting_ && tasks_.empty()) throw RuntimeError("TaskGroup " + repr() + " is finished");
  if (aborting_) throw RuntimeError("TaskGroup " + repr() + " is shutting down");
}

/// The group's own bookkeeping belongs to the parent: whoever touches it touches the parent's
/// object.
void TaskGroup::adopt(const TaskHandle& task) {
  Execution& execution = Execution::current();
  execution.refine(parent_->id());
  parent_->touch_if_cancellable(Mode::write);
  tasks_.push_back(task);
  all_.push_back(task);
  task.state().add_done_callback(*this, *parent_);
}

void TaskGroup::task_done(TaskState& task) {
  const bool failed = !task.cancelled() && task.error();
  // Ends commute unless they are failures; the parent's own steps write (exit, wait_for_tasks).
  parent_->touch_if_cancellable(failed ? Mode::write : Mode::read);
  std::erase(tasks_, TaskHandle{task});
  if (on_completed_ != nullptr) {
    detail::add_cause_for(*on_completed_);
    if (tasks_.empty()) on_completed_->finish(Future::State::done);
  }
  if (!failed) return;
  task.retrieve();
  errors_.push_back(task.error());
  if (!aborting_ && !parent_cancel_requested_) {
    abort();
    parent_cancel_requested_ = true;
    TaskHandle{*parent_}.cancel(where_);
  }
}

void TaskGroup::abort() {
  aborting_ = true;
  const std::vector<TaskHandle> tasks = tasks_;
  for (const TaskHandle& task : tasks) {
    if (!task.state().done()) task.cancel(where_);
  }
}

void TaskGroup::wait_for_tasks(std::exception_ptr* propagate, const Where& where) {
  Execution& execution = Execution::current();
  const Operation operation{
      .kind = OperationKind::call, .a = static_cast<std::int64_t>(tasks_.size()), .where = where};
  // A loop: the parent can be cancelled again and again while it waits.
  while (!tasks_.empty()) {
    Future future(parent_->task(), parent_->id(), Mode::read);
    on_completed_ = &future;
    const Resumed resumed = parent_->suspend(future, operation);
    on_completed_ = nullptr;
    if (resumed == Resumed::unwound) return;
    parent_->touch_if_cancellable(Mode::write);
    if (resumed == Resumed::cancelled && !aborting_) {
      *propagate = std::make_exception_ptr(CancelledError{});
      abort();
    }
  }
  execution.complete(operation, 0, "task group");
}

void TaskGroup::exit(std::exception_ptr error, Where where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return detail::unwind(execution);
  const bool latest = execution.options().cpython == Cpython::v3_13;
  exiting_ = true;
  parent_->touch_if_cancellable(Mode::write);
  const bool cancelled = error && is_cancellation(error);
  std::exception_ptr propagate = cancelled ? error : nullptr;
  const auto take_back_own_cancellation = [&] {
    if (parent_cancel_requested_ && parent_->uncancel() == 0) propagate = nullptr;
  };
  if (!latest) take_back_own_cancellation();
  if (error && !aborting_) abort();
  wait_for_tasks(&propagate, where);
  if (execution.unwinding()) return;
  if (latest) take_back_own_cancellation();
  if (propagate && errors_.empty()) std::rethrow_exception(propagate);
  if (error && !cancelled) errors_.push_back(error);
  if (errors_.empty()) return;
  if (latest && parent_->cancelling() > 0) {
    // Cancelled from outside as well: the next suspension is to hear of it.
    parent_->uncancel();
    parent_->cancel();
  }
  throw ExceptionGroup("unhandled errors in a TaskGroup", std::move(errors_));
}

std::string TaskGroup::repr() const {
  std::string text = "<TaskGroup";
  if (!tasks_.empty()) text += " tasks=" + std::to_string(tasks_.size());
  if (!errors_.empty()) text += " errors=" + std::to_string(errors_.size());
  if (aborting_) {
    text += " cancelling";
  } else if (parent_ != nullptr) {
    text += " entered";
  }
  return text + ">";
}

}  // namespace vigil::asyncio
