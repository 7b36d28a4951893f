// SPDX-License-Identifier: MIT
#include "checker/search/replay.hpp"

#include <algorithm>

#include "checker/execution.hpp"

namespace vigil {

namespace {

/// The operation at which a task stands: "lock m".
[[nodiscard]] std::string standing_at(const Execution& execution, TaskId task) {
  if (task == clock_task) return "advance";
  const Operation& pending = execution.pending(task);
  std::string words{name(pending.kind)};
  if (pending.object.valid()) words += " " + execution.object_name(pending.object);
  return words;
}

/// Why a task cannot run: "has ended", "stands at wait cv".
[[nodiscard]] std::string why_not_ready(const Execution& execution, TaskId task) {
  switch (execution.task_state(task)) {
    case Execution::TaskState::absent: return "is not spawned yet";
    case Execution::TaskState::finished: return "has ended";
    default: return "stands at " + standing_at(execution, task);
  }
}

/// What can run at this point and what it would do: "`main` (lock m), `task 1` (start)".
[[nodiscard]] std::string names_of(const Execution& execution) {
  std::string names;
  for (const TaskId task : execution.ordered_candidates()) {
    names += (names.empty() ? "`" : ", `") + execution.task_name(task) + "` (" +
             standing_at(execution, task) + ")";
  }
  return names;
}

}  // namespace

TaskId ReplaySchedule::pick_task(const Execution& execution) {
  if (execution.candidates().size() == 1) return execution.candidates().first();
  if (next_ >= decisions_.size()) {
    return then_ != nullptr ? then_->pick_task(execution) : execution.first_candidate();
  }
  const Decision& decision = decisions_[next_++];
  const std::string at = "at step " + std::to_string(execution.step_count()) + " the schedule ";
  if (decision.is_value) {
    divergence_ = at + "picks a value, but a task must be picked (" + names_of(execution) + ")";
    return TaskId{};
  }
  const TaskId task = execution.registry().find_task(decision.task);
  if (!task.valid()) {
    divergence_ = at + "runs `" + decision.task + "`, and there is no such task; ready: " +
                  names_of(execution);
    return TaskId{};
  }
  if (!execution.candidates().contains(task)) {
    divergence_ = at + "runs `" + decision.task + "`, which is not ready (it " +
                  why_not_ready(execution, task) + "); ready: " + names_of(execution);
    return TaskId{};
  }
  return task;
}

std::uint32_t ReplaySchedule::pick_value(const Execution& execution,
                                         std::span<const std::uint32_t> alternatives) {
  if (alternatives.size() == 1) return alternatives.front();
  if (next_ >= decisions_.size()) {
    return then_ != nullptr ? then_->pick_value(execution, alternatives) : alternatives.front();
  }
  const Decision& decision = decisions_[next_++];
  std::uint32_t value = decision.value;
  if (decision.is_value && !decision.task.empty()) {
    value = execution.registry().find_task(decision.task).value;
  }
  const bool fits = decision.is_value && std::ranges::find(alternatives, value) != alternatives.end();
  if (fits) return value;
  divergence_ = "at step " + std::to_string(execution.step().value) + " the schedule ";
  if (!decision.is_value) {
    divergence_ += "runs `" + decision.task + "`, but `" + execution.task_name(execution.self()) +
                   "` must choose among " + std::to_string(alternatives.size()) + " values";
  } else if (!decision.task.empty()) {
    divergence_ += "picks `" + decision.task + "`, which cannot be picked";
  } else {
    divergence_ += "chooses " + std::to_string(decision.value) + ", but there are only " +
                   std::to_string(alternatives.size()) + " values";
  }
  return UINT32_MAX;  // not an alternative: the execution ends here
}

ReplayLog::ReplayLog(const EventLog& log) {
  for (std::uint32_t i = 0; i < log.size(); ++i) {
    const StepIndex step{i};
    const TaskId task = log[step].task;
    if (!log[step].forced) tasks_.push_back(task);
    if (values_.size() <= task.index()) values_.resize(task.index() + 1);
    for (const Choice& choice : log.choices(step)) values_[task.index()].push_back(choice.value);
  }
  next_value_.resize(values_.size());
}

TaskId ReplayLog::pick_task(const Execution& execution) {
  if (next_task_ < tasks_.size() && execution.candidates().contains(tasks_[next_task_])) {
    return tasks_[next_task_++];
  }
  return TaskId{};  // the model does not repeat itself: whoever asked notices by the ending
}

std::uint32_t ReplayLog::pick_value(const Execution& execution,
                                    std::span<const std::uint32_t> alternatives) {
  const std::size_t task = execution.self().index();
  if (task < values_.size() && next_value_[task] < values_[task].size()) {
    const std::uint32_t value = values_[task][next_value_[task]++];
    if (std::ranges::find(alternatives, value) != alternatives.end()) return value;
  }
  return UINT32_MAX;
}

std::vector<Decision> decisions_of(const Trace& trace) {
  std::vector<Decision> decisions;
  std::size_t needed = 0;
  for (const TraceDecision& taken : trace.decisions) {
    Decision decision{.is_value = taken.is_value, .value = taken.is_value ? taken.taken : 0, .task = {}};
    if (!taken.is_value || taken.names_task) {
      decision.task = trace.task_name(TaskId{taken.taken});
      decision.value = 0;
    }
    decisions.push_back(std::move(decision));
    if (taken.taken != taken.alternatives.front()) needed = decisions.size();
  }
  decisions.resize(needed);
  return decisions;
}

}  // namespace vigil
