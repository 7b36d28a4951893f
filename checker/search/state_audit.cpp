// SPDX-License-Identifier: MIT
#include "checker/search/state_audit.hpp"

#include <algorithm>

#include "checker/search/audit.hpp"
#include "checker/search/replay.hpp"

namespace vigil {

namespace {

constexpr std::uint32_t detours_per_sample = 4;

/// An execution that nobody gave up.
[[nodiscard]] bool complete(Ending ending) {
  return ending != Ending::cut && ending != Ending::diverged;
}

/// Decisions at which a walk could have gone another way.
[[nodiscard]] std::vector<std::uint32_t> turns(const Walk& walk) {
  std::vector<std::uint32_t> found;
  for (std::uint32_t i = 0; i < walk.size(); ++i) {
    const std::size_t ways =
        walk[i].is_value ? walk[i].alternatives.size() : walk[i].candidates.size();
    if (ways > 1) found.push_back(i);
  }
  return found;
}

}  // namespace

StateAuditor::StateAuditor(const Model& model, const Parameters& parameters,
                           const ExecutionOptions& options, FiberPool& fibers, Registry& registry)
    : model_(model), parameters_(parameters), execution_(options, fibers, registry) {
  execution_.observe_tasks(true);
}

Ending StateAuditor::run(Strategy& strategy) {
  return execution_.run(model_, parameters_, strategy, false);
}

void StateAuditor::record(const EventLog& log) {
  ReplayLog again(log);
  execution_.run(model_, parameters_, again, true);
  trace_ = execution_.trace();
}

StateAuditor::End StateAuditor::end(Ending ending) const {
  return {.ending = ending,
          .outcome = ending == Ending::violated ? execution_.violations().front().name
                                                : execution_.outcome_text(),
          .final_state = ending == Ending::violated ? 0 : execution_.final_state()};
}

/// The violation of the execution that just ran. One that is too long is none: a random walk can go
/// round where a fair scheduler would not stay.
std::optional<Violation> StateAuditor::broken(Ending ending) {
  if (!complete(ending) || execution_.violations().empty()) return std::nullopt;
  Violation violation = execution_.violations().front();
  if (violation.property == Property::termination) return std::nullopt;
  violation.message += " (the audit met this execution, and the search did not: the model does not "
                       "declare all that its tasks share)";
  const EventLog log = execution_.log();
  record(log);
  return violation;
}

// ---- equal tasks ------------------------------------------------------------------------------

std::optional<Violation> StateAuditor::exchange_equals(std::uint32_t sample_count) {
  if (execution_.options().cancellation_budget > 0) return std::nullopt;
  for (std::uint32_t sample = 0; sample < sample_count; ++sample) {
    if (std::optional<Violation> found = exchange(sample)) return found;
    if (execution_.registry().tasks_differ()) return std::nullopt;
  }
  return std::nullopt;
}

std::optional<std::pair<TaskId, TaskId>> StateAuditor::two_equals(Rng& rng) const {
  std::vector<TaskId> members;
  for (const TaskId task : execution_.tasks()) {
    if (execution_.group(task).valid()) members.push_back(task);
  }
  if (members.empty()) return std::nullopt;
  const TaskId one = members[rng.below(static_cast<std::uint32_t>(members.size()))];
  std::erase_if(members, [&](TaskId task) {
    return task == one || execution_.group(task) != execution_.group(one);
  });
  if (members.empty()) return std::nullopt;
  return std::pair{one, members[rng.below(static_cast<std::uint32_t>(members.size()))]};
}

std::optional<Violation> StateAuditor::exchange(std::uint64_t seed) {
  RandomRecordedWalk walk(seed, true);
  walk.keep_last_key();
  const Ending ending = run(walk);
  if (std::optional<Violation> violation = broken(ending)) return violation;
  if (!complete(ending) || execution_.refinement_requested()) return std::nullopt;
  Rng rng(~seed);
  const std::optional<std::pair<TaskId, TaskId>> two = two_equals(rng);
  if (!two) return std::nullopt;
  const EventLog log = execution_.log();
  const std::vector<Hash128> expected = observations_of_tasks(execution_);
  MirroredWalk mirror(walk.walk(), two->first, two->second);
  const Ending mirrored_ending = run(mirror);
  if (execution_.refinement_requested()) return std::nullopt;
  ++audited_;
  // The same decisions, and where the execution ended well, the same state and observations.
  bool same = !mirror.differs() && mirrored_ending == ending &&
              mirror.walk().size() == walk.walk().size();
  if (same && ending != Ending::violated) {
    same = mirror.last_key() == walk.last_key();
    const std::vector<Hash128> seen = observations_of_tasks(execution_);
    for (const TaskId task : execution_.tasks()) {
      same = same && task.index() < expected.size() &&
             seen[task.index()] == expected[mirror.mirrored(task).index()];
    }
  }
  if (same) return std::nullopt;
  const StepIndex step = mirror.suspect();
  record(log);
  return unequal(*two, step);
}

Violation StateAuditor::unequal(std::pair<TaskId, TaskId> two, StepIndex step) const {
  return {.property = Property::unequal_tasks,
          .name = std::string{name(Property::unequal_tasks)},
          .message = "`" + execution_.task_name(two.first) + "` and `" +
                     execution_.task_name(two.second) +
                     "` were spawned as equals and are not: with their parts exchanged, things are "
                     "different after " + step_in_words(execution_, step) +
                     "; pass them nothing that tells them apart (a captured counter, an address), "
                     "or spawn them one by one",
          .step = step,
          .task = execution_.log()[step].task,
          .object = {}};
}

// ---- equal keys -------------------------------------------------------------------------------

std::optional<Violation> StateAuditor::rejoin_states(std::uint32_t sample_count) {
  WalkedStates known;
  std::vector<End> ends;
  for (std::uint32_t sample = 0; sample < sample_count; ++sample) {
    RandomRecordedWalk walk(sample, false);
    const Ending ending = run(walk);
    if (std::optional<Violation> violation = broken(ending)) return violation;
    if (!complete(ending) || execution_.refinement_requested()) continue;
    ends.push_back(end(ending));
    known.add(walk.walk());
    if (std::optional<Violation> found = take_detours(known, ends, sample)) return found;
  }
  return std::nullopt;
}

/// Off the walk that was added last.
std::optional<Violation> StateAuditor::take_detours(WalkedStates& known, std::vector<End>& ends,
                                                    std::uint64_t seed) {
  const auto last = static_cast<std::uint32_t>(ends.size() - 1);
  const std::vector<std::uint32_t> places = turns(known[last]);
  Rng rng(~seed);
  for (std::uint32_t i = 0; i < detours_per_sample && !places.empty(); ++i) {
    const std::uint32_t turn = places[rng.below(static_cast<std::uint32_t>(places.size()))];
    DetourWalk detour(known, last, turn, rng.next());
    const Ending ending = run(detour);
    if (execution_.refinement_requested()) continue;
    if (std::optional<Violation> violation = broken(ending)) return violation;
    const std::optional<std::uint32_t> followed = detour.followed();
    if (!followed) continue;
    ++audited_;
    const bool same = !detour.differs() && detour.followed_to_end() &&
                      end(ending) == ends[*followed];
    if (same) continue;
    const StepIndex step = detour.suspect();
    const EventLog log = execution_.log();
    record(log);
    return undeclared(step);
  }
  return std::nullopt;
}

Violation StateAuditor::undeclared(StepIndex step) const {
  return {.property = Property::undeclared_state,
          .name = std::string{name(Property::undeclared_state)},
          .message = "the model says that all its state is declared, but two executions that came "
                     "to the same state went on differently after " +
                     step_in_words(execution_, step) +
                     "; declare what tasks share (Shared<T>, atomic<T>), let predicates that are "
                     "waited for write nothing, or do not claim it (all_state_declared)",
          .step = step,
          .task = execution_.log()[step].task,
          .object = {}};
}

}  // namespace vigil
