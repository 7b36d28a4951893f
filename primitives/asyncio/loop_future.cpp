// SPDX-License-Identifier: MIT
#include "primitives/asyncio/loop_future.hpp"

#include "primitives/asyncio/errors.hpp"
#include "primitives/asyncio/task_state.hpp"
#include "primitives/observe.hpp"

namespace vigil::asyncio::detail {

LoopFuture::LoopFuture(std::string_view name, bool told)
    : Object("future", name), Future(TaskId{}, id(), Mode::write), told_(told) {
  Execution::current().state_is_inexact();
}

bool LoopFuture::observe(bool value, const Where& where) const {
  if (told_) return vigil::detail::observed(id(), value, where);
  Execution& execution = Execution::current();
  if (!execution.unwinding()) execution.touch(id(), Mode::read);
  return value;
}

bool LoopFuture::observe_done(const Where& where) const {
  return observe(done(), where);
}

bool LoopFuture::observe_cancelled(const Where& where) const {
  return observe(cancelled(), where);
}

/// What Task.cancel() calls: without a word in the trace, and a write even when it comes too late,
/// since it must not commute with what settled the future.
bool LoopFuture::cancel() {
  Execution::current().touch(id(), Mode::write);
  if (done()) return false;
  settle(State::cancelled);
  wake_waiters();
  return true;
}

bool LoopFuture::cancel_told(const Where& where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return false;
  const bool accepted = cancel();
  if (told_) {
    execution.complete({.kind = OperationKind::call, .object = id(), .where = where},
                       accepted ? 1 : 0, "cancel");
  }
  return accepted;
}

void LoopFuture::check_pending(const Where& where) const {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return;
  execution.touch(id(), Mode::read);
  if (done()) raise(InvalidStateError("invalid state"), id(), where);
}

void LoopFuture::conclude(State state, const Where& where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return;
  execution.touch(id(), Mode::write);
  settle(state);
  const auto woken = static_cast<std::int64_t>(waiting_.size());
  wake_waiters();
  if (told_) {
    execution.complete({.kind = OperationKind::set, .object = id(), .a = woken, .where = where});
  }
}

void LoopFuture::fail(std::exception_ptr error, const Where& where) {
  error_ = std::move(error);
  conclude(State::failed, where);
}

void LoopFuture::wake_waiters() {
  for (const TaskId task : std::exchange(waiting_, {})) Execution::current().wake(task);
}

void LoopFuture::await(const Operation& operation) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return unwind(execution);
  TaskState& self = TaskState::current();
  execution.touch(id(), Mode::read);
  if (!done()) {
    waiting_.push_back(self.task());
    const Resumed resumed = self.suspend(*this, operation);
    if (resumed == Resumed::unwound) return;
    if (resumed == Resumed::cancelled) throw CancelledError{};
  }
  if (cancelled()) throw CancelledError{};
  if (error_) std::rethrow_exception(error_);
}

void LoopFuture::await_told(const Where& where) {
  Execution& execution = Execution::current();
  Operation operation{.kind = OperationKind::wait, .object = id(), .where = where};
  if (told_ && !done() && !execution.unwinding()) execution.complete(operation);
  await(operation);
  if (!told_ || execution.unwinding()) return;
  operation.a = 1;
  execution.complete(operation, execution.observing() ? result_hash() : 0);
}

void LoopFuture::check_result(const Where& where) const {
  if (!observe(done(), where)) throw InvalidStateError("Result is not set.");
  if (cancelled()) throw CancelledError{};
  if (error_) std::rethrow_exception(error_);
}

/// The order of those who wait makes no difference to anybody, so it is no part of the state.
void LoopFuture::state(StateSink& sink) const {
  sink.add(static_cast<std::uint64_t>(Future::state()));
  sink.add(result_hash());
  for (const TaskId task : waiting_) sink.add_member(task, 0);
}

std::string LoopFuture::describe() const {
  switch (Future::state()) {
    case State::pending:
      break;
    case State::done:
      return "finished";
    case State::cancelled:
      return "cancelled";
    case State::failed:
      return "failed with " + asyncio::describe(error_);
  }
  return waiting_.empty() ? "pending" : "pending, " + std::to_string(waiting_.size()) + " waiting";
}

}  // namespace vigil::asyncio::detail
