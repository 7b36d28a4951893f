// SPDX-License-Identifier: MIT
#pragma once

/// Following decisions that were made before. `ReplaySchedule` follows a schedule by task name and
/// says where it does not fit; `ReplayLog` repeats the execution that a log describes, to record
/// its trace.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/event_log.hpp"
#include "checker/strategy.hpp"
#include "checker/trace/landmark.hpp"
#include "checker/trace/schedule.hpp"
#include "checker/trace/trace.hpp"

namespace vigil {

class ReplaySchedule final : public Strategy {
 public:
  /// Keeps a reference to the decisions. `then` decides past their end, or from step `until` on;
  /// null: the first candidate.
  explicit ReplaySchedule(const std::vector<Decision>& decisions, Strategy* then = nullptr,
                          StepIndex until = {})
      : decisions_(decisions), then_(then), until_(until) {}

  bool begin_execution(const Execution* previous) override { return previous == nullptr; }
  TaskId pick_task(const Execution& execution) override;
  std::uint32_t pick_value(const Execution& execution,
                           std::span<const std::uint32_t> alternatives) override;
  void describe(Report&) const override {}
  [[nodiscard]] std::string_view name() const override { return "replay"; }

  /// Not empty when the schedule did not fit: which step, what it says, what there was instead.
  [[nodiscard]] const std::string& divergence() const { return divergence_; }
  /// Not empty when a task stood elsewhere than its mark says, in an execution that is recorded:
  /// the first such step, and where the task stands now. The schedule is followed all the same.
  [[nodiscard]] const std::string& misfit() const { return misfit_; }
  /// Decisions that were never reached.
  [[nodiscard]] std::size_t left_over() const { return decisions_.size() - next_; }
  /// What comes next, the schedule does not say.
  [[nodiscard]] bool past_end(const Execution& execution) const;

 private:
  void compare_mark(const Execution& execution, TaskId task, const Decision& decision);

  const std::vector<Decision>& decisions_;
  Strategy* then_;
  StepIndex until_;
  std::size_t next_ = 0;
  Landmarks landmarks_;
  std::string divergence_;
  std::string misfit_;
};

/// Where a task of a recorded execution stands. Requires: `landmarks` have been advanced to now.
[[nodiscard]] Mark mark_of(const Execution& execution, const Landmarks& landmarks, TaskId task);
/// The operation at which a task stands, in words: "lock m".
[[nodiscard]] std::string standing_at(const Execution& execution, TaskId task);

class ReplayLog final : public Strategy {
 public:
  /// Copies what it needs of `log`.
  explicit ReplayLog(const EventLog& log);

  /// Exchanges the `position`-th decision about tasks with the next one. Values stay with the
  /// tasks.
  void swap_with_next(std::size_t position) { std::swap(tasks_[position], tasks_[position + 1]); }

  bool begin_execution(const Execution* previous) override { return previous == nullptr; }
  TaskId pick_task(const Execution& execution) override;
  std::uint32_t pick_value(const Execution& execution,
                           std::span<const std::uint32_t> alternatives) override;
  void describe(Report&) const override {}
  [[nodiscard]] std::string_view name() const override { return "replay"; }

 private:
  std::vector<TaskId> tasks_;  // one for each transition that is not forced
  std::size_t next_task_ = 0;
  std::vector<std::vector<std::uint32_t>> values_;  // by task, in the task's order
  std::vector<std::size_t> next_value_;             // by task
};

/// The decisions of a recorded execution. Trailing ones that take the first alternative are left
/// out, since that is what replay does past the end.
[[nodiscard]] std::vector<Decision> decisions_of(const Trace& trace);

}  // namespace vigil
