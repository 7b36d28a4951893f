// SPDX-License-Identifier: MIT
#pragma once

/// Explores around one execution of a model: by dpor, which begins with that execution and walks
/// depth first, so that everything that can follow its first k steps is explored before anything
/// that leaves them. Explanations look for the last step at which the model can still pass; replays
/// ask what can follow a prefix.
///
/// Where executions around it ask for a refinement, the given one is followed again through its new
/// scheduling points (FollowFiner) and the search starts again from there.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "checker/event_log.hpp"
#include "checker/search/trial.hpp"
#include "checker/trace/trace.hpp"

namespace vigil {

class SearchFrom {
 public:
  enum class End : std::uint8_t {
    complete,   ///< nothing was left out
    stopped,    ///< `see` had enough; the trial's last execution is the one that it saw
    exhausted,  ///< by the budget
    lost,       ///< the given execution cannot be followed where others need finer steps
  };

  /// Requires: `schedule` fits the model to the letter; `model` outlives the search.
  SearchFrom(const Model& model, const Schedule& schedule, TrialBudget budget);

  /// Runs the given execution, then all others that share its first `kept_step_count` steps, each
  /// once up to equivalence, until `see` returns false.
  End explore(std::uint32_t kept_step_count, const std::function<bool(Ending)>& see);

  [[nodiscard]] Trial& trial() { return trial_; }
  /// The given execution, in the steps in which it was explored.
  [[nodiscard]] const Trace& given() const { return given_; }
  /// For each of those steps: the one of the schedule to which it belongs.
  [[nodiscard]] const std::vector<StepIndex>& old_steps() const { return old_steps_; }
  /// How many executions the last round ran to their end, the given one included.
  [[nodiscard]] std::uint64_t execution_count() const { return execution_count_; }

 private:
  bool follow(const Schedule& schedule);
  bool follow_finer();
  [[nodiscard]] std::string violation_name() const;
  [[nodiscard]] std::uint32_t kept_now(std::uint32_t kept_step_count) const;
  End explore_once(std::uint32_t kept, const std::function<bool(Ending)>& see, bool* asked);

  Trial trial_;
  bool followed_ = false;
  std::string violation_name_;
  Trace given_;
  EventLog log_;
  std::vector<StepIndex> old_steps_;
  std::uint64_t execution_count_ = 0;
};

}  // namespace vigil
