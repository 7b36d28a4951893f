// SPDX-License-Identifier: MIT
#include "checker/search/refind.hpp"

#include <algorithm>

#include "checker/execution.hpp"

namespace vigil {

/// True if a later decision about the same task wants it where it stands.
bool RefindSchedule::wanted_later(const Decision& decision, Mark mark) const {
  return std::any_of(decisions_.begin() + static_cast<std::ptrdiff_t>(next_) + 1, decisions_.end(),
                     [&](const Decision& later) {
                       return !later.is_value && later.task == decision.task && later.mark == mark;
                     });
}

TaskId RefindSchedule::decide(const Execution& execution) {
  for (; next_ < decisions_.size(); ++next_, ++lost_count_) {
    const Decision& decision = decisions_[next_];
    if (decision.is_value) continue;  // whoever chose it does so no more
    const TaskId task = execution.registry().find_task(decision.task);
    if (!task.valid()) continue;
    const bool missing = missing_.contains(next_);
    const bool spawned = execution.task_state(task) != Execution::TaskState::absent;
    if (spawned && execution.finished(task)) {
      if (pursued_ == next_ && !missing && !unmet_) unmet_ = next_;
      continue;
    }
    const bool was_there = visited_[task].contains(decision.mark);
    if (!execution.candidates().contains(task)) {
      if (missing || was_there) continue;
      return execution.first_candidate();
    }
    const Mark mark = mark_of(execution, landmarks_, task);
    if (mark == decision.mark) {
      ++next_;
      ++found_count_;
      return task;
    }
    const bool gives_up = missing && policy_ == Missing::give_up;
    if (was_there || gives_up || wanted_later(decision, mark)) {
      --lost_count_;  // given up, but nothing is missing
      continue;
    }
    pursued_ = next_;
    if (missing) ++next_;
    return task;
  }
  return execution.first_candidate();
}

TaskId RefindSchedule::pick_task(const Execution& execution) {
  landmarks_.advance(execution.trace(), StepIndex{execution.step_count()});
  TaskId task;
  if (execution.candidates().size() > 1) {
    task = decide(execution);
  } else {
    // No decision now, but it may have been one.
    task = execution.candidates().first();
    if (next_ < decisions_.size() && !decisions_[next_].is_value &&
        decisions_[next_].task == execution.task_name(task) &&
        decisions_[next_].mark == mark_of(execution, landmarks_, task)) {
      ++next_;
      ++found_count_;
    }
  }
  visited_[task].insert(mark_of(execution, landmarks_, task));
  return task;
}

std::uint32_t RefindSchedule::pick_value(const Execution& execution,
                                         std::span<const std::uint32_t> alternatives) {
  if (alternatives.size() == 1 || next_ >= decisions_.size() || !decisions_[next_].is_value) {
    return alternatives.front();
  }
  const Decision& decision = decisions_[next_];
  std::uint32_t value = decision.value;
  if (!decision.task.empty()) value = execution.registry().find_task(decision.task).value;
  if (std::ranges::find(alternatives, value) == alternatives.end()) return alternatives.front();
  ++next_;
  ++found_count_;
  return value;
}

}  // namespace vigil
