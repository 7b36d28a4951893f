// SPDX-License-Identifier: MIT
/// The entry point that follows schedules: to the letter, or where the model has been edited, by
/// finding their decisions again.
#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "checker/detect/data_race.hpp"
#include "checker/detect/diagnosis.hpp"
#include "checker/detect/watchdog.hpp"
#include "checker/execution.hpp"
#include "checker/explore.hpp"
#include "checker/report/text_width.hpp"
#include "checker/search/follow_loop.hpp"
#include "checker/search/random.hpp"
#include "checker/search/refind.hpp"
#include "checker/search/replay.hpp"
#include "checker/search/search_from.hpp"

namespace vigil {

namespace {

constexpr int repetition_count_max = 200;

/// Runs single executions of the model under the schedule's options.
class Follower {
 public:
  Follower(const Model& model, const Schedule& schedule)
      : model_(model),
        schedule_(schedule),
        parameters_(parameters_of(model, schedule.parameters)),
        options_(schedule.options),
        fibers_(schedule.options.stack_bytes) {
    options_.dialect = model.dialect;
  }

  /// Runs one. Returns: all but what only the strategy knows.
  Replay follow(Strategy& strategy, StepIndex break_at = {}) {
    Registry registry;
    for (const std::string& name : schedule_.refined) registry.refine_by_name(name);
    Execution execution(options_, fibers_, registry);
    const TerminateScope terminate_scope;
    const Watchdog watchdog(execution);
    execution.break_at(break_at);
    auto* const schedule = dynamic_cast<ReplaySchedule*>(&strategy);
    std::optional<FollowLoop> loop;
    if (schedule != nullptr && model_.all_state_declared) {
      execution.observe_tasks(true);
      loop.emplace(*schedule);
    }
    const Ending ending = execution.run(model_, parameters_, loop ? *loop : strategy, true);
    if (loop && loop->found() && !registry.inexact()) execution.add_violation(*loop->found());
    Replay result;
    result.trace = execution.trace();
    result.outcome = execution.outcome_text();
    if (ending == Ending::diverged) result.divergence = execution.divergence();
    if (model_.dialect == Dialect::threads && ending != Ending::diverged) {
      DataRaceDetector races;
      races.check(execution, 0);
    }
    for (const Violation& violation : execution.violations()) {
      result.failures.emplace_back().violation = violation;
    }
    if (!result.failures.empty()) {
      result.verdict = Verdict::violated;
    } else if (ending == Ending::cut) {
      result.verdict = Verdict::inconclusive;
    }
    return result;
  }

 private:
  const Model& model_;
  const Schedule& schedule_;
  Parameters parameters_;
  ExecutionOptions options_;
  FiberPool fibers_;
};

/// What a failure needs to be shown.
void finish_failures(Replay& result) {
  for (Failure& failure : result.failures) {
    failure.trace = result.trace;
    failure.schedule = format_schedule(result.followed);
    if (failure.violation.property == Property::data_race) locate_race(failure);
    failure.diagnosis = diagnose(failure.violation, failure.trace);
  }
}

/// Follows the schedule by its marks.
class Finder {
 public:
  using Missing = RefindSchedule::Missing;

  /// `why`: what no longer fits to the letter.
  Finder(Follower& follower, const Schedule& schedule, std::string why)
      : follower_(follower), schedule_(schedule), why_(std::move(why)) {}

  /// Returns: with an empty `stale` if too little of it was found again. A schedule is kept for
  /// what it breaks, so of two ways to read it the one that breaks something counts.
  Replay find(StepIndex break_at) {
    Missing policy = Missing::substitute;
    Replay result = find_with(policy);
    if (result.failures.empty()) {
      Replay other = find_with(Missing::give_up);
      if (!other.failures.empty()) {
        policy = Missing::give_up;
        result = std::move(other);
      }
    }
    if (result.stale.empty() || !break_at.valid()) return result;
    RefindSchedule again(schedule_.decisions, missing_[static_cast<std::size_t>(policy)], policy);
    (void)follower_.follow(again, break_at);
    return result;
  }

 private:
  Replay find_with(Missing policy) {
    const std::vector<Decision>& decisions = schedule_.decisions;
    std::set<std::size_t>& missing = missing_[static_cast<std::size_t>(policy)];
    for (int i = 0; i < repetition_count_max; ++i) {
      RefindSchedule strategy(decisions, missing, policy);
      Replay result = follower_.follow(strategy);
      if (!result.divergence.empty()) return {};
      const std::optional<std::size_t> unmet = strategy.unmet();
      const bool enough =
          strategy.found_count() > 0 && 2 * strategy.lost_count() <= decisions.size();
      const bool settled = enough && !result.failures.empty();
      if (!settled && unmet && missing.insert(*unmet).second) continue;
      if (!enough) return {};
      result.stale = detail::printable(why_) + "; " +
                     std::to_string(strategy.found_count()) + " of " +
                     std::to_string(decisions.size()) +
                     " decisions were found again by task, operation and object";
      result.followed = schedule_;
      result.followed.decisions = decisions_of(result.trace);
      finish_failures(result);
      return result;
    }
    return {};
  }

