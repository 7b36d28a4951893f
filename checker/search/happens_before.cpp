// SPDX-License-Identifier: MIT
#include "checker/search/happens_before.hpp"

#include <algorithm>
#include <functional>

#include "checker/execution.hpp"

namespace vigil {

namespace {

[[nodiscard]] bool acquires(Mode mode) {
  return mode == Mode::acquire || mode == Mode::try_acquire;
}

}  // namespace

std::vector<HappensBefore::Past>& HappensBefore::history(ObjectId object) {
  if (history_.size() <= object.index()) history_.resize(object.index() + 1);
  return history_[object.index()];
}

void HappensBefore::extend(const EventLog& log) {
  while (size_ < log.size()) add(log, StepIndex{size_});
}

/// Rows are re-laid when more tasks appear; that happens in the first executions only.
void HappensBefore::widen(std::uint32_t task_count) {
  if (task_count <= width_) return;
  constexpr std::size_t step = 8;  // whole vector registers
  const std::size_t width = (task_count + step - 1) / step * step;
  std::vector<std::int32_t> wider(std::max<std::size_t>(size_ + 64, 256) * width);
  for (std::size_t row = 0; row < size_; ++row) {
    std::copy_n(clocks_.begin() + static_cast<std::ptrdiff_t>(row * width_), width_,
                wider.begin() + static_cast<std::ptrdiff_t>(row * width));
  }
  clocks_ = std::move(wider);
  width_ = width;
  last_of_task_.resize(width_);
}

/// Finds the transitions that the access conflicts with, the latest ones first. The walk ends where
/// everything earlier is ordered before what it has met.
void HappensBefore::collect(Access access, StepIndex* last_release, StepIndex* last_acquire) {
  const std::vector<Past>& past = history(access.object);
  for (std::size_t i = past.size(); i > 0; --i) {
    const Past& entry = past[i - 1];
    if (access.mode == Mode::acquire) {
      if (entry.mode == Mode::release) {
        if (!last_release->valid()) *last_release = entry.step;
      } else if (acquires(entry.mode)) {
        *last_acquire = entry.step;
        return;
      } else if (entry.mode != Mode::read) {
        candidates_.push_back(entry.step);
      }
      continue;
    }
    const Access earlier{access.object, entry.mode, entry.argument};
    if (!dependent(earlier, access, fifo_waiters_)) continue;
    candidates_.push_back(entry.step);
    if (entry.mode == Mode::write || acquires(entry.mode)) return;
  }
}

void HappensBefore::add(const EventLog& log, StepIndex step) {
  const Transition& transition = log[step];
  const TaskId task = transition.task;
  widen(task.value + 1);
  if (clocks_.size() < (step.index() + 1) * width_) {
    clocks_.resize((step.index() + 64) * 2 * width_);
  }
  std::int32_t* row = clocks_.data() + step.index() * width_;
  const StepIndex previous = last_of_task_[task.index()];
  if (previous.valid()) {
    std::copy_n(clocks_.data() + previous.index() * width_, width_, row);
  } else {
    std::fill_n(row, width_, 0);
  }
  for (const StepIndex cause : log.causes(step)) join(row, cause);
  tasks_.push_back(task);
  previous_.push_back(previous);
  last_of_task_[task.index()] = step;
  if (transition.last_resort) {
    for (std::uint32_t i = 0; i < step.value; ++i) {
      if (!log[StepIndex{i}].by_adversary) join(row, StepIndex{i});
    }
  }
  StepIndex last_release;
  StepIndex last_acquire;
  candidates_.clear();
  const std::span<const Access> accesses = log.accesses(step);
  for (const Access& access : accesses) {
    if (!is_data(access.mode)) collect(access, &last_release, &last_acquire);
  }
  if (transition.fatal) {
    for (std::uint32_t i = 0; i < step.value; ++i) {
      const StepIndex other{i};
      if (tasks_[i] != task && !log[other].forced) candidates_.push_back(other);
    }
  }
  const auto race_with = [&](StepIndex first) {
    if (in_clock(row, first)) return;
    races_.push_back({.first = first, .second = step, .task = task, .found = step.value});
  };
  if (last_acquire.valid()) {
    race_with(last_acquire);
    if (last_release.valid()) join(row, last_release);
  }
  if (candidates_.size() > 1) std::ranges::sort(candidates_, std::ranges::greater{});
  for (const StepIndex candidate : candidates_) {
    race_with(candidate);
    join(row, candidate);
  }
  for (std::uint32_t i = 0; transition.fatal && i < step.value; ++i) join(row, StepIndex{i});
  row[task.index()] = time(step) + 1;
  for (const Access& access : accesses) {
    if (!is_data(access.mode)) {
      history(access.object).push_back({step, access.mode, access.argument});
    }
  }
  for (const Lost& lost : log.lost(step)) {
    StepIndex first = step;
    if (lost.behind.valid()) {
      const std::vector<Past>& past = history(lost.behind);
      const auto taken = std::find_if(past.rbegin(), past.rend(),
                                      [](const Past& entry) { return acquires(entry.mode); });
      if (taken != past.rend() && tasks_[taken->step.index()] == task) first = taken->step;
    }
    races_.push_back({.first = first, .second = {}, .task = lost.task, .found = step.value});
  }
  size_ = step.value + 1;
}

void HappensBefore::finish(const Execution& execution) {
  const EventLog& log = execution.log();
  if (log.size() > 0 && log[StepIndex{log.size() - 1}].fatal) {
    const StepIndex last{log.size() - 1};
    log[last].candidates.for_each([&](TaskId task) {
      if (task == log[last].task) return;
      races_.push_back({.first = last, .second = {}, .task = task, .found = size_});
    });
  }
  std::vector<std::int32_t> arrival;
  for (const TaskId task : execution.unfinished_tasks()) {
    const Operation& pending = execution.pending(task);
    if (pending.kind != OperationKind::lock && pending.kind != OperationKind::relock) continue;
    const std::vector<Past>& past = history(pending.object);
    const auto last = std::find_if(past.rbegin(), past.rend(),
                                   [](const Past& entry) { return acquires(entry.mode); });
    if (last == past.rend() || tasks_[last->step.index()] == task) continue;
    arrival.assign(width_, 0);
    const StepIndex previous = last_of_task_[task.index()];
    if (previous.valid()) join(arrival.data(), previous);
    for (const StepIndex cause : execution.pending_causes(task)) join(arrival.data(), cause);
    if (in_clock(arrival.data(), last->step)) continue;
    races_.push_back({.first = last->step, .second = {}, .task = task, .found = size_});
  }
}

void HappensBefore::rewind(const EventLog& log, std::uint32_t step_count) {
  while (!races_.empty() && races_.back().found >= step_count) races_.pop_back();
  while (size_ > step_count) {
    const StepIndex step{--size_};
    for (const Access& access : log.accesses(step)) {
      if (!is_data(access.mode)) history_[access.object.index()].pop_back();
    }
    last_of_task_[tasks_.back().index()] = previous_.back();
    tasks_.pop_back();
    previous_.pop_back();
  }
}

}  // namespace vigil
