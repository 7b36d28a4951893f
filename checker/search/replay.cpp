// SPDX-License-Identifier: MIT
#include "checker/search/replay.hpp"

#include <algorithm>
#include <map>

#include "checker/execution.hpp"

namespace vigil {

namespace {

/// Of tasks that have not started, of callbacks and of the clock there is nothing to tell.
[[nodiscard]] Operation pending_of(const Execution& execution, TaskId task) {
  if (task == clock_task || execution.is_callback(task)) return {};
  return execution.pending(task);
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

std::string standing_at(const Execution& execution, TaskId task) {
  if (task == clock_task) return "advance";
  const Operation& pending = execution.pending(task);
  if (pending.kind == OperationKind::none) return "start";
  std::string words{name(pending.kind)};
  if (pending.object.valid()) words += " " + execution.object_name(pending.object);
  return words;
}

Mark mark_of(const Execution& execution, const Landmarks& landmarks, TaskId task) {
  const Operation pending = pending_of(execution, task);
  return landmarks.mark(task, pending,
                        pending.object.valid()
                            ? std::string_view{execution.object_name(pending.object)}
                            : std::string_view{});
}

bool ReplaySchedule::past_end(const Execution& execution) const {
  return next_ >= decisions_.size() || (until_.valid() && execution.step_count() >= until_.value);
}

void ReplaySchedule::compare_mark(const Execution& execution, TaskId task,
                                  const Decision& decision) {
  if (decision.mark == Mark::none || !execution.recording() || !misfit_.empty()) return;
  const StepIndex now{execution.step_count()};
  landmarks_.advance(execution.trace(), now);
  if (mark_of(execution, landmarks_, task) == decision.mark) return;
  misfit_ = "at step " + std::to_string(now.value) + " the schedule runs `" + decision.task +
            "`, which stood elsewhere then; now it stands at " + standing_at(execution, task);
}

TaskId ReplaySchedule::pick_task(const Execution& execution) {
  if (execution.candidates().size() == 1) return execution.candidates().first();
  if (past_end(execution)) {
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
    divergence_ = at + "runs `" + decision.task +
                  "`, and there is no such task; ready: " + names_of(execution);
    return TaskId{};
  }
  if (!execution.candidates().contains(task)) {
    divergence_ = at + "runs `" + decision.task + "`, which is not ready (it " +
                  why_not_ready(execution, task) + "); ready: " + names_of(execution);
    return TaskId{};
  }
  compare_mark(execution, task, decision);
  return task;
}

std::uint32_t ReplaySchedule::pick_value(const Execution& execution,
                                         std::span<const std::uint32_t> alternatives) {
  if (alternatives.size() == 1) return alternatives.front();
  if (past_end(execution)) {
    return then_ != nullptr ? then_->pick_value(execution, alternatives) : alternatives.front();
  }
  const Decision& decision = decisions_[next_++];
  std::uint32_t value = decision.value;
  if (decision.is_value && !decision.task.empty()) {
    value = execution.registry().find_task(decision.task).value;
  }
  const bool fits =
      decision.is_value && std::ranges::find(alternatives, value) != alternatives.end();
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

namespace {

/// Where the tasks of a trace stood, read step by step.
class Standing {
 public:
  explicit Standing(const Trace& trace) : trace_(trace) {
    for (const TraceObject& object : trace.objects) names_.emplace(object.id, &object.name);
  }

  /// Requires: the steps do not decrease from call to call.
  [[nodiscard]] Mark mark(TaskId task, StepIndex step) {
    landmarks_.advance(trace_, step);
    for (; next_state_ < trace_.task_states.size(); ++next_state_) {
      const TraceTaskState& known = trace_.task_states[next_state_];
      if (known.step >= step) break;
      pending_[known.task] = known.pending;
    }
    const auto known = pending_.find(task);
    const Operation pending = known == pending_.end() ? Operation{} : known->second;
    const auto object = names_.find(pending.object);
    return landmarks_.mark(task, pending,
                           object == names_.end() ? std::string_view{} : *object->second);
  }

 private:
  const Trace& trace_;
  Landmarks landmarks_;
  std::size_t next_state_ = 0;
  std::map<TaskId, Operation> pending_;
  std::map<ObjectId, const std::string*> names_;
};

}  // namespace

std::vector<Decision> decisions_of(const Trace& trace) {
  std::vector<Decision> decisions;
  Standing standing(trace);
  std::size_t needed = 0;
  for (const TraceDecision& taken : trace.decisions) {
    Decision decision;
    decision.is_value = taken.is_value;
    if (!taken.is_value || taken.names_task) {
      decision.task = trace.task_name(TaskId{taken.taken});
    } else {
      decision.value = taken.taken;
    }
    if (!taken.is_value) decision.mark = standing.mark(TaskId{taken.taken}, taken.step);
    decisions.push_back(std::move(decision));
    if (taken.taken != taken.alternatives.front()) needed = decisions.size();
  }
  decisions.resize(needed);
  return decisions;
}

}  // namespace vigil
