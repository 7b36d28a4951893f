// SPDX-License-Identifier: MIT
#include "checker/explain/explain.hpp"

#include "checker/detect/place.hpp"
#include "checker/explain/compare.hpp"
#include "checker/explain/decisive.hpp"
#include "checker/explain/hint.hpp"
#include "checker/explain/needs.hpp"
#include "checker/explain/story.hpp"
#include "checker/report/text.hpp"

namespace vigil {

namespace {

/// A violation that no single execution shows, that takes the watchdog to notice, or that is an
/// endless execution has no decisive step that could be looked for in reasonable time.
[[nodiscard]] bool can_be_explored(Property property) {
  return property != Property::termination && property != Property::determinism &&
         property != Property::undeclared_state && property != Property::unequal_tasks &&
         property != Property::livelock && property != Property::starvation;
}

/// The first line of the user's that runs in that step.
[[nodiscard]] std::string place_at(const Trace& trace, StepIndex step) {
  for (const TraceEntry& entry : trace.entries) {
    if (entry.step != step) continue;
    const std::string place = detail::place_words(entry.operation);
    if (!place.empty()) return place;
  }
  return {};
}

[[nodiscard]] std::string decisive_words(const Explanation& explanation) {
  const std::string explored = grouped(explanation.execution_count) +
                               (explanation.execution_count == 1 ? " execution" : " executions");
  if (explanation.never_passes) {
    return "decisive step: none, since no execution of the model passes (" + explored +
           " explored, up to equivalence all there are)";
  }
  if (explanation.lost) {
    return "decisive step: not established, since other executions need more scheduling points "
           "than this one has (" + explored + " explored)";
  }
  if (!explanation.decisive) {
    return "decisive step: not found within the budget (" + explored + " explored)";
  }
  const DecisiveStep& decisive = *explanation.decisive;
  std::string step = std::to_string(decisive.step.value);
  if (!decisive.place.empty()) step += " (" + decisive.place + ")";
  return "decisive step " + step + ": " + decisive.taken +
         ", and from here on every continuation fails (" + explored + " explored); if " +
         decisive.other + " instead, the execution can still pass";
}

}  // namespace

Explanation explain(const Model& model, const Schedule& failing, const Failure& failure,
                    TrialBudget budget) {
  Explanation explanation;
  explanation.story = detail::story_of(failure);
  if (!can_be_explored(failure.violation.property)) return explanation;
  detail::DecisiveSearch search = detail::find_decisive_step(model, failing, budget);
  explanation.decisive = std::move(search.found);
  if (explanation.decisive) {
    explanation.decisive->place = place_at(failure.trace, explanation.decisive->step);
  }
  explanation.never_passes = search.never_passes;
  explanation.lost = search.lost;
  explanation.execution_count = search.execution_count;
  explanation.needs = detail::needs_of(model, failing, failure, budget);
  explanation.hint = detail::find_hint(model, failing, failure, budget);
  return explanation;
}

void explain_failures(const Model& model, Report& report) {
  constexpr TrialBudget budget{.execution_count_max = 50'000, .transition_count_max = 1'000'000};
  for (Failure& failure : report.failures) {
    const auto schedule = parse_schedule(failure.schedule);
    if (!schedule) continue;
    failure.explanation = brief_text(explain(model, *schedule, failure, budget));
  }
}

std::string brief_text(const Explanation& explanation) {
  std::string text;
  if (explanation.execution_count > 0) text = decisive_words(explanation) + "\n";
  if (!explanation.needs.empty()) text += "takes: " + explanation.needs + "\n";
  if (!explanation.hint.empty()) text += "hint (checked): " + explanation.hint + "\n";
  return text;
}

std::string full_text(const Explanation& explanation, const Failure& failure, unsigned width) {
  std::string text = wrapped(brief_text(explanation), width);
  if (!explanation.story.empty()) {
    text += "\nWhat happened:\n";
    for (const std::string& sentence : explanation.story) {
      text += "  " + wrapped(sentence, width - 2) + "\n";
    }
  }
  if (explanation.decisive) {
    text += "\nThe nearest passing execution beside it (< only failing, > only passing):\n";
    text += detail::side_by_side(failure, explanation.decisive->passing,
                                 explanation.decisive->step, width);
  }
  return text;
}

}  // namespace vigil
