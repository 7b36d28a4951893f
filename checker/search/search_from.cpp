// SPDX-License-Identifier: MIT
#include "checker/search/search_from.hpp"

#include <utility>

#include "checker/search/dpor.hpp"
#include "checker/search/follow_finer.hpp"
#include "checker/search/replay.hpp"

namespace vigil {

namespace {

/// Dpor whose first execution is a given one, and which ends when it would leave its beginning.
class DporFrom final : public Strategy {
 public:
  DporFrom(const ExecutionOptions& options, const EventLog& log, std::uint32_t kept_step_count)
      : search_(options), first_(log), kept_step_count_(kept_step_count) {}

  bool begin_execution(const Execution* previous) override {
    following_ = previous == nullptr;
    if (!search_.begin_execution(previous)) return false;
    return following_ || search_.shared_steps() >= kept_step_count_;
  }
  [[nodiscard]] std::uint32_t shared_steps() const override { return search_.shared_steps(); }
  TaskId pick_task(const Execution& execution) override {
    return following_ ? first_.pick_task(execution) : search_.pick_task(execution);
  }
  std::uint32_t pick_value(const Execution& execution,
                           std::span<const std::uint32_t> alternatives) override {
    return following_ ? first_.pick_value(execution, alternatives)
                      : search_.pick_value(execution, alternatives);
  }
  bool after_transition(const Execution& execution) override {
    return search_.after_transition(execution);
  }
  void describe(Report& report) const override { search_.describe(report); }
  [[nodiscard]] std::string_view name() const override { return search_.name(); }

 private:
  Dpor search_;
  ReplayLog first_;
  std::uint32_t kept_step_count_;
  bool following_ = true;
};

}  // namespace

SearchFrom::SearchFrom(const Model& model, const Schedule& schedule, TrialBudget budget)
    : trial_(model, schedule, budget) {
  (void)trial_.execution().registry().distrust_labels();
  followed_ = follow(schedule);
  violation_name_ = violation_name();
  for (std::uint32_t i = 0; i < given_.step_count; ++i) old_steps_.push_back(StepIndex{i});
}

SearchFrom::End SearchFrom::explore(std::uint32_t kept_step_count,
                                    const std::function<bool(Ending)>& see) {
  if (!followed_) return End::exhausted;
  while (true) {
    bool asked = false;
    const End end = explore_once(kept_now(kept_step_count), see, &asked);
    if (!asked) return end;
    trial_.adopt_refinements();
    if (!follow_finer()) return End::lost;
  }
}

SearchFrom::End SearchFrom::explore_once(std::uint32_t kept, const std::function<bool(Ending)>& see,
                                         bool* asked) {
  DporFrom search(trial_.execution().options(), log_, kept);
  execution_count_ = 0;
  bool enough = false;
  const bool complete = trial_.run_all(search, [&](Ending ending) {
    if (ending != Ending::cut) ++execution_count_;
    if (ending == Ending::violated) trial_.execution().refine_failure();
    *asked = trial_.execution().refinement_requested();
    enough = !*asked && !see(ending);
    return !*asked && !enough;
  });
  if (enough) return End::stopped;
  return complete ? End::complete : End::exhausted;
}

bool SearchFrom::follow(const Schedule& schedule) {
  // Twice: the first run may only learn what the predicates read.
  for (int i = 0; i < 2; ++i) {
    ReplaySchedule again(schedule.decisions);
    trial_.run(again, true);
    if (trial_.exhausted()) return false;
  }
  given_ = trial_.execution().trace();
  log_ = trial_.execution().log();
  return true;
}

/// The given execution once more, with what is refined by now.
bool SearchFrom::follow_finer() {
  FollowFiner again(log_, given_.step_count, given_);
  trial_.run(again, true);
  if (trial_.exhausted() || violation_name() != violation_name_) return false;
  given_ = trial_.execution().trace();
  log_ = trial_.execution().log();
  std::vector<StepIndex> old_steps;
  for (const StepIndex step : again.old_steps()) old_steps.push_back(old_steps_[step.index()]);
  old_steps_ = std::move(old_steps);
  return old_steps_.size() == given_.step_count;
}

std::string SearchFrom::violation_name() const {
  return trial_.violation() != nullptr ? trial_.violation()->name : std::string{};
}

/// The steps that are kept, in the finer steps of now.
std::uint32_t SearchFrom::kept_now(std::uint32_t kept_step_count) const {
  std::uint32_t kept = 0;
  while (kept < old_steps_.size() && old_steps_[kept].value < kept_step_count) ++kept;
  return kept;
}

}  // namespace vigil
