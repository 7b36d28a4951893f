// SPDX-License-Identifier: MIT
// What can follow the beginning of a schedule: all of it, once each, and nothing else.
#include <doctest/doctest.h>

#include <cstdint>
#include <set>
#include <string>

#include "checker/explore.hpp"
#include "checker/search/exhaustive.hpp"
#include "checker/search/replay.hpp"
#include "checker/search/trial.hpp"
#include "checker/trace/fingerprint.hpp"
#include "models/register.hpp"
#include "primitives/threads.hpp"
#include "tests/support/check.hpp"

namespace vigil::tests {

namespace {

constexpr TrialBudget no_bound{.execution_count_max = UINT64_MAX,
                               .transition_count_max = UINT64_MAX};

[[nodiscard]] const Model& shipped(const std::string& name) {
  ModelRegistry& registry = ModelRegistry::global();
  if (registry.find("tutorial/notify_all") == nullptr) models::register_all(registry);
  return *registry.find(name);
}

[[nodiscard]] Schedule question(const Model& model) {
  Schedule schedule;
  schedule.model = model.name;
  schedule.options.dialect = model.dialect;
  return schedule;
}

[[nodiscard]] Continuation everything(StepIndex from) {
  return {.kind = Continuation::Kind::dpor, .from = from};
}

/// The task of the step, and the values that it chose.
[[nodiscard]] std::string identity(const EventLog& log, StepIndex step) {
  std::string text = std::to_string(log[step].task.value);
  for (const Choice& choice : log.choices(step)) text += "," + std::to_string(choice.value);
  return text;
}

/// How many traces begin with the first `kept` steps of `schedule`, counted without a reduction.
[[nodiscard]] std::size_t traces_after(const Model& model, const Schedule& schedule,
                                       std::uint32_t kept) {
  Trial trial(model, schedule, no_bound);
  ReplaySchedule again(schedule.decisions);
  (void)trial.run(again, true);
  std::vector<std::string> prefix;
  for (std::uint32_t i = 0; i < kept; ++i) {
    prefix.push_back(identity(trial.execution().log(), StepIndex{i}));
  }
  std::set<Fingerprint> found;
  Exhaustive all;
  const bool complete = trial.run_all(all, [&](Ending) {
    const EventLog& log = trial.execution().log();
    for (std::uint32_t i = 0; i < kept; ++i) {
      if (log.size() <= i || identity(log, StepIndex{i}) != prefix[i]) return true;
    }
    found.insert(fingerprint(log, schedule.options.fifo_waiters()));
    return true;
  });
  CHECK(complete);
  return found.size();
}

/// Compares the two for every beginning of some schedules.
void compare(const Model& model, const ExecutionOptions& options) {
  Schedule start = question(model);
  start.options = options;
  start.options.dialect = model.dialect;
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    const Replay walk = replay(model, start, {Continuation::Kind::random, seed, StepIndex{0}});
    REQUIRE(walk.verdict == Verdict::verified);
    for (std::uint32_t kept = 0; kept <= walk.trace.step_count; ++kept) {
      CAPTURE(kept);
      const Replay all = replay(model, walk.followed, everything(StepIndex{kept}));
      REQUIRE(all.continuations.has_value());
      CHECK(all.continuations->complete);
      CHECK(all.continuations->kept_step_count == kept);
      CHECK(all.continuations->executions == traces_after(model, walk.followed, kept));
    }
  }
}

}  // namespace

TEST_SUITE_BEGIN("search_from");

TEST_CASE("what follows the beginning of a schedule is explored once each") {
  compare(model_of(
              [] {
                threads::atomic<int> value{0, "value"};
                threads::thread one([&] { value.store(1), value.store(2); });
                threads::thread two([&] { value.store(3), (void)value.load(); });
                one.join();
                two.join();
              },
              Dialect::threads),
          {});
  compare(shipped("tutorial/wait_notify"), {});
  compare(shipped("tutorial/notify_n"), {.clock = Clock::virtual_time});
  compare(shipped("workload/wait_notify"), {});
}

TEST_CASE("a schedule that passes leads to the continuation that does not") {
  const Model& model = shipped("tutorial/lost_notification");
  const Schedule start = question(model);
  CHECK(replay(model, start).verdict == Verdict::verified);
  const Replay all = replay(model, start, everything({}));
  CHECK(all.verdict == Verdict::violated);
  REQUIRE(all.continuations.has_value());
  CHECK(all.continuations->executions == 2);
  CHECK(all.continuations->complete == false);
  CHECK(all.continuations->stopped_by == "a failure");
  const Replay again = replay(model, all.failures.front().schedule);
  CHECK(again.failures.front().violation.name == "deadlock");
  // After its first two steps, the waiter's among them, no continuation fails.
  const Replay later = replay(model, start, everything(StepIndex{2}));
  CHECK(later.verdict == Verdict::verified);
  CHECK(later.continuations->complete);
}

TEST_CASE("a bound on what follows leaves the verdict open") {
  const Model& model = shipped("workload/wait_for");
  Continuation few = everything({});
  few.execution_count_max = 3;
  const Replay some = replay(model, question(model), few);
  CHECK(some.verdict == Verdict::inconclusive);
  CHECK(some.continuations->executions == 3);
  CHECK(some.continuations->stopped_by == "--max-executions 3");
}

TEST_SUITE_END();

}  // namespace vigil::tests
