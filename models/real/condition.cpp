// SPDX-License-Identifier: MIT
#include "models/real/condition.hpp"

namespace vigil::models::real {

using asyncio::CancelledError;
using asyncio::Future;

bool AnyCondition::wait_for_notification(const Where& where) {
  Execution& execution = Execution::current();
  if (!lock_.locked(where)) throw asyncio::RuntimeError("cannot wait on un-acquired lock");
  const Operation operation{.kind = OperationKind::wait, .object = id(), .where = where};
  changes();
  execution.complete(operation);
  lock_.release(where);
  const Future<> future{asyncio::untold};
  waiters_.push_back(future);
  const Finally leave{[&] {
    changes();
    std::erase(waiters_, future);
  }};
  try {
    future.await(operation);
    return true;
  } catch (const CancelledError&) {
    return false;
  }
}

bool AnyCondition::take_back(const Where& where) {
  try {
    lock_.acquire(where);
    return true;
  } catch (const CancelledError&) {
    return false;
  }
}

void AnyCondition::returns(const Where& where) {
  Execution::current().complete(
      {.kind = OperationKind::wait, .object = id(), .a = 1, .where = where});
}

void AnyCondition::notify(std::int64_t n, Where where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return;
  if (!lock_.locked(where)) throw asyncio::RuntimeError("cannot notify on un-acquired lock");
  Operation operation{.kind = OperationKind::notify, .object = id(), .b = n, .where = where};
  operation.a = wake(n);
  execution.complete(operation);
}

std::int64_t AnyCondition::wake(std::int64_t n) {
  changes();
  std::int64_t woken = 0;
  for (const Future<>& waiter : waiters_) {
    if (woken >= n) break;
    if (waiter.done()) continue;
    waiter.set_result();
    ++woken;
  }
  return woken;
}

void AnyCondition::state(StateSink& sink) const {
  for (const Future<>& waiter : waiters_) sink.add(waiter.id().value);
}

std::string AnyCondition::describe() const {
  return std::to_string(waiters_.size()) + " waiting";
}

}  // namespace vigil::models::real
