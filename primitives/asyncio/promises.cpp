// SPDX-License-Identifier: MIT
#include "primitives/asyncio/promises.hpp"

#include <algorithm>
#include <exception>
#include <string>

#include "primitives/asyncio/task_state.hpp"

namespace vigil::asyncio {

using detail::TaskState;

namespace {

/// Whether a cancellation is on its way to a task that waits: it will not take what it is given.
/// That depends on what cancels it, so it is an access to the task.
[[nodiscard]] bool is_cancelled(Execution& execution, TaskId task) {
  const auto* const state = static_cast<const TaskState*>(execution.context(task));
  if (state == nullptr) return false;
  state->touch_if_cancellable(Mode::read);
  return state->cancellation_pending();
}

}  // namespace

void GrantOrder::queued(TaskId task) {
  if (std::ranges::find(waiting_, task) == waiting_.end()) waiting_.push_back(task);
}

void GrantOrder::left(TaskId task) { std::erase(waiting_, task); }

void GrantOrder::granted(TaskId task) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return;
  const auto own = std::ranges::find(waiting_, task);
  if (!waiting_.empty()) execution.exercise(Property::overtaking);
  for (auto earlier = waiting_.begin(); earlier != own; ++earlier) {
    if (is_cancelled(execution, *earlier)) continue;
    const std::string& name = execution.object_name(primitive_.id());
    execution.violate(Property::overtaking,
                      "`" + execution.task_name(task) + "` gets `" + name + "` before `" +
                          execution.task_name(*earlier) + "`, which has waited longer",
                      primitive_.id());
    break;
  }
  std::erase(waiting_, task);
}

LibraryCall::LibraryCall(std::string_view what, const Object& primitive)
    : what_(what),
      primitive_(primitive),
      delivered_before_(TaskState::current().delivered_count()),
      exceptions_before_(std::uncaught_exceptions()) {}

LibraryCall::~LibraryCall() {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return;
  const TaskState& self = TaskState::current();
  if (self.delivered_count() == delivered_before_) return;
  execution.exercise(Property::lost_cancellation);
  if (std::uncaught_exceptions() > exceptions_before_) return;
  execution.violate(Property::lost_cancellation,
                    "`" + self.name() + "` is cancelled in `" + std::string{what_} + "` of `" +
                        execution.object_name(primitive_.id()) +
                        "`, which returns as if nothing had happened",
                    primitive_.id());
}

WaitsForGrant::WaitsForGrant(const Grantable& resource) {
  Execution::current().exercise(Property::stuck_resource);
  TaskState::current().wait_for_grant(&resource);
}

WaitsForGrant::~WaitsForGrant() {
  if (!Execution::current().unwinding()) TaskState::current().wait_for_grant(nullptr);
}

}  // namespace vigil::asyncio
