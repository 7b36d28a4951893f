// SPDX-License-Identifier: MIT
#include "models/real/semaphore.hpp"

namespace vigil::models::real {

using asyncio::CancelledError;
using asyncio::Future;

void AnySemaphore::release(Where where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return;
  changes();
  ++value_;
  wake_up_next();
  execution.complete({.kind = OperationKind::release, .object = id(), .where = where});
}

void AnySemaphore::acquired(bool queued, const Where& where) {
  Execution::current().complete(
      {.kind = OperationKind::acquire, .object = id(), .a = queued ? 1 : 0, .where = where});
}

void AnySemaphore::await(const Future<>& future, const Where& where) {
  const asyncio::WaitsForGrant waits{*this};
  future.await({.kind = OperationKind::acquire, .object = id(), .where = where});
}

Future<> AnySemaphore::enqueue() {
  changes();
  const Future<> future{asyncio::untold};
  waiters_.push_back(future);
  return future;
}

void AnySemaphore::state(StateSink& sink) const {
  sink.add((static_cast<std::uint64_t>(value_) << 1) | (flag() ? 1 : 0));
  for (const Future<>& waiter : waiters_) sink.add(waiter.id().value);
}

std::string AnySemaphore::describe() const {
  return "value " + std::to_string(value_) + ", " + std::to_string(waiters_.size()) + " waiting";
}

void CurrentSemaphore::acquire(Where where) {
  changes();
  const auto stays = [](const Future<>& waiter) { return !waiter.cancelled(); };
  if (value_ > 0 && std::ranges::none_of(waiters_, stays)) {
    --value_;
    return acquired(false, where);
  }
  const Future<> future = enqueue();
  try {
    await(future, where);
  } catch (const CancelledError&) {
    remove(future);
    if (!future.cancelled()) ++value_;  // the unit was handed over already
    wake_up_all();
    throw;
  }
  remove(future);
  wake_up_all();
  acquired(true, where);
}

/// Hands a unit to the first waiter that has none yet.
bool CurrentSemaphore::wake_up_next() {
  for (const Future<>& waiter : waiters_) {
    if (waiter.done()) continue;
    --value_;
    waiter.set_result();
    return true;
  }
  return false;
}

void CurrentSemaphore::wake_up_all() {
  while (value_ > 0 && wake_up_next()) {
  }
}

}  // namespace vigil::models::real
