// SPDX-License-Identifier: MIT
#include "primitives/asyncio/lock.hpp"

#include "primitives/asyncio/errors.hpp"
#include "primitives/asyncio/task_state.hpp"
#include "primitives/observe.hpp"

namespace vigil::asyncio {

using detail::Future;
using detail::Resumed;
using detail::TaskState;

Lock::Lock(std::string_view name)
    : Object("lock", name),
      waiters_(name.empty() ? std::string{} : std::string{name} + ".waiters") {}

Lock::~Lock() {
  detail::report_abandoned(*this, waiters_.list);
}

void Lock::acquire(source_location where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return detail::unwind(execution);
  Operation operation{.kind = OperationKind::acquire, .object = id(), .where = where};
  const LibraryCall call("acquire", *this);
  operation.a = obtain(operation) ? 1 : 0;
  execution.complete(operation);
}

bool Lock::obtain(const Operation& operation) {
  Execution& execution = Execution::current();
  TaskState& self = TaskState::current();
  // Cancelled waiters that have not resumed do not count (bpo-27585).
  const bool queues = locked_ || !waiters_.list.all_cancelled();
  if (queues) {
    queue(self, operation);
    if (execution.unwinding()) return true;
  } else {
    execution.touch(waiters_.id(), Mode::wake_none);
  }
  execution.touch(id(), Mode::write);
  execution.exercise(Property::mutual_exclusion);
  execution.exercise(Property::lock_released);
  if (locked_) {
    execution.violate(Property::mutual_exclusion,
                      "`" + self.name() + "` acquires `" + execution.object_name(id()) +
                          "` while `" + execution.task_name(holder_) + "` holds it",
                      id());
  }
  order_.granted(self.task());
  locked_ = true;
  holder_ = self.task();
  execution.hold(holder_, id());
  return queues;
}

/// Returns when this task may take the lock.
void Lock::queue(TaskState& self, const Operation& operation) {
  Execution& execution = Execution::current();
  execution.touch(waiters_.id(), execution.options().fifo_waiters() ? Mode::enqueue : Mode::write,
                  self.task().value);
  Future future(self.task(), waiters_.id(), Mode::write);
  detail::Enqueued enqueued(waiters_.list, future);
  order_.queued(self.task());
  const WaitsForGrant waits(*this);
  if (self.suspend(future, operation) != Resumed::cancelled) return;
  order_.left(self.task());
  execution.touch(id(), Mode::read);
  execution.touch(waiters_.id(), Mode::write);
  enqueued.leave();  // before the next one is looked for (bpo-32734)
  if (!locked_) wake_first();
  throw CancelledError{};
}

void Lock::release(source_location where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return;
  execution.exercise(Property::wait_needs_lock);
  if (!locked_) {
    execution.touch(id(), Mode::read);
    detail::raise(RuntimeError("Lock is not acquired."), id(), where);
  }
  const Operation operation{.kind = OperationKind::release, .object = id(), .where = where};
  free(operation, "releases");
  execution.complete(operation);
}

void Lock::free(const Operation& operation, std::string_view verb) {
  Execution& execution = Execution::current();
  execution.touch(id(), Mode::write);
  check_holder(verb, operation.object);
  execution.unhold(holder_, id());
  holder_ = TaskId{};
  locked_ = false;
  if (waiters_.list.empty()) {
    execution.touch(waiters_.id(), Mode::wake_none);
  } else if (waiters_.list.front().done()) {
    execution.touch(waiters_.id(), Mode::read);
  } else {
    execution.touch(waiters_.id(), Mode::wake_one, waiters_.list.front().waiter().value);
    wake_first();
  }
}

/// Only ever the first: if it was woken already, it will pass the wake-up on itself.
void Lock::wake_first() {
  if (!waiters_.list.empty()) waiters_.list.front().finish(Future::State::done);
}

void Lock::check_holder(std::string_view verb, ObjectId on) const {
  Execution& execution = Execution::current();
  if (!execution.options().discipline) return;
  execution.exercise(Property::discipline);
  if (holder_ == execution.self()) return;
  std::string message = "`" + execution.task_name(execution.self()) + "` " + std::string{verb} +
                        " `" + execution.object_name(on) + "`";
  message += on == id() ? ", which `" : " while `";
  message += execution.task_name(holder_);
  message += on == id() ? "` holds" : "` holds its lock `" + execution.object_name(id()) + "`";
  execution.violate(Property::discipline, std::move(message), on);
}

void Lock::unlock(source_location where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return;
  if (locked_) return release(where);
  execution.touch(id(), Mode::read);
  execution.violate(Property::uncaught,
                    "`" + execution.task_name(execution.self()) + "` unlocks `" +
                        execution.object_name(id()) + "`: RuntimeError: Lock is not acquired.",
                    id());
}

bool Lock::locked(source_location where) const {
  return vigil::detail::observed(id(), locked_, where);
}

void Lock::state(StateSink& sink) const {
  sink.add(locked_ ? std::uint64_t{1} : std::uint64_t{0});
  sink.add(holder_);
  order_.state(sink);
}

std::string Lock::describe() const {
  std::string text = "free";
  if (locked_) text = "held by `" + Execution::current().task_name(holder_) + "`";
  return text + detail::waiting_words(waiters_.list);
}

std::string detail::LockWaiters::describe() const {
  return std::to_string(list.size()) + " waiting";
}

}  // namespace vigil::asyncio
