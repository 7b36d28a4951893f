// SPDX-License-Identifier: MIT
#pragma once

/// `FollowLoop`: follows a schedule, and past its end stops where the execution has come into a
/// loop (detect/loop_watch.hpp), which is then what the schedule has shown.

#include <optional>

#include "checker/detect/loop_watch.hpp"
#include "checker/search/replay.hpp"

namespace vigil {

class FollowLoop final : public Strategy {
 public:
  /// Keeps a reference.
  explicit FollowLoop(ReplaySchedule& schedule) : schedule_(schedule) {}

  bool begin_execution(const Execution* previous) override {
    return schedule_.begin_execution(previous);
  }
  TaskId pick_task(const Execution& execution) override {
    watch_.arrive(execution);
    if (schedule_.past_end(execution)) found_ = watch_.loop(execution);
    if (found_) return TaskId{};
    const TaskId task = schedule_.pick_task(execution);
    if (task.valid()) watch_.leave(task);
    return task;
  }
  std::uint32_t pick_value(const Execution& execution,
                           std::span<const std::uint32_t> alternatives) override {
    return schedule_.pick_value(execution, alternatives);
  }
  void describe(Report&) const override {}
  [[nodiscard]] std::string_view name() const override { return "replay"; }

  [[nodiscard]] const std::optional<Violation>& found() const { return found_; }

 private:
  ReplaySchedule& schedule_;
  LoopWatch watch_;
  std::optional<Violation> found_;
};

}  // namespace vigil
