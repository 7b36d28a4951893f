// SPDX-License-Identifier: MIT
#include "checker/search/follow_finer.hpp"

#include <algorithm>

#include "checker/execution.hpp"

namespace vigil {

FollowFiner::FollowFiner(const EventLog& log, std::uint32_t step_count, const Trace& trace) {
  std::map<TaskId, Place> after;
  for (const TraceTask& task : trace.tasks) {
    // What blocked in the end runs on until it blocks: it can stand there before it does.
    if (task.end != TraceTask::End::ready) continue;
    after[task.id] = {task.pending.kind, task.pending.object};
  }
  steps_.resize(step_count);
  for (std::uint32_t i = step_count; i > 0; --i) {
    const Transition& transition = log[StepIndex{i - 1}];
    Step& step = steps_[i - 1];
    step.task = transition.task;
    step.from = {transition.kind, transition.object};
    const auto known = after.find(step.task);
    if (known != after.end()) step.to = known->second;
    after[step.task] = step.from;
  }
  for (std::uint32_t i = 0; i < step_count; ++i) {
    for (const Choice& choice : log.choices(StepIndex{i})) {
      if (choice.count > 1) values_[steps_[i].task].push_back(choice.value);
    }
  }
}

TaskId FollowFiner::pick_task(const Execution& execution) {
  const TaskSet& candidates = execution.candidates();
  if (next_ > 0) {
    const Step& last = steps_[next_ - 1];
    const bool goes_on = execution.last_task() == last.task && last.task != clock_task &&
                         candidates.contains(last.task) && !execution.is_callback(last.task);
    if (goes_on) {
      const Operation& pending = execution.pending(last.task);
      if (Place{pending.kind, pending.object} != last.to) return last.task;
    }
  }
  if (next_ >= steps_.size() || !candidates.contains(steps_[next_].task)) return TaskId{};
  return steps_[next_].task;
}

std::uint32_t FollowFiner::pick_value(const Execution& execution,
                                      std::span<const std::uint32_t> alternatives) {
  if (alternatives.size() == 1) return alternatives.front();
  const std::vector<std::uint32_t>& values = values_[execution.self()];
  std::size_t& next = next_value_[execution.self()];
  if (next < values.size() &&
      std::ranges::find(alternatives, values[next]) != alternatives.end()) {
    return values[next++];
  }
  return alternatives.front();
}

bool FollowFiner::after_transition(const Execution& execution) {
  const Transition& ran = execution.log()[execution.step()];
  const bool is_next = next_ < steps_.size() && steps_[next_].task == ran.task &&
                       steps_[next_].from == Place{ran.kind, ran.object};
  if (is_next) ++next_;
  old_steps_.push_back(StepIndex{static_cast<std::uint32_t>(next_ == 0 ? 0 : next_ - 1)});
  return true;
}

}  // namespace vigil
