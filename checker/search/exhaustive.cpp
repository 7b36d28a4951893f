// SPDX-License-Identifier: MIT
#include "checker/search/exhaustive.hpp"

#include "checker/assert.hpp"
#include "checker/execution.hpp"

namespace vigil {

bool Exhaustive::begin_execution(const Execution* previous) {
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

TaskId Exhaustive::pick_task(const Execution& execution) {
  if (execution.candidates().size() == 1) return execution.candidates().first();
  std::vector<std::uint32_t> alternatives;
  for (const TaskId task : execution.ordered_candidates()) alternatives.push_back(task.value);
  return TaskId{pick(execution.step_count(), alternatives)};
}

std::uint32_t Exhaustive::pick_value(const Execution& execution,
                                     std::span<const std::uint32_t> alternatives) {
  if (alternatives.size() == 1) return alternatives.front();
  return pick(execution.step().value, alternatives);
}

std::uint32_t Exhaustive::pick(std::uint32_t step, std::span<const std::uint32_t> alternatives) {
  if (cursor_ == points_.size()) {
    points_.push_back({step, 0, {alternatives.begin(), alternatives.end()}});
  }
  const Point& point = points_[cursor_++];
  VIGIL_ASSERT(point.step == step, "exhaustive meets its points where it left them");
  return point.alternatives[point.index];
}

void Exhaustive::describe(Report&) const {}

}  // namespace vigil
