// SPDX-License-Identifier: MIT
#include "primitives/asyncio/adversary.hpp"

#include <cstdint>
#include <numeric>
#include <vector>

#include "primitives/asyncio/task_state.hpp"

namespace vigil::asyncio::detail {

namespace {

/// Lets the strategy decide how many of the budget are meant for one task.
[[nodiscard]] std::uint32_t spend_budget(Execution& execution) {
  const ObjectId budget = execution.cancellation_object();
  std::uint32_t count = 0;
  if (execution.cancellations_left() > 0) {
    std::vector<std::uint32_t> counts(std::size_t{execution.cancellations_left()} + 1);
    std::iota(counts.begin(), counts.end(), 0U);
    count = execution.choose(counts);
  }
  execution.touch(budget, count == 0 ? Mode::read : Mode::write);
  execution.spend_cancellations(count);
  return count;
}

/// One cancellation by the adversary; it comes again while some are `left` for the task.
void strike(TaskState& target, std::uint32_t& left) {
  Execution& execution = Execution::current();
  const bool accepted = target.cancel();
  if (accepted) execution.hold_back_clock();
  execution.complete(
      {.kind = OperationKind::cancel, .peer = target.task(), .a = accepted ? 1 : 0});
  --left;
  // After one that came too late the others would, too.
  if (accepted && left > 0) execution.wake(execution.self());
}

void decide(TaskState& task) {
  Execution& execution = Execution::current();
  const std::uint32_t count = spend_budget(execution);
  if (count == 0) return;
  execution.make_adversary(task.task(), {.kind = OperationKind::cancel, .peer = task.task()},
                           [&task, left = count]() mutable { strike(task, left); });
}

}  // namespace

void expose_to_adversary(TaskState& task) {
  Execution& execution = Execution::current();
  if (execution.options().cancellation_budget == 0) return;
  execution.refine(task.id());
  if (execution.step_count() > 0) return decide(task);
  execution.decide_first(task.task(), [&task] { decide(task); });
}

}  // namespace vigil::asyncio::detail
