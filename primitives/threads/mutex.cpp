// SPDX-License-Identifier: MIT
#include "primitives/threads/mutex.hpp"

#include "checker/assert.hpp"

namespace vigil::threads {

mutex::~mutex() {
  if (!Execution::active() || (!owner_.valid() && standing_.empty())) return;
  Execution& execution = Execution::current();
  if (execution.unwinding() || !execution.violations().empty()) return;
  // Whoever stands at it would go on with an object that is gone.
  const TaskId user = owner_.valid() ? owner_ : standing_.first();
  execution.violate(Property::misuse,
                    "the mutex `" + execution.object_name(id()) + "` is destroyed while `" +
                        execution.task_name(user) +
                        (owner_.valid() ? "` holds it" : "` is about to lock it"),
                    id());
}

void mutex::lock(source_location where) {
  Execution& execution = Execution::current();
  const TaskId self = execution.self();
  const Operation operation{.kind = OperationKind::lock, .object = id(), .where = where};
  if (owner_ == self && !execution.unwinding()) {
    execution.fail(Property::misuse,
                   "`" + execution.task_name(self) + "` locks `" + execution.object_name(id()) +
                       "`, which it holds already",
                   operation);
  }
  standing_.insert(self);
  if (owner_.valid()) {
    execution.block(operation);
  } else {
    execution.pause(operation);
  }
  if (execution.unwinding()) return;
  take(operation, Mode::acquire);
}

bool mutex::try_lock(source_location where) {
  Execution& execution = Execution::current();
  const TaskId self = execution.self();
  Operation operation{.kind = OperationKind::try_lock, .object = id(), .where = where};
  if (execution.unwinding()) return false;
  execution.refine(id());
  if (owner_ == self) {
    execution.fail(Property::misuse,
                   "`" + execution.task_name(self) + "` tries to lock `" +
                       execution.object_name(id()) + "`, which it holds already",
                   operation);
  }
  execution.pause(operation);
  if (execution.unwinding()) return false;
  if (owner_.valid()) {
    execution.touch(id(), Mode::read);
    execution.complete(operation, 0);
    return false;
  }
  operation.a = 1;
  take(operation, Mode::try_acquire);
  return true;
}

void mutex::unlock(source_location where) {
  Execution& execution = Execution::current();
  const TaskId self = execution.self();
  const Operation operation{.kind = OperationKind::unlock, .object = id(), .where = where};
  if (execution.unwinding()) return;
  if (owner_ != self) {
    execution.fail(Property::misuse,
                   "`" + execution.task_name(self) + "` unlocks `" + execution.object_name(id()) +
                       (owner_.valid() ? "`, which `" + execution.task_name(owner_) + "` holds"
                                       : "`, which nobody holds"),
                   operation);
  }
  if (execution.refined(id())) {
    execution.pause_in_destructor(operation);
    if (execution.unwinding()) return;
  }
  free();
  execution.complete(operation);
}

void mutex::take(const Operation& operation, Mode mode) {
  Execution& execution = Execution::current();
  const TaskId self = execution.self();
  VIGIL_ASSERT(!owner_.valid(), "a mutex is taken only while it is free");
  execution.exercise(Property::mutual_exclusion);
  execution.exercise(Property::lock_released);
  standing_.erase(self);
  owner_ = self;
  execution.disable(standing_);
  execution.touch(id(), mode);
  execution.hold(self, id());
  execution.complete(operation, 1);
}

void mutex::free() {
  Execution& execution = Execution::current();
  execution.unhold(owner_, id());
  owner_ = TaskId{};
  execution.touch(id(), Mode::release);
  execution.enable(standing_);
}

void mutex::stand(TaskId task) {
  Execution::current().consult(id());
  standing_.insert(task);
  if (owner_.valid()) return;
  TaskSet one;
  one.insert(task);
  Execution::current().enable(one);
}

void mutex::withdraw(TaskId task) {
  Execution::current().consult(id());
  standing_.erase(task);
  TaskSet one;
  one.insert(task);
  Execution::current().disable(one);
}

void mutex::state(StateSink& sink) const {
  sink.add(owner_);
  standing_.for_each([&](TaskId task) { sink.add_to_crowd(task); });
}

std::string mutex::describe() const {
  if (!owner_.valid()) return "free";
  return "held by `" + Execution::current().task_name(owner_) + "`";
}

}  // namespace vigil::threads
