// SPDX-License-Identifier: MIT
#pragma once

/// Following a schedule whose model has been edited since. Its decisions are found again by the
/// task's name and by the mark of where the task stood (trace/landmark.hpp). Only `replay` uses it,
/// when following the schedule to the letter has shown that it no longer fits.
///
/// | the task of the next decision ...              | what is done                               |
/// |------------------------------------------------|--------------------------------------------|
/// | is ready and stands at the mark                | it runs: found                             |
/// | has been at the mark before, has ended, or is  | the decision is given up                   |
/// | gone                                           |                                            |
/// | stands where a later decision wants it         | the decision is given up: what it ran is   |
/// |                                                | gone from the model                        |
/// | stands elsewhere                               | it runs on to its mark: something is new   |
/// | is not ready                                   | the others run on until it is              |
///
/// Where a task never comes to its mark, the execution is run again with that decision marked as
/// `missing`: the task runs from where it stands (the operation became another one), or the
/// decision is given up (the operation is gone). That ends: every repetition settles a decision.

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "checker/search/replay.hpp"
#include "checker/strategy.hpp"
#include "checker/trace/landmark.hpp"
#include "checker/trace/schedule.hpp"

namespace vigil {

class RefindSchedule final : public Strategy {
 public:
  enum class Missing : std::uint8_t { substitute, give_up };

  /// Keeps references to the lists. Requires: the execution is recorded.
  RefindSchedule(const std::vector<Decision>& decisions, const std::set<std::size_t>& missing,
                 Missing policy)
      : decisions_(decisions), missing_(missing), policy_(policy) {}

  bool begin_execution(const Execution* previous) override { return previous == nullptr; }
  TaskId pick_task(const Execution& execution) override;
  std::uint32_t pick_value(const Execution& execution,
                           std::span<const std::uint32_t> alternatives) override;
  void describe(Report&) const override {}
  [[nodiscard]] std::string_view name() const override { return "refind"; }

  /// The first decision towards which its task ran without ever coming to the mark.
  [[nodiscard]] std::optional<std::size_t> unmet() const {
    if (unmet_ || next_ >= decisions_.size()) return unmet_;
    return next_;
  }
  /// Decisions that were found again: the task stood at the mark, the value could be chosen.
  [[nodiscard]] std::size_t found_count() const { return found_count_; }
  /// Decisions that came to nothing: the task is gone, has ended or was not ready.
  [[nodiscard]] std::size_t lost_count() const { return lost_count_; }

 private:
  [[nodiscard]] TaskId decide(const Execution& execution);
  [[nodiscard]] bool wanted_later(const Decision& decision, Mark mark) const;

  const std::vector<Decision>& decisions_;
  const std::set<std::size_t>& missing_;
  Missing policy_;
  std::size_t next_ = 0;
  std::optional<std::size_t> pursued_;
  std::optional<std::size_t> unmet_;
  std::size_t found_count_ = 0;
  std::size_t lost_count_ = 0;
  Landmarks landmarks_;
  std::map<TaskId, std::set<Mark>> visited_;
};

}  // namespace vigil
