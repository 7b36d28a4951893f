// SPDX-License-Identifier: MIT
#include "primitives/asyncio/event.hpp"

#include "primitives/asyncio/errors.hpp"
#include "primitives/asyncio/promises.hpp"
#include "primitives/asyncio/task_state.hpp"
#include "primitives/observe.hpp"

namespace vigil::asyncio {

using detail::Future;
using detail::Resumed;
using detail::TaskState;

Event::~Event() {
  detail::report_abandoned(*this, waiters_);
}

bool Event::wait(source_location where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return detail::unwind(execution), true;
  TaskState& self = TaskState::current();
  const LibraryCall call("wait", *this);
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

void Event::set(source_location where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return;
  const std::int64_t woken = change(true);
  execution.complete({.kind = OperationKind::set, .object = id(), .a = woken, .where = where});
}

void Event::clear(source_location where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return;
  change(false);
  execution.complete({.kind = OperationKind::clear, .object = id(), .where = where});
}

std::int64_t Event::change(bool set) {
  Execution::current().touch(id(), set == set_ ? Mode::read : Mode::write);
  std::int64_t woken = 0;
  if (set && !set_) {
    waiters_.for_each([&](Future& future) { woken += future.finish(Future::State::done) ? 1 : 0; });
  }
  set_ = set;
  return woken;
}

bool Event::is_set(source_location where) const {
  return vigil::detail::observed(id(), set_, where);
}

/// The order of the waiters makes no difference, so it is no part of the state.
void Event::state(StateSink& sink) const {
  sink.add(set_ ? std::uint64_t{1} : std::uint64_t{0});
  waiters_.for_each([&](const Future& future) {
    if (!future.done()) sink.add_member(future.waiter(), 0);
  });
}

std::string Event::describe() const {
  return (set_ ? "set" : "unset") + detail::waiting_words(waiters_);
}

}  // namespace vigil::asyncio
