// SPDX-License-Identifier: MIT
#include "models/real/lock.hpp"

namespace vigil::models::real {

void AnyLock::release(Where where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return;
  changes();
  if (!locked_) throw asyncio::RuntimeError("Lock is not acquired.");
  locked_ = false;
  if (owned_) execution.unhold(holder_, id());
  holder_ = TaskId{};
  wake_up_first();
  execution.complete({.kind = OperationKind::release, .object = id(), .where = where});
}

void AnyLock::await(const asyncio::Future<>& future, const Where& where) {
  const asyncio::WaitsForGrant waits{*this};
  future.await({.kind = OperationKind::acquire, .object = id(), .where = where});
}

void AnyLock::take(bool queued, const Where& where) {
  Execution& execution = Execution::current();
  changes();
  const TaskId self = execution.self();
  execution.exercise(Property::mutual_exclusion);
  if (owned_) execution.exercise(Property::lock_released);
  if (locked_) {
    execution.violate(Property::mutual_exclusion,
                      "`" + execution.task_name(self) + "` acquires `lock` while `" +
                          execution.task_name(holder_) + "` holds it",
                      id());
  }
  locked_ = true;
  holder_ = self;
  if (owned_) execution.hold(self, id());
  execution.complete(
      {.kind = OperationKind::acquire, .object = id(), .a = queued ? 1 : 0, .where = where});
}

void AnyLock::state(StateSink& sink) const {
  sink.add(locked_ ? std::uint64_t{1} : std::uint64_t{0});
  sink.add(holder_);
  for (const asyncio::Future<>& waiter : waiters_) sink.add(waiter.id().value);
}

std::string AnyLock::describe() const {
  return (locked_ ? "locked, " : "free, ") + std::to_string(waiters_.size()) + " waiting";
}

void CurrentLock::acquire(Where where) {
  changes();
  if (!locked_ && all_cancelled()) return take(false, where);
  const asyncio::Future<> future{asyncio::untold};
  waiters_.push_back(future);
  try {
    const Finally leave{[&] { remove(future); }};
    await(future, where);
  } catch (const asyncio::CancelledError&) {
    if (!locked_) wake_up_first();
    throw;
  }
  take(true, where);
}

void CurrentLock::wake_up_first() {
  if (!waiters_.empty() && !waiters_.front().done()) waiters_.front().set_result();
}

}  // namespace vigil::models::real
