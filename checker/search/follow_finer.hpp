// SPDX-License-Identifier: MIT
#pragma once

/// Follows an execution again after objects have been refined, when what was one transition has
/// become several: the task that began it runs on through the new scheduling points to where it
/// stood before, and only then the next task of the old execution has its turn. Explanations use it
/// to go on from a failing execution when exploring around it asks for a refinement.

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/event_log.hpp"
#include "checker/ids.hpp"
#include "checker/strategy.hpp"
#include "checker/trace/trace.hpp"

namespace vigil {

class FollowFiner final : public Strategy {
 public:
  /// Copies what it needs of the execution to follow: its log and its trace.
  FollowFiner(const EventLog& log, std::uint32_t step_count, const Trace& trace);

  bool begin_execution(const Execution* previous) override { return previous == nullptr; }
  /// Cuts the execution off where the old one cannot be followed.
  TaskId pick_task(const Execution& execution) override;
  /// The values that the task chose then; a choice that is new takes its first alternative.
  std::uint32_t pick_value(const Execution& execution,
                           std::span<const std::uint32_t> alternatives) override;
  bool after_transition(const Execution& execution) override;
  void describe(Report&) const override {}
  [[nodiscard]] std::string_view name() const override { return "follow"; }

  /// For each step of the execution that followed: the step of the old one to which it belongs.
  [[nodiscard]] const std::vector<StepIndex>& old_steps() const { return old_steps_; }

 private:
  using Place = std::pair<OperationKind, ObjectId>;
  struct Step {
    TaskId task;
    Place from;
    Place to;  ///< where the task stood afterwards; none: it ran no more, blocked or ended
  };

  std::vector<Step> steps_;
  std::size_t next_ = 0;
  std::vector<StepIndex> old_steps_;
  std::map<TaskId, std::vector<std::uint32_t>> values_;  // by task, in the task's order
  std::map<TaskId, std::size_t> next_value_;
};

}  // namespace vigil
