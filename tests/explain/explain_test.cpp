// SPDX-License-Identifier: MIT
/// Explanations of the failing models that ship, compared with golden files, and the claims in them
/// checked against what exploring everything says.
#include "checker/explain/explain.hpp"

#include <doctest/doctest.h>

#include <mutex>
#include <string>

#include "checker/explore.hpp"
#include "checker/report/text.hpp"
#include "models/register.hpp"
#include "primitives/asyncio.hpp"
#include "primitives/threads.hpp"
#include "tests/golden/golden.hpp"

namespace vigil {

namespace {

struct Explained {
  Failure failure;
  Explanation explanation;
};

[[nodiscard]] Explained explained(const std::string& name, ExecutionOptions execution = {},
                                  std::int64_t tasks = 0) {
  static ModelRegistry registry;
  if (registry.all().empty()) models::register_all(registry);
  const Model& model = *registry.find(name);
  VerifyOptions options;
  options.execution = execution;
  if (tasks != 0) options.parameters = {{"tasks", tasks}};
  const Report report = verify(model, options);
  REQUIRE(report.failures.size() == 1);
  const Failure& failure = report.failures.front();
  const auto schedule = parse_schedule(failure.schedule);
  REQUIRE(static_cast<bool>(schedule));
  return {failure, explain(model, *schedule, failure)};
}

[[nodiscard]] ExecutionOptions arbitrary_clock() {
  ExecutionOptions options;
  options.clock = Clock::arbitrary;
  return options;
}

[[nodiscard]] std::string differs(const std::string& golden, const Explained& one) {
  return test::differs_from_golden("explain_" + golden,
                                   full_text(one.explanation, one.failure, 100));
}

/// The same below the diagnosis, where that is what the golden file is for.
[[nodiscard]] std::string differs_with_diagnosis(const std::string& golden, const Explained& one) {
  const std::string head = one.failure.violation.name + ": " + one.failure.diagnosis;
  return test::differs_from_golden(
      "explain_" + golden, wrapped(head, 100) + "\n\n" +
                               full_text(one.explanation, one.failure, 100));
}

/// Producers and consumers of a buffer of one wait for the same condition.
void one_condition(const Parameters&) {
  asyncio::Condition changed{"changed"};
  Shared<int> items{0, "items"};
  const auto consume = [&] {
    const std::scoped_lock held{changed};
    changed.wait_for([&] { return items > 0; });
    --items;
    changed.notify();
  };
  const auto produce = [&] {
    const std::scoped_lock held{changed};
    changed.wait_for([&] { return items < 1; });
    ++items;
    changed.notify();
  };
  auto consumer_1 = asyncio::spawn("consumer 1", consume);
  auto consumer_2 = asyncio::spawn("consumer 2", consume);
  auto producer_1 = asyncio::spawn("producer 1", produce);
  auto producer_2 = asyncio::spawn("producer 2", produce);
  consumer_1.join();
  consumer_2.join();
  producer_1.join();
  producer_2.join();
}

/// The misused wait fails before anybody could make a difference.
void never_right(const Parameters&) {
  threads::mutex mutex{"m"};
  threads::condition_variable condition{"cv"};
  threads::thread waiter([&] {
    std::unique_lock lock(mutex, std::defer_lock);
    condition.wait(lock);
  });
  waiter.join();
}

/// Fails unless `other` is first; what passes then needs finer steps: a notify without the mutex,
/// or unlocks that a `try_lock` can see.
[[nodiscard]] Model finer(bool by_try_lock) {
  Model model;
  model.name = "test/finer";
  model.dialect = Dialect::threads;
  model.body = [by_try_lock](const Parameters&) {
    threads::mutex mutex{"m"};
    threads::condition_variable condition{"cv"};
    threads::atomic<int> go{0, "go"};
    bool served = false;
    threads::thread other([&] { go.store(1); });
    threads::thread waiter([&] {
      std::unique_lock lock(mutex);
      while (!served) condition.wait(lock);
    });
    threads::thread notifier([&] {
      if (go.load() == 0) return;
      if (by_try_lock) {
        if (!mutex.try_lock()) mutex.lock();
      } else {
        mutex.lock();
      }
      served = true;
      if (by_try_lock) condition.notify_all();
      mutex.unlock();
      if (!by_try_lock) condition.notify_one();
    });
    waiter.join();
    notifier.join();
    other.join();
  };
  return model;
}

/// The waiter looks at `ready` under the mutex, the notifier sets it without.
[[nodiscard]] Model set_without_mutex() {
  Model model;
  model.name = "test/set_without_mutex";
  model.dialect = Dialect::threads;
  model.body = [](const Parameters&) {
    threads::mutex mutex{"m"};
    threads::condition_variable condition{"cv"};
    threads::atomic<bool> ready{false, "ready"};
    threads::thread waiter([&] {
      std::unique_lock lock(mutex);
      while (!ready.load()) condition.wait(lock);
    });
    ready.store(true);
    condition.notify_one();
    waiter.join();
  };
  return model;
}

}  // namespace

TEST_SUITE("explain") {

TEST_CASE("cancellations and timeouts are part of what happened") {
  CHECK(differs_with_diagnosis("stuck", explained("real/bpo27585_newcomer")) == "");
  CHECK(differs_with_diagnosis("swallowed", explained("real/bpo32841_swallowed_cancel")) == "");
  CHECK(differs_with_diagnosis("overtaking", explained("real/bpo45997_overtaking")) == "");
  CHECK(differs_with_diagnosis("late_timeout", explained("real/gh86296_swallowed_cancel")) == "");
  CHECK(differs_with_diagnosis("two_holders", explained("real/bpo32734_two_holders")) == "");
}

TEST_CASE("a hint repairs what the diagnosis tells and not whoever else waits") {
  Model model;
  model.name = "test/one_condition";
  model.body = one_condition;
  const Report report = verify(model);
  REQUIRE(report.failures.size() == 1);
  const Failure& failure = report.failures.front();
  CHECK(failure.diagnosis.find("lost notification (absorbed)") == 0);
  const auto schedule = parse_schedule(failure.schedule);
  REQUIRE(static_cast<bool>(schedule));
  const std::string hint = explain(model, *schedule, failure).hint;
  CHECK(hint.find("with `notify_all` at explain_test.cpp:") == 0);
  CHECK(hint.ends_with(", 96 traces, none fails"));
}

TEST_CASE("a dropped notification is explained") {
  CHECK(differs("lost_notify", explained("workload/lost_notify")) == "");
}

TEST_CASE("an absorbed notification is explained") {
  CHECK(differs("shared_cv", explained("workload/shared_cv")) == "");
}

TEST_CASE("an if where a loop belongs is explained") {
  CHECK(differs("if_not_while", explained("workload/if_not_while")) == "");
}

TEST_CASE("a program that only sleeps long enough is explained") {
  CHECK(differs("notify_all", explained("tutorial/notify_all", arbitrary_clock(), 3)) == "");
}

TEST_CASE("the decisive step of a dropped notification is the notifier running first") {
  const Explained one = explained("workload/lost_notify");
  REQUIRE(one.explanation.decisive.has_value());
  CHECK(one.explanation.decisive->taken == "`task 1` runs");
  CHECK(one.explanation.decisive->other == "`main` runs");
  for (const TraceTask& task : one.explanation.decisive->passing.tasks) {
    CHECK(task.end == TraceTask::End::finished);
  }
}

TEST_CASE("a hint names the place and is checked") {
  CHECK(explained("workload/shared_cv").explanation.hint.find("with `notify_all` at buffer.cpp:") ==
        0);
  CHECK(explained("workload/if_not_while").explanation.hint.find("with a loop instead") == 0);
  CHECK(explained("tutorial/if_instead_of_while").explanation.hint.find("with a loop") == 0);
}

TEST_CASE("a state that is changed without the mutex gets the hint to change it under the mutex") {
  const Model model = set_without_mutex();
  const Report report = verify(model);
  REQUIRE(report.failures.size() == 1);
  const auto schedule = parse_schedule(report.failures.front().schedule);
  REQUIRE(static_cast<bool>(schedule));
  const Explanation explanation = explain(model, *schedule, report.failures.front());
  CHECK(explanation.hint.find("with the state changed under `m` before explain_test.cpp:") == 0);
  // Where nothing remembers the notification, the mutex does not help.
  CHECK(explained("workload/lost_notify").explanation.hint.find("with a flag") == 0);
}

TEST_CASE("a model that never passes has no decisive step") {
  Model model;
  model.name = "test/never_right";
  model.dialect = Dialect::threads;
  model.body = &never_right;
  const Report report = verify(model);
  REQUIRE(report.failures.size() == 1);
  const auto schedule = parse_schedule(report.failures.front().schedule);
  REQUIRE(static_cast<bool>(schedule));
  const Explanation explanation = explain(model, *schedule, report.failures.front());
  CHECK(explanation.never_passes);
  CHECK_FALSE(explanation.decisive.has_value());
  CHECK(explanation.hint.empty());
}

TEST_CASE("the decisive step is found where what passes needs finer steps") {
  for (const bool by_try_lock : {false, true}) {
    CAPTURE(by_try_lock);
    const Model model = finer(by_try_lock);
    const Report report = verify(model);
    REQUIRE(report.failures.size() == 1);
    const Failure& failure = report.failures.front();
    const auto schedule = parse_schedule(failure.schedule);
    REQUIRE(static_cast<bool>(schedule));
    CHECK(schedule->refined.empty());
    const Explanation explanation = explain(model, *schedule, failure);
    INFO(full_text(explanation, failure, 100));
    REQUIRE(explanation.decisive.has_value());
    CHECK(explanation.decisive->taken == "`task 3` runs");
    CHECK(explanation.decisive->other == "`task 2` runs");
    const Trace& passing = explanation.decisive->passing;
    CHECK(passing.entries.back().step.value + 1 == passing.step_count);
  }
}

TEST_CASE("a budget that is used up claims nothing") {
  static ModelRegistry registry;
  models::register_all(registry);
  const Model& model = *registry.find("tutorial/notify_all");
  VerifyOptions options;
  options.execution = arbitrary_clock();
  const Report report = verify(model, options);
  REQUIRE(report.failures.size() == 1);
  const auto schedule = parse_schedule(report.failures.front().schedule);
  REQUIRE(static_cast<bool>(schedule));
  const Explanation explanation = explain(model, *schedule, report.failures.front(),
                                          {.execution_count_max = 5, .transition_count_max = 1000});
  CHECK_FALSE(explanation.decisive.has_value());
  CHECK_FALSE(explanation.never_passes);
  CHECK(explanation.hint.empty());
}

TEST_CASE("a spurious wake-up that is not needed is not counted") {
  ExecutionOptions options;
  options.spurious_budget = 1;
  const Explained one = explained("workload/if_not_while", options);
  CHECK(one.explanation.needs.find("no spurious wake-up") != std::string::npos);
}

TEST_CASE("a replay follows a prefix and goes on at random in a reproducible way") {
  static ModelRegistry registry;
  models::register_all(registry);
  const Model& model = *registry.find("workload/shared_cv");
  Schedule prefix;
  prefix.model = model.name;
  prefix.options.dialect = Dialect::threads;
  const Continuation seed_1{Continuation::Kind::random, 1, {}};
  const Replay once = replay(model, prefix, seed_1);
  const Replay again = replay(model, prefix, seed_1);
  CHECK(once.divergence.empty());
  CHECK(once.outcome == again.outcome);
  CHECK(once.trace.step_count == again.trace.step_count);
}

TEST_CASE("a schedule that no longer fits says what there is instead") {
  static ModelRegistry registry;
  models::register_all(registry);
  const Model& model = *registry.find("workload/shared_cv");
  Schedule stale;
  stale.model = model.name;
  stale.options.dialect = Dialect::threads;
  stale.decisions = {{.is_value = false, .value = 0, .task = "producer 1"},
                     {.is_value = false, .value = 0, .task = "producer 1"}};
  const Replay result = replay(model, stale);
  CHECK(result.verdict == Verdict::diverged);
  INFO(result.divergence);
  CHECK(result.divergence.find("which is not ready (it has ended)") != std::string::npos);
  CHECK(result.divergence.find("`producer 2` (lock m)") != std::string::npos);
}

TEST_CASE("one line of text pins a regression") {
  static ModelRegistry registry;
  models::register_all(registry);
  const Model& model = *registry.find("workload/lost_notify");
  const std::string schedule = explained("workload/lost_notify").failure.schedule;
  CHECK(replay(model, schedule).verdict == Verdict::violated);
  CHECK(replay(model, "v1:nonsense").verdict == Verdict::diverged);
}

}  // TEST_SUITE

}  // namespace vigil
