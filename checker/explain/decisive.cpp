// SPDX-License-Identifier: MIT
#include "checker/explain/decisive.hpp"

#include <algorithm>
#include <string>

#include "checker/detect/words.hpp"
#include "checker/explain/what_if.hpp"
#include "checker/search/dpor.hpp"
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

/// Where the search asks for a refinement, what was found on the way does not count. Whether any
/// execution passes at all can still be told.
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

}  // namespace

DecisiveSearch find_decisive_step(const Model& model, const Schedule& failing,
                                  TrialBudget budget) {
  DecisiveSearch result;
  Trial trial(model, failing, budget);
  Trace failing_trace;
  (void)trial.execution().registry().distrust_labels();
  // Twice: the first run may only learn what the predicates read.
  for (int i = 0; i < 2; ++i) {
    ReplaySchedule again(failing.decisions);
    trial.run(again, true);
    if (trial.exhausted()) return result;
  }
  failing_trace = trial.execution().trace();
  DporFrom search(trial.execution().options(), trial.execution().log());
  const std::uint64_t before = trial.execution_count();
  bool sound = true;
  bool passed = false;
  const bool complete = trial.run_all(search, [&](Ending ending) {
    if (ending == Ending::violated) trial.execution().refine_failure();
    sound = !trial.execution().refinement_requested();
    passed = sound && trial.passed(ending);
    return sound && !passed;
  });
  result.execution_count = trial.execution_count() - before;
  result.never_passes = complete && sound && !passed;
  if (!sound) look_for_any_pass(model, failing, budget, result);
  if (!passed) return result;
  ReplayLog again(trial.execution().log());
  trial.run(again, true);
  const Trace& passing = trial.execution().trace();
  const auto at = first_difference(failing_trace, passing);
  if (!at) return result;
  result.found = DecisiveStep{.step = failing_trace.decisions[*at].step,
                              .taken = words_of(failing_trace, failing_trace.decisions[*at]),
                              .other = words_of(passing, passing.decisions[*at]),
                              .passing = passing};
  return result;
}

}  // namespace vigil::detail
