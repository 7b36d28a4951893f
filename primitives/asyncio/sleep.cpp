// SPDX-License-Identifier: MIT
#include "primitives/asyncio/sleep.hpp"

#include "primitives/asyncio/errors.hpp"
#include "primitives/asyncio/task_state.hpp"

namespace vigil::asyncio {

namespace {

using detail::Future;
using detail::Resumed;
using detail::TaskState;
using detail::Turn;

/// A suspension that may end at once, in the middle of `operation`.
void stay_ready(Operation operation) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return detail::unwind(execution);
  TaskState& self = TaskState::current();
  Future future(self.task(), self.id(), Mode::read);
  const Resumed resumed = self.suspend(future, operation, true);
  if (resumed == Resumed::unwound) return;
  if (resumed == Resumed::cancelled) throw CancelledError{};
  operation.b = 1;
  execution.complete(operation);
}

Resumed sleep_until_timer(TaskState& self, const Operation& operation) {
  Execution& execution = Execution::current();
  Future future(self.task(), self.id(), Mode::read);
  if (!detail::exact_turns(execution)) {
    // A cancellation can wake the task as well.
    const bool cancellable = execution.refined(self.id());
    execution.set_timer(self.task(), operation.a, cancellable ? self.id() : ObjectId{});
    const Resumed resumed = self.suspend(future, operation);
    if (resumed == Resumed::cancelled) execution.cancel_timer(self.task());
    return resumed;
  }
  // The loop's timer settles the future in a turn of its own.
  Turn& turn = self.take_turn([&future] { future.finish(Future::State::done); });
  self.call_later(turn, operation.a);
  const Resumed resumed = self.suspend(future, operation);
  if (resumed != Resumed::unwound) self.release_turn(turn);
  return resumed;
}

}  // namespace

void sleep(Duration duration, source_location where) {
  Execution& execution = Execution::current();
  Operation operation{.kind = OperationKind::sleep, .a = duration.count(), .where = where};
  if (duration.count() <= 0) {
    operation.kind = OperationKind::yield_now;
    return stay_ready(operation);
  }
  if (execution.options().clock == Clock::arbitrary) return stay_ready(operation);
  if (execution.unwinding()) return detail::unwind(execution);
  const Resumed resumed = sleep_until_timer(TaskState::current(), operation);
  if (resumed == Resumed::unwound) return;
  if (resumed == Resumed::cancelled) throw CancelledError{};
  operation.b = 1;
  execution.complete(operation);
}

void sleep(AnyDuration, source_location where) {
  stay_ready({.kind = OperationKind::sleep, .a = -1, .where = where});
}

void yield_now(source_location where) {
  stay_ready({.kind = OperationKind::yield_now, .where = where});
}

}  // namespace vigil::asyncio
