// SPDX-License-Identifier: MIT
#include "primitives/asyncio/condition.hpp"

#include "primitives/asyncio/errors.hpp"
#include "primitives/asyncio/promises.hpp"
#include "primitives/asyncio/task_state.hpp"

namespace vigil::asyncio {

using detail::Future;
using detail::Resumed;
using detail::TaskState;

Condition::Condition(std::string_view name)
    : Object("condition", name),
      own_(std::in_place, name.empty() ? std::string{} : std::string{name} + ".lock"),
      lock_(&*own_) {}

Condition::Condition(Lock& lock, std::string_view name) : Object("condition", name), lock_(&lock) {}

Condition::~Condition() {
  detail::report_abandoned(*this, waiters_);
}

void Condition::check_lock(std::string_view error, std::string_view verb, const Where& where) {
  Execution& execution = Execution::current();
  execution.exercise(Property::wait_needs_lock);
  execution.touch(lock_->id(), Mode::read);
  if (!lock_->is_locked()) detail::raise(RuntimeError(std::string{error}), id(), where);
  if (!verb.empty()) lock_->check_holder(verb, id());
}

bool Condition::wait(Where where) {
  Execution& execution = Execution::current();
  if (!execution.intervenes(Intervention::Kind::recheck, where)) return wait_once(where);
  const std::vector<Execution::Seen> seen = execution.looked_at();
  do {
    wait_once(where);
  } while (!execution.unwinding() && !execution.changed(seen));
  return true;
}

bool Condition::wait_once(Where where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return detail::unwind(execution), true;
  TaskState& self = TaskState::current();
  Operation operation{.kind = OperationKind::wait, .object = id(), .where = where};
  const LibraryCall call("wait", *this);
  check_lock("cannot wait on un-acquired lock", {}, where);  // free checks the holder
  execution.touch(id(), Mode::write);
  if (flagged_) {  // see Intervention::Kind::remember
    execution.complete(operation);
    operation.a = 1;
    execution.complete(operation, 1);
    return true;
  }
  lock_->free(operation, "waits on");
  execution.complete(operation);
  bool cancelled = false;
  {
    Future future(self.task(), id(), Mode::write);
    detail::Enqueued enqueued(waiters_, future);
    const Resumed resumed = self.suspend(future, operation);
    if (resumed == Resumed::unwound) return true;
    cancelled = resumed == Resumed::cancelled;
  }
  // The lock is held on every way out.
  while (!take_back(operation)) {
    if (execution.unwinding()) return true;
    cancelled = true;
  }
  if (cancelled) {
    // Somebody else may need the notification that this waiter had, or would have had.
    if (execution.options().cpython == Cpython::v3_13) wake(1);
    throw CancelledError{};
  }
  execution.exercise(Property::no_spurious_return);
  operation.a = 1;
  execution.complete(operation, 1);
  return true;
}

bool Condition::take_back(const Operation& operation) {
  try {
    lock_->obtain({.kind = OperationKind::relock, .object = lock_->id(), .where = operation.where});
    return true;
  } catch (const CancelledError&) {
    return false;
  }
}

bool Condition::predicate_says(bool holds, const Where& where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return false;
  execution.exercise(Property::predicate_on_resume);
  execution.complete(
      {.kind = OperationKind::wait_for, .object = id(), .a = holds ? 1 : 0, .where = where},
      holds ? 1 : 0);
  if (holds && execution.options().discipline && lock_->holder() != execution.self()) {
    execution.violate(Property::predicate_on_resume,
                      "`" + execution.task_name(execution.self()) + "` returns from wait_for on `" +
                          execution.object_name(id()) + "` without holding `" +
                          execution.object_name(lock_->id()) + "`",
                      id());
  }
  return !holds;
}

void Condition::notify(std::int64_t n, Where where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return;
  if (execution.intervenes(Intervention::Kind::notify_all, where)) return notify_all(where);
  check_lock("cannot notify on un-acquired lock", "notifies", where);
  set_flag(where);
  Operation operation{.kind = OperationKind::notify, .object = id(), .b = n, .where = where};
  operation.a = wake(n);
  execution.complete(operation);
}

void Condition::notify_all(Where where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return;
  check_lock("cannot notify on un-acquired lock", "notifies", where);
  set_flag(where);
  Operation operation{.kind = OperationKind::notify_all, .object = id(), .where = where};
  operation.b = static_cast<std::int64_t>(waiters_.pending_count());
  operation.a = wake(operation.b);
  if (operation.b == 0) execution.touch(id(), Mode::read);
  execution.complete(operation);
}

/// Under an intervention only: from now on waits return at once.
void Condition::set_flag(const Where& where) {
  Execution& execution = Execution::current();
  if (!execution.intervenes(Intervention::Kind::remember, where)) return;
  execution.touch(id(), Mode::write);
  flagged_ = true;
}

std::int64_t Condition::wake(std::int64_t n) {
  Execution& execution = Execution::current();
  execution.exercise(Property::no_lost_notification);
  if (n <= 0) return 0;
  const auto waiting = static_cast<std::int64_t>(waiters_.pending_count());
  const std::int64_t count = n < waiting ? n : waiting;
  execution.touch(id(), count == 0 ? Mode::read : Mode::write);
  for (std::int64_t woken = 0; woken < count; ++woken) {
    pick(count - woken).finish(Future::State::done);
  }
  return count;
}

/// The waiter that is woken next, when `left` more are.
Future& Condition::pick(std::int64_t left) const {
  Execution& execution = Execution::current();
  Future* chosen = waiters_.first_pending();
  const bool any = !execution.options().fifo_waiters();
  if (!any || static_cast<std::int64_t>(waiters_.pending_count()) <= left) return *chosen;
  TaskSet waiting;
  waiters_.for_each([&](const Future& future) {
    if (!future.done()) waiting.insert(future.waiter());
  });
  const TaskId task = execution.choose(waiting);
  waiters_.for_each([&](Future& future) {
    if (!future.done() && future.waiter() == task) chosen = &future;
  });
  return *chosen;
}

/// Settled waiters make no difference to anybody, and no part of the state.
void Condition::state(StateSink& sink) const {
  const bool queue = Execution::current().options().fifo_waiters();
  waiters_.for_each([&](const Future& future) {
    if (future.done()) return;
    queue ? sink.add(future.waiter()) : sink.add_member(future.waiter(), 0);
  });
  sink.add(flagged_ ? 1 : 0);
}

std::string Condition::describe() const {
  const std::size_t waiting = waiters_.pending_count();
  return waiting == 0 ? "nobody waits" : std::to_string(waiting) + " waiting";
}

}  // namespace vigil::asyncio
