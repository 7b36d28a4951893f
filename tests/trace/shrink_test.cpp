// SPDX-License-Identifier: MIT
#include "checker/trace/shrink.hpp"

#include <doctest/doctest.h>

#include <mutex>

#include "checker/explore.hpp"
#include "models/register.hpp"
#include "primitives/require.hpp"
#include "primitives/threads.hpp"

namespace vigil {

namespace {

namespace sync = vigil::threads;

/// Two turns of `first`, in between one of `second`: one preemption is enough for the lost update,
/// and it takes exactly one.
void lost_update(const Parameters&) {
  sync::atomic<int> count{0, "count"};
  const auto add = [&] {
    const int seen = count.load();
    count.store(seen + 1);
  };
  sync::thread first(add);
  sync::thread second(add);
  first.join();
  second.join();
  require(count.load() == 2, "no update is lost");
}

[[nodiscard]] Model threads_model(void (*body)(const Parameters&)) {
  Model model;
  model.name = "test/shrink";
  model.dialect = Dialect::threads;
  model.body = body;
  return model;
}

/// The failure as the search found it, under the search that makes the most switches.
[[nodiscard]] Failure unshrunk(const Model& model, ExecutionOptions execution = {}) {
  VerifyOptions options;
  options.execution = execution;
  options.shrink = false;
  const Report report = verify(model, options);
  REQUIRE(report.failures.size() == 1);
  return report.failures.front();
}

[[nodiscard]] Schedule schedule_of(const Failure& failure) {
  const auto schedule = parse_schedule(failure.schedule);
  REQUIRE(static_cast<bool>(schedule));
  return *schedule;
}

}  // namespace

TEST_SUITE("shrink") {

TEST_CASE("a lost update shrinks to one unforced switch and that is the least") {
  const Model model = threads_model(&lost_update);
  const Failure failure = unshrunk(model);
  const auto shrunk = shrink(model, schedule_of(failure), failure);
  REQUIRE(shrunk.has_value());
  CHECK(shrunk->switch_count == 1);
  CHECK(shrunk->least);
  CHECK(identity_of(shrunk->failure) == identity_of(failure));
}

TEST_CASE("what was shrunk replays to the same violation") {
  const Model model = threads_model(&lost_update);
  const Failure failure = unshrunk(model);
  const auto shrunk = shrink(model, schedule_of(failure), failure);
  REQUIRE(shrunk.has_value());
  const Replay again = replay(model, shrunk->schedule);
  REQUIRE(again.failures.size() == 1);
  CHECK(again.failures.front().violation.message == shrunk->failure.violation.message);
  CHECK(again.trace.step_count == shrunk->failure.trace.step_count);
}

TEST_CASE("shrinking twice changes nothing more") {
  const Model model = threads_model(&lost_update);
  const Failure failure = unshrunk(model);
  const auto once = shrink(model, schedule_of(failure), failure);
  REQUIRE(once.has_value());
  const auto twice = shrink(model, once->schedule, once->failure);
  REQUIRE(twice.has_value());
  CHECK(twice->failure.schedule == once->failure.schedule);
}

TEST_CASE("a budget of few executions keeps the violation and does not claim the least") {
  ModelRegistry registry;
  models::register_all(registry);
  const Model& model = *registry.find("workload/shared_cv");
  const Failure failure = unshrunk(model);
  const auto shrunk = shrink(model, schedule_of(failure), failure,
                             {.execution_count_max = 4, .transition_count_max = 1'000'000});
  REQUIRE(shrunk.has_value());
  CHECK_FALSE(shrunk->least);
  CHECK(identity_of(shrunk->failure) == identity_of(failure));
  CHECK(shrunk->failure.trace.step_count <= failure.trace.step_count);
}

TEST_CASE("a lost notification stays of its kind") {
  ModelRegistry registry;
  models::register_all(registry);
  const Model& model = *registry.find("workload/shared_cv");
  const Failure failure = unshrunk(model);
  const auto shrunk = shrink(model, schedule_of(failure), failure);
  REQUIRE(shrunk.has_value());
  CHECK(failure.diagnosis.find("lost notification (absorbed)") == 0);
  CHECK(shrunk->failure.diagnosis.find("lost notification (absorbed)") == 0);
  CHECK(shrunk->switch_count == 0);
}

TEST_CASE("in asyncio the least takes as few turns out of order as the violation needs") {
  ModelRegistry registry;
  models::register_all(registry);
  const Model& model = *registry.find("tutorial/notify_all");
  ExecutionOptions options;
  options.clock = Clock::arbitrary;
  const Failure failure = unshrunk(model, options);
  const auto shrunk = shrink(model, schedule_of(failure), failure);
  REQUIRE(shrunk.has_value());
  CHECK(shrunk->least);
  CHECK(shrunk->switch_count == 1);
}

TEST_CASE("verify shrinks unless it is told not to") {
  const Model model = threads_model(&lost_update);
  const Report report = verify(model);
  REQUIRE(report.failures.size() == 1);
  CHECK(report.failures.front().shrinking.find("1 preemption") == 0);
  CHECK(unshrunk(model).shrinking.empty());
}

}  // TEST_SUITE

}  // namespace vigil
