// SPDX-License-Identifier: MIT
#include "primitives/asyncio/semaphore.hpp"

#include "primitives/asyncio/errors.hpp"
#include "primitives/asyncio/task_state.hpp"
#include "primitives/observe.hpp"

namespace vigil::asyncio {

using detail::Future;
using detail::Resumed;
using detail::TaskState;

Semaphore::Semaphore(std::int64_t value, std::string_view name)
    : Semaphore(value, std::nullopt, name) {}

Semaphore::Semaphore(std::int64_t value, std::optional<std::int64_t> bound, std::string_view name)
    : Object("semaphore", name), value_(value), bound_(bound) {
  Execution::current().state_is_inexact();
  if (value < 0) throw ValueError("Semaphore initial value must be >= 0");
}

Semaphore::~Semaphore() {
  detail::report_abandoned(*this, waiters_);
}

void Semaphore::acquire(Where where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return detail::unwind(execution);
  (void)TaskState::current();
  Operation operation{.kind = OperationKind::acquire, .object = id(), .where = where};
  const LibraryCall call("acquire", *this);
  execution.touch(id(), Mode::write);
  if (is_locked()) {
    queue(operation);
    if (execution.unwinding()) return;
    operation.a = 1;
  } else {
    order_.granted(execution.self());
    --value_;
  }
  execution.complete(operation);
}

void Semaphore::queue(const Operation& operation) {
  Execution& execution = Execution::current();
  TaskState& self = TaskState::current();
  const bool latest = execution.options().cpython == Cpython::v3_13;
  Future future(self.task(), id(), Mode::write);
  detail::Enqueued enqueued(waiters_, future);
  order_.queued(self.task());
  const WaitsForGrant waits(*this);
  const Resumed resumed = self.suspend(future, operation);
  if (resumed == Resumed::unwound) return;
  if (resumed == Resumed::cancelled) order_.left(self.task());
  execution.touch(id(), Mode::write);
  enqueued.leave();
  const bool cancelled = resumed == Resumed::cancelled;
  if (cancelled && future.state() == Future::State::done) {
    ++value_;  // the unit was ours already: it goes back
    if (!latest) wake_next();
  }
  if (latest) {
    wake_all();
  } else if (!cancelled && value_ > 0) {
    wake_next();
  }
  if (cancelled) throw CancelledError{};
}

void Semaphore::release(Where where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return;
  if (bound_ && value_ >= *bound_) {
    execution.touch(id(), Mode::read);
    detail::raise(ValueError("BoundedSemaphore released too many times"), id(), where);
  }
  execution.touch(id(), Mode::write);
  ++value_;
  wake_next();
  execution.complete({.kind = OperationKind::release, .object = id(), .where = where});
}

/// Hands a unit to the first waiter that was not woken yet.
bool Semaphore::wake_next() {
  Future* const next = waiters_.first_pending();
  if (next == nullptr) return false;
  order_.granted(next->waiter());
  --value_;
  next->finish(Future::State::done);
  return true;
}

void Semaphore::wake_all() {
  while (value_ > 0 && wake_next()) {
  }
}

bool Semaphore::locked(Where where) const {
  return vigil::detail::observed(id(), is_locked(), where);
}

void Semaphore::state(StateSink& sink) const {
  sink.add(static_cast<std::uint64_t>(value_));
  waiters_.state(sink);
  order_.state(sink);
}

std::string Semaphore::describe() const {
  return "value " + std::to_string(value_) + detail::waiting_words(waiters_);
}

}  // namespace vigil::asyncio
