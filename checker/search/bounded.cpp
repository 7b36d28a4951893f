// SPDX-License-Identifier: MIT
#include "checker/search/bounded.hpp"

#include "checker/assert.hpp"
#include "checker/execution.hpp"

namespace vigil {

TaskId undisturbed_task(const Execution& execution) {
  if (execution.options().dialect == Dialect::asyncio) return execution.first_candidate();
  // Starts and joins are no decisions: the task that was picked last is the one that runs.
  const EventLog& log = execution.log();
  for (std::uint32_t i = execution.step_count(); i > 0; --i) {
    const Transition& transition = log[StepIndex{i - 1}];
    if (transition.forced) continue;
    return execution.candidates().contains(transition.task) ? transition.task : TaskId{};
  }
  return TaskId{};
}

bool Bounded::begin_execution(const Execution* previous) {
  if (previous == nullptr) return true;
  while (!points_.empty() && points_.back().index + 1 == points_.back().alternatives.size()) {
    points_.pop_back();
  }
  if (points_.empty()) return false;
  ++points_.back().index;
  shared_steps_ = points_.back().step;
  // The transition of the last point runs anew from its beginning, with its other points.
  cursor_ = points_.size() - 1;
  while (cursor_ > 0 && points_[cursor_ - 1].step == shared_steps_) --cursor_;
  return true;
}

std::uint32_t Bounded::spent() const {
  if (points_.empty()) return 0;
  const Point& last = points_.back();
  return last.spent + last.alternatives[last.index].cost;
}

TaskId Bounded::pick_task(const Execution& execution) {
  if (execution.step_count() >= step_count_max_) return TaskId{};
  if (execution.candidates().size() == 1) return execution.candidates().first();
  const TaskId undisturbed = undisturbed_task(execution);
  std::vector<Alternative> alternatives;
  for (const TaskId task : execution.ordered_candidates()) {
    const bool switches = undisturbed.valid() && task != undisturbed;
    alternatives.push_back({task.value, switches ? 1U : 0U});
  }
  return TaskId{pick(execution.step_count(), std::move(alternatives))};
}

std::uint32_t Bounded::pick_value(const Execution& execution,
                                  std::span<const std::uint32_t> alternatives) {
  if (alternatives.size() == 1) return alternatives.front();
  std::vector<Alternative> free_of_cost;
  for (const std::uint32_t value : alternatives) free_of_cost.push_back({value, 0});
  return pick(execution.step().value, std::move(free_of_cost));
}

std::uint32_t Bounded::pick(std::uint32_t step, std::vector<Alternative> alternatives) {
  if (cursor_ == points_.size()) {
    const std::uint32_t before = spent();
    std::erase_if(alternatives, [&](const Alternative& alternative) {
      return before + alternative.cost > switch_count_max_;
    });
    points_.push_back({step, before, 0, std::move(alternatives)});
  }
  const Point& point = points_[cursor_++];
  VIGIL_ASSERT(point.step == step, "a bounded search meets its points where it left them");
  return point.alternatives[point.index].value;
}

}  // namespace vigil
