// SPDX-License-Identifier: MIT
#include "checker/explain/decisive.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "checker/detect/words.hpp"
#include "checker/explain/what_if.hpp"
#include "checker/search/replay.hpp"
#include "checker/search/search_from.hpp"

namespace vigil::detail {

namespace {

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

class DecisiveStepFinder {
 public:
  DecisiveStepFinder(const Model& model, const Schedule& failing, TrialBudget budget)
      : search_(model, failing, budget) {}

  DecisiveSearch find() {
    const SearchFrom::End end = search_.explore(
        0, [this](Ending ending) { return !search_.trial().passed(ending); });
    result_.execution_count = search_.execution_count();
    result_.lost = end == SearchFrom::End::lost;
    result_.never_passes = end == SearchFrom::End::complete;
    if (end == SearchFrom::End::stopped) compare();
    return std::move(result_);
  }

 private:
  void compare() {
    ReplayLog again(search_.trial().execution().log());
    search_.trial().run(again, true);
    Trace passing = search_.trial().execution().trace();
    const Trace& failing = search_.given();
    const auto at = first_difference(failing, passing);
    if (!at) return;
    const TraceDecision taken = failing.decisions[*at];
    const std::string other = words_of(passing, passing.decisions[*at]);
    renumber(passing, taken.step);
    result_.found = DecisiveStep{.step = search_.old_steps()[taken.step.index()],
                                 .place = {},
                                 .taken = words_of(failing, taken),
                                 .other = other,
                                 .passing = std::move(passing)};
  }

  /// Gives the steps of `passing` the numbers that they would have without the refinements: those
  /// of the failing execution up to where they part.
  void renumber(Trace& passing, StepIndex parting) const {
    const std::vector<StepIndex>& old_steps = search_.old_steps();
    const auto old = [&](StepIndex& step) {
      const StepIndex base = old_steps[parting.index()];
      step = step < parting ? old_steps[step.index()]
                            : StepIndex{base.value + step.value - parting.value};
    };
    passing.step_count -= parting.value - old_steps[parting.index()].value;
    for (TraceEntry& entry : passing.entries) old(entry.step);
    for (TraceDecision& decision : passing.decisions) old(decision.step);
    for (TraceObjectState& state : passing.object_states) old(state.step);
    for (TraceTaskState& state : passing.task_states) old(state.step);
  }

  SearchFrom search_;
  DecisiveSearch result_;
};

}  // namespace

DecisiveSearch find_decisive_step(const Model& model, const Schedule& failing,
                                  TrialBudget budget) {
  DecisiveSearch result = DecisiveStepFinder(model, failing, budget).find();
  if (result.lost) look_for_any_pass(model, failing, budget, result);
  return result;
}

}  // namespace vigil::detail
