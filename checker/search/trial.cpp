// SPDX-License-Identifier: MIT
#include "checker/search/trial.hpp"

#include <algorithm>

#include "checker/detect/diagnosis.hpp"
#include "checker/search/replay.hpp"

namespace vigil {

namespace {

[[nodiscard]] ExecutionOptions options_of(const Model& model, const Schedule& question) {
  ExecutionOptions options = question.options;
  options.dialect = model.dialect;
  return options;
}

}  // namespace

Trial::Trial(const Model& model, const Schedule& question, TrialBudget budget)
    : model_(model),
      question_(question),
      budget_(budget),
      parameters_(parameters_of(model, question.parameters)),
      fibers_(question.options.stack_bytes),
      execution_(options_of(model, question), fibers_, registry_),
      watchdog_(execution_) {
  for (const std::string& name : question.refined) registry_.refine_by_name(name);
}

Ending Trial::run(Strategy& strategy, bool recording) {
  const Ending ending = execution_.run(model_, parameters_, strategy, recording);
  ++execution_count_;
  transition_count_ += execution_.step_count();
  if (model_.dialect == Dialect::threads && execution_.violations().empty()) {
    DataRaceDetector races;
    races.check(execution_, 0);
  }
  // What a predicate reads becomes known as it runs: no refinement of an object.
  const std::vector<std::string> refined = registry_.refined_names();
  const auto asked = std::ranges::find_if(refined, [&](const std::string& name) {
    return std::ranges::find(question_.refined, name) == question_.refined.end();
  });
  spoiled_ = spoiled_ || asked != refined.end() || ending == Ending::diverged ||
             (violation() != nullptr && violation()->property == Property::termination);
  return ending;
}

Schedule Trial::schedule() const {
  Schedule schedule = question_;
  schedule.options.dialect = model_.dialect;
  schedule.refined = registry_.refined_names();
  schedule.decisions = decisions_of(execution_.trace());
  return schedule;
}

Failure Trial::failure() const {
  Failure failure;
  failure.violation = execution_.violations().front();
  failure.trace = execution_.trace();
  if (failure.violation.property == Property::data_race) locate_race(failure);
  failure.schedule = format_schedule(schedule());
  failure.diagnosis = diagnose(failure.violation, failure.trace);
  return failure;
}

}  // namespace vigil
