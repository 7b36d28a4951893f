// SPDX-License-Identifier: MIT
#include "primitives/asyncio/event.hpp"

#include "primitives/asyncio/errors.hpp"
#include "primitives/asyncio/task_state.hpp"
#include "primitives/observe.hpp"

namespace vigil::asyncio {

using detail::Future;
using detail::Resumed;
using detail::TaskState;

Event::~Event() { detail::report_abandoned(*this, waiters_); }

bool Event::wait(std::source_location where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return detail::unwind(execution), true;
  TaskState& self = TaskState::current();
  Operation operation{.kind = OperationKind::wait, .object = id(), .where = where};
  execution.touch(id(), Mode::read);
  if (!set_) {
    execution.complete(operation);
    Future future(self.task(), id(), Mode::read);
    detail::Enqueued enqueued(waiters_, future);
    const Resumed resumed = self.suspend(future, operation);
    if (resumed == Resumed::unwound) return true;
    enqueued.leave();
    if (resumed == Resumed::cancelled) throw CancelledError{};
  }
  operation.a = 1;
  execution.complete(operation, 1);
  return true;
}

void Event::set(std::source_location where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return;
  Operation operation{.kind = OperationKind::set, .object = id(), .where = where};
  execution.touch(id(), set_ ? Mode::read : Mode::write);
  if (!set_) {
    set_ = true;
    waiters_.for_each(
        [&](Future& future) { operation.a += future.finish(Future::State::done) ? 1 : 0; });
  }
  execution.complete(operation);
}

void Event::clear(std::source_location where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return;
  execution.touch(id(), set_ ? Mode::write : Mode::read);
  set_ = false;
  execution.complete({.kind = OperationKind::clear, .object = id(), .where = where});
}

bool Event::is_set(std::source_location where) const {
  return vigil::detail::observed(id(), set_, where);
}

/// The order of the waiters makes no difference, so it is no part of the state.
void Event::state(StateSink& sink) const {
  sink.add(set_ ? std::uint64_t{1} : std::uint64_t{0});
  TaskSet waiting;
  waiters_.for_each([&](const Future& future) {
    if (!future.done()) waiting.insert(future.waiter());
  });
  waiting.for_each([&](TaskId task) { sink.add(task); });
}

std::string Event::describe() const {
  return (set_ ? "set" : "unset") + detail::waiting_words(waiters_);
}

}  // namespace vigil::asyncio
