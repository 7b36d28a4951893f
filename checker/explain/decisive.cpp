// SPDX-License-Identifier: MIT
#include "checker/explain/decisive.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "checker/detect/words.hpp"
#include "checker/explain/what_if.hpp"
#include "checker/search/dpor.hpp"
#include "checker/search/follow_finer.hpp"
#include "checker/search/replay.hpp"

namespace vigil::detail {

namespace {

/// Dpor whose first execution is a given one.
class DporFrom final : public Strategy {
 public:
  DporFrom(const ExecutionOptions& options, const EventLog& log) : search_(options), first_(log) {}

  bool begin_execution(const Execution* previous) override {
    following_ = previous == nullptr;
    return search_.begin_execution(previous);
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
  bool following_ = true;
};

/// Whether any execution passes at all can be told without the failing one.
void look_for_any_pass(const Model& model, const Schedule& question, TrialBudget budget,
                       DecisiveSearch& result) {
  const WhatIf any = explore_again(
      model, question, nullptr,
      [](const Trial& trial, Ending ending) { return trial.passed(ending); }, budget);
  result.never_passes = any.complete && !any.found;
  result.execution_count = any.trace_count;
}

/// The first decision in which the two executions differ.
[[nodiscard]] std::optional<std::size_t> first_difference(const Trace& a, const Trace& b) {
  const std::size_t count = std::min(a.decisions.size(), b.decisions.size());
  for (std::size_t i = 0; i < count; ++i) {
    if (a.decisions[i].taken != b.decisions[i].taken) return i;
  }
  return std::nullopt;
}

[[nodiscard]] std::string words_of(const Trace& trace, const TraceDecision& decision) {
  if (!decision.is_value) return quoted(trace, TaskId{decision.taken}) + " runs";
  const auto chooser = std::ranges::find(trace.entries, decision.step, &TraceEntry::step);
  const std::string who =
      chooser == trace.entries.end() ? "the task" : quoted(trace, chooser->task);
  if (decision.names_task) {
    return who + " wakes " + quoted(trace, TaskId{decision.taken});
  }
  return who + " chooses " + std::to_string(decision.taken);
}

/// Searches for the decisive step, anew whenever the search asks for a refinement: what it found
/// without does not count.
class DecisiveStepFinder {
 public:
  DecisiveStepFinder(const Model& model, const Schedule& failing, TrialBudget budget)
      : failing_(failing), trial_(model, failing, budget) {}

  DecisiveSearch find() {
    (void)trial_.execution().registry().distrust_labels();
    if (!follow_schedule()) return std::move(result_);
    violation_name_ = violation_name();
    for (std::uint32_t i = 0; i < failing_trace_.step_count; ++i) {
      old_steps_.push_back(StepIndex{i});
    }
    while (!explore()) {
      trial_.adopt_refinements();
      if (!follow_finer()) {
        result_.lost = true;
        break;
      }
    }
    return std::move(result_);
  }

 private:
  [[nodiscard]] std::string violation_name() const {
    return trial_.violation() != nullptr ? trial_.violation()->name : std::string{};
  }

  bool follow_schedule() {
    // Twice: the first run may only learn what the predicates read.
    for (int i = 0; i < 2; ++i) {
      ReplaySchedule again(failing_.decisions);
      trial_.run(again, true);
      if (trial_.exhausted()) return false;
    }
    failing_trace_ = trial_.execution().trace();
    log_ = trial_.execution().log();
    return true;
  }

  /// The failing execution once more, with what is refined by now.
  bool follow_finer() {
    FollowFiner again(log_, failing_trace_.step_count, failing_trace_);
    trial_.run(again, true);
    if (trial_.exhausted() || violation_name() != violation_name_) return false;
    failing_trace_ = trial_.execution().trace();
    log_ = trial_.execution().log();
    std::vector<StepIndex> old_steps;
    for (const StepIndex step : again.old_steps()) old_steps.push_back(old_steps_[step.index()]);
    old_steps_ = std::move(old_steps);
    return old_steps_.size() == failing_trace_.step_count;
  }

  /// Returns: false if it must be done again with the refinements that were asked for.
  bool explore() {
    DporFrom search(trial_.execution().options(), log_);
    const std::uint64_t before = trial_.execution_count();
    bool asked = false;
    bool passed = false;
    const bool complete = trial_.run_all(search, [&](Ending ending) {
      if (ending == Ending::violated) trial_.execution().refine_failure();
      asked = trial_.execution().refinement_requested();
      passed = !asked && trial_.passed(ending);
      return !asked && !passed;
    });
    result_.execution_count = trial_.execution_count() - before;
    if (asked) return false;
    result_.never_passes = complete && !passed;
    if (passed) compare();
    return true;
  }

  void compare() {
    ReplayLog again(trial_.execution().log());
    trial_.run(again, true);
    Trace passing = trial_.execution().trace();
    const auto at = first_difference(failing_trace_, passing);
    if (!at) return;
    const TraceDecision taken = failing_trace_.decisions[*at];
    const std::string other = words_of(passing, passing.decisions[*at]);
    renumber(passing, taken.step);
    result_.found = DecisiveStep{.step = old_steps_[taken.step.index()],
                                 .taken = words_of(failing_trace_, taken),
                                 .other = other,
                                 .passing = std::move(passing)};
  }

  /// Gives the steps of `passing` the numbers that they would have without the refinements: those
  /// of the failing execution up to where they part.
  void renumber(Trace& passing, StepIndex parting) const {
    const auto old = [&](StepIndex& step) {
      const StepIndex base = old_steps_[parting.index()];
      step = step < parting ? old_steps_[step.index()]
                            : StepIndex{base.value + step.value - parting.value};
    };
    passing.step_count -= parting.value - old_steps_[parting.index()].value;
    for (TraceEntry& entry : passing.entries) old(entry.step);
    for (TraceDecision& decision : passing.decisions) old(decision.step);
    for (TraceObjectState& state : passing.object_states) old(state.step);
    for (TraceTaskState& state : passing.task_states) old(state.step);
  }

  const Schedule& failing_;
  Trial trial_;
  DecisiveSearch result_;
  std::string violation_name_;
  Trace failing_trace_;
  EventLog log_;
  std::vector<StepIndex> old_steps_;  // by step of the failing execution: that of the one given
};

}  // namespace

DecisiveSearch find_decisive_step(const Model& model, const Schedule& failing,
                                  TrialBudget budget) {
  DecisiveSearch result = DecisiveStepFinder(model, failing, budget).find();
  if (result.lost) look_for_any_pass(model, failing, budget, result);
  return result;
}

}  // namespace vigil::detail
