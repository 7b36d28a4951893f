// SPDX-License-Identifier: MIT
/// The adversary's own transitions: callbacks that may run at any moment, and what is decided
/// before the first task starts.
///
/// Its decisions come in two parts. *How often* it strikes a target is a value, chosen when the
/// target appears; *when* it strikes is the order of its callback among the other transitions,
/// which is what searches are made for. A strike that was decided always comes, if only after the
/// target has ended, so the search has no transitions that may or may not be part of an execution.
/// Alternatives that were rejected: to let the callback choose whether it strikes (whom the budget
/// serves would depend on the order in which callbacks decline), and to end executions with
/// callbacks that have not run (then not to run would be an order of its own, and each execution a
/// prefix of others).
#include "checker/assert.hpp"
#include "checker/execution.hpp"

namespace vigil {

namespace {

constexpr std::uint32_t cancellation_ordinal = 510;  // after the predicates

}  // namespace

ObjectId Execution::cancellation_object() {
  return registry_.object(clock_task, cancellation_ordinal, "budget", "cancellations");
}

TaskId Execution::make_adversary(TaskId target, const Operation& operation,
                                 std::function<void()> action) {
  const TaskId root = registry_.task({}, Registry::first_callback_ordinal, "adversary");
  const TaskId task = registry_.task(root, Registry::first_callback_ordinal + target.value,
                                     task_name(target));
  if (task.value >= TaskSet::capacity) {
    fail(Property::termination, "the model has more than " + std::to_string(TaskSet::capacity - 1) +
                                    " tasks and callbacks");
  }
  state_is_inexact();
  TaskRecord& fresh = fresh_record(task);
  fresh.is_callback = true;
  fresh.owner = target;
  fresh.callback = std::move(action);
  fresh.pending = operation;
  adversaries_.insert(task);
  wake(task);
  return task;
}

void Execution::decide_first(TaskId task, std::function<void()> decide) {
  VIGIL_ASSERT(step_count_ == 0, "inside a transition a decision can be made at once");
  first_decisions_.push_back([this, task, decide = std::move(decide)] {
    decide();
    add_cause(task);
  });
  state_is_inexact();
  if (adversary_.valid()) return;
  adversary_ = registry_.task({}, Registry::first_callback_ordinal, "adversary");
  TaskRecord& fresh = fresh_record(adversary_);
  fresh.is_callback = true;
  fresh.callback = [this] {
    for (const std::function<void()>& first : first_decisions_) first();
  };
  wake(adversary_);
}

void Execution::hold_back_clock() {
  if (!clock_contested() || !registry_.sets_timers()) return;
  touch(clock_object_, Mode::write);
  if (!timers_.empty()) lose(clock_task);
}

}  // namespace vigil
