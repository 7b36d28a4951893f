// SPDX-License-Identifier: MIT
#include "models/real/handoff_lock.hpp"

namespace vigil::models::real {

void HandoffLock::give_to(TaskId task) {
  Execution& execution = Execution::current();
  changes();
  if (owner_.valid()) execution.unhold(owner_, id());
  owner_ = task;
  if (owner_.valid()) execution.hold(owner_, id());
  execution.exercise(Property::lock_released);
}

void HandoffLock::await(const asyncio::Future<>& future, const Where& where) const {
  const asyncio::WaitsForGrant waits{*this};
  future.await({.kind = OperationKind::acquire, .object = id(), .where = where});
}

void HandoffLock::acquired(bool queued, const Where& where) const {
  Execution::current().complete(
      {.kind = OperationKind::acquire, .object = id(), .a = queued ? 1 : 0, .where = where});
}

void HandoffLock::released(const Where& where) const {
  Execution::current().complete({.kind = OperationKind::release, .object = id(), .where = where});
}

void HandoffLock::state(StateSink& sink) const {
  sink.add(owner_);
  for (const TaskId task : waiting()) sink.add(task);
}

std::string HandoffLock::describe() const {
  const std::string owner =
      owner_.valid() ? "of `" + Execution::current().task_name(owner_) + "`" : "free";
  return owner + ", " + std::to_string(waiting().size()) + " waiting";
}

}  // namespace vigil::models::real