  Follower& follower_;
  const Schedule& schedule_;
  std::string why_;
  std::array<std::set<std::size_t>, 2> missing_;
};

/// What does not fit, in one line: the first of what was noticed.
[[nodiscard]] std::string complaint(const ReplaySchedule& strategy, const Replay& result) {
  if (!strategy.misfit().empty()) return strategy.misfit();
  if (!strategy.divergence().empty()) return strategy.divergence();
  return result.divergence;
}

[[nodiscard]] std::string left_over_words(const Replay& result, std::size_t count) {
  return "the execution ended at step " + std::to_string(result.trace.step_count) +
         ", and the schedule has " + std::to_string(count) + " more decisions";
}

/// One execution: the schedule, and on as `continuation` says, with the first candidate for dpor.
[[nodiscard]] Replay replay_once(const Model& model, const Schedule& schedule,
                                 const Continuation& continuation, StepIndex break_at) {
  Follower follower(model, schedule);
  const bool random = continuation.kind == Continuation::Kind::random;
  const auto to_the_letter = [&](StepIndex stop, std::string* why) {
    RandomWalk walk(continuation.seed);
    ReplaySchedule strategy(schedule.decisions, random ? &walk : nullptr, continuation.from);
    Replay result = follower.follow(strategy, stop);
    *why = complaint(strategy, result);
    if (why->empty() && strategy.left_over() > 0 && !continuation.from.valid()) {
      *why = left_over_words(result, strategy.left_over());
    }
    return result;
  };
  std::string why;
  Replay result = to_the_letter({}, &why);
  if (!why.empty()) {
    Replay found = Finder(follower, schedule, why).find(break_at);
    if (!found.stale.empty()) return found;
    result.failures.clear();
    result.verdict = Verdict::diverged;
    result.divergence = detail::printable(why);
    return result;
  }
  if (break_at.value < result.trace.step_count) result = to_the_letter(break_at, &why);
  result.followed = schedule;
  if (random || continuation.from.valid()) {
    result.followed.decisions = decisions_of(result.trace);
  }
  finish_failures(result);
  return result;
}

/// How many steps the schedule decides in full.
[[nodiscard]] std::uint32_t decided_steps(const Schedule& schedule,
                                          const Continuation& continuation, const Replay& replay) {
  const std::uint32_t all = replay.trace.step_count;
  if (continuation.from.valid()) return std::min(continuation.from.value, all);
  const std::vector<TraceDecision>& decisions = replay.trace.decisions;
  const std::size_t given = schedule.decisions.size();
  return given < decisions.size() ? decisions[given].step.value : all;
}

/// `first`: one execution with that beginning. Returns: the same, or one that fails, with what was
/// established about all of them.
[[nodiscard]] Replay explore_continuations(const Model& model, const Schedule& schedule,
                                           const Continuation& continuation, Replay first) {
  const Schedule& prefix = first.stale.empty() ? schedule : first.followed;
  Continuations found{.kept_step_count = decided_steps(prefix, continuation, first),
                      .executions = 1,
                      .complete = false,
                      .stopped_by = "a failure"};
  if (!first.failures.empty()) {
    first.continuations = std::move(found);
    return first;
  }
  SearchFrom::End end{};
  Schedule failing;
  {
    constexpr std::uint64_t to_begin_with = 2;  // that follow the schedule, see SearchFrom
    SearchFrom search(model, first.followed,
                      {.execution_count_max = continuation.execution_count_max + to_begin_with,
                       .transition_count_max = UINT64_MAX});
    end = search.explore(found.kept_step_count, [&](Ending ending) {
      return ending == Ending::cut || search.trial().violation() == nullptr;
    });
    found.executions = search.execution_count();
    found.complete = end == SearchFrom::End::complete;
    if (end == SearchFrom::End::stopped) {
      ReplayLog again(search.trial().execution().log());
      (void)search.trial().run(again, true);
      failing = search.trial().schedule();
    }
  }
  if (end == SearchFrom::End::stopped) {
    first = replay_once(model, failing, {}, {});
  } else if (found.complete) {
    found.stopped_by.clear();
  } else {
    first.verdict = Verdict::inconclusive;
    found.stopped_by = end == SearchFrom::End::lost
                           ? "executions that need more scheduling points than the schedule has"
                           : "--max-executions " +
                                 std::to_string(continuation.execution_count_max);
  }
  first.continuations = std::move(found);
  return first;
}

}  // namespace

Replay replay(const Model& model, std::string_view schedule_text, Continuation continuation) {
  const auto schedule = parse_schedule(schedule_text);
  if (schedule) return replay(model, *schedule, continuation);
  Replay result;
  result.verdict = Verdict::diverged;
  result.divergence = schedule.error();
  return result;
}

Replay replay(const Model& model, const Schedule& schedule, Continuation continuation,
              StepIndex break_at) {
  Replay result = replay_once(model, schedule, continuation, break_at);
  if (continuation.kind != Continuation::Kind::dpor) return result;
  if (result.verdict == Verdict::diverged) return result;
  return explore_continuations(model, schedule, continuation, std::move(result));
}

}  // namespace vigil
