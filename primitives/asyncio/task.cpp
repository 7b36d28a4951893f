// SPDX-License-Identifier: MIT
#include "primitives/asyncio/task.hpp"

#include "primitives/asyncio/errors.hpp"
#include "primitives/observe.hpp"

namespace vigil::asyncio {

TaskHandle current_task() {
  detail::TaskState& self = detail::TaskState::current();
  Execution& execution = Execution::current();
  if (execution.group(self.task()).valid()) execution.tasks_differ();  // it may tell who it is
  return TaskHandle{self};
}

bool TaskHandle::done(source_location where) const {
  const bool ended = state_->done() || Execution::current().finished(id());
  return vigil::detail::observed(state_->id(), ended, where);
}

bool TaskHandle::cancelled(source_location where) const {
  return vigil::detail::observed(state_->id(), state_->cancelled(), where);
}

std::exception_ptr TaskHandle::exception(source_location where) const {
  vigil::detail::observed(state_->id(), static_cast<std::uint32_t>(state_->Future::state()), where);
  if (!state_->done()) throw InvalidStateError("Exception is not set.");
  if (state_->cancelled()) throw CancelledError{};
  state_->retrieve();
  state_->observe_result();
  return state_->error();
}

/// Whatever the task does commutes with it, so it leaves no footprint.
void TaskHandle::ignore_failure() const {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return;
  execution.consult(state_->id());
  state_->retrieve();
}

bool TaskHandle::cancel(source_location where) const {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return false;
  const bool accepted = state_->cancel();
  execution.complete(
      {.kind = OperationKind::cancel, .peer = id(), .a = accepted ? 1 : 0, .where = where},
      accepted ? 1 : 0);
  return accepted;
}

std::uint32_t TaskHandle::uncancel() const {
  const std::uint32_t left = state_->uncancel();
  Execution::current().observe(left);
  return left;
}

std::uint32_t TaskHandle::cancelling(source_location where) const {
  return vigil::detail::observed(state_->id(), state_->cancelling(), where);
}

void TaskHandle::check_result(const source_location& where) const {
  vigil::detail::observed(state_->id(), static_cast<std::uint32_t>(state_->Future::state()), where);
  if (!state_->done()) throw InvalidStateError("Result is not set.");
  state_->raise_failure();
}

}  // namespace vigil::asyncio
