// SPDX-License-Identifier: MIT
#include "checker/search/audit.hpp"

#include <string>

#include "checker/search/happens_before.hpp"
#include "checker/search/random.hpp"
#include "checker/search/replay.hpp"

namespace vigil {

namespace {

constexpr std::size_t pairs_per_sample_max = 8;

/// Two decisions about tasks that follow each other, and their steps.
struct Neighbours {
  std::size_t position;
  StepIndex first;
  StepIndex second;
};

[[nodiscard]] std::vector<Neighbours> independent_neighbours(const EventLog& log,
                                                             const HappensBefore& order) {
  std::vector<Neighbours> pairs;
  StepIndex last;
  std::size_t position = 0;
  for (std::uint32_t i = 0; i < log.size(); ++i) {
    const StepIndex step{i};
    if (log[step].forced) continue;
    const bool independent = last.valid() && log[last].task != log[step].task &&
                             !order.ordered(last, step) &&
                             log[last].candidates.contains(log[step].task);
    if (independent) pairs.push_back({position - 1, last, step});
    last = step;
    ++position;
  }
  return pairs;
}

}  // namespace

std::string step_in_words(const Execution& execution, StepIndex step) {
  const Transition& transition = execution.log()[step];
  std::string words = "`" + execution.task_name(transition.task) + "` at `" +
                      std::string{name(transition.kind)};
  if (transition.object.valid()) words += " " + execution.object_name(transition.object);
  return words + "` (step " + std::to_string(step.value) + ")";
}

std::vector<Hash128> observations_of_tasks(const Execution& execution) {
  std::vector<Hash128> seen;
  for (const TaskId task : execution.tasks()) {
    if (seen.size() <= task.index()) seen.resize(task.index() + 1);
    seen[task.index()] = execution.observed(task);
  }
  return seen;
}

Auditor::Auditor(const Model& model, const Parameters& parameters, const ExecutionOptions& options,
                 FiberPool& fibers, Registry& registry)
    : model_(model),
      parameters_(parameters),
      options_(options),
      fibers_(fibers),
      registry_(registry),
      execution_(options, fibers, registry) {
  execution_.observe_tasks(true);
}

std::optional<Violation> Auditor::run(std::uint32_t sample_count) {
  for (std::uint32_t sample = 0; sample < sample_count; ++sample) {
    RandomWalk walk(sample);
    const Ending ending = execution_.run(model_, parameters_, walk, false);
    if (ending == Ending::cut || ending == Ending::diverged) continue;
    if (std::optional<Violation> found = audit_neighbours()) return found;
  }
  return std::nullopt;
}

Auditor::Observations Auditor::observations(Ending ending) const {
  Observations seen;
  seen.ending = ending;
  seen.by_task = observations_of_tasks(execution_);
  seen.final_state = execution_.final_state();
  // The step of a violation shifts with the order; the outcome's words must not mention it.
  seen.outcome = ending == Ending::violated ? execution_.violations().front().name
                                            : execution_.outcome_text();
  return seen;
}

/// Takes the execution that just ran and tries pairs spread evenly over it.
std::optional<Violation> Auditor::audit_neighbours() {
  const EventLog log = execution_.log();
  if (!execution_.violations().empty()) return std::nullopt;
  HappensBefore order(options_.fifo_waiters());
  order.extend(log);
  const Observations expected = observations(
      execution_.outcome_text().starts_with("deadlock") ? Ending::deadlock : Ending::done);
  const std::vector<Neighbours> pairs = independent_neighbours(log, order);
  const std::size_t stride = pairs.size() / pairs_per_sample_max + 1;
  for (std::size_t i = 0; i < pairs.size(); i += stride) {
    const Neighbours& pair = pairs[i];
    ReplayLog swapped(log);
    swapped.swap_with_next(pair.position);
    const Ending ending = execution_.run(model_, parameters_, swapped, false);
    ++audited_;
    if (ending != Ending::cut && observations(ending) == expected) continue;
    ReplayLog again(log);
    execution_.run(model_, parameters_, again, true);
    trace_ = execution_.trace();
    return Violation{
        .property = Property::undeclared_state,
        .name = std::string{name(Property::undeclared_state)},
        .message = "undeclared shared state: " + step_in_words(execution_, pair.first) + " and " +
                   step_in_words(execution_, pair.second) +
                   " touch nothing in common, yet it matters which of them comes first; declare " +
                   "what they share (Shared<T>, atomic<T>), or the verdict means nothing",
        .step = pair.second,
        .task = log[pair.second].task,
        .object = {}};
  }
  return std::nullopt;
}

}  // namespace vigil
