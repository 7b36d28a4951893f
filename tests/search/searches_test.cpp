// SPDX-License-Identifier: MIT
/// What the searches promise on small models: numbers of executions, replay, determinism, the
/// audit.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "checker/explore.hpp"
#include "models/register.hpp"
#include "primitives/asyncio.hpp"
#include "primitives/threads.hpp"
#include "tests/agreement/generate.hpp"
#include "tests/agreement/interpret.hpp"
#include "tests/support/check.hpp"

namespace vigil {

namespace {

[[nodiscard]] Model model_of(Dialect dialect, std::function<void()> body) {
  return tests::model_of(std::move(body), dialect);
}

/// `task_count` threads that each do `step_count` loads or stores on one atomic.
[[nodiscard]] Model atomic_steps(int task_count, int step_count, bool store) {
  return model_of(Dialect::threads, [=] {
    threads::atomic<int> value{0, "value"};
    std::vector<threads::thread> all;
    for (int i = 0; i < task_count; ++i) {
      all.emplace_back([&value, step_count, store] {
        for (int k = 0; k < step_count; ++k) store ? value.store(k) : (void)value.load();
      });
    }
    for (threads::thread& thread : all) thread.join();
  });
}

[[nodiscard]] std::uint64_t count(const Model& model, Search search) {
  VerifyOptions options;
  options.search = search;
  options.validate = true;
  options.audit_samples = 0;
  const Report report = verify(model, options);
  CHECK(report.verdict == Verdict::verified);
  return report.executions;
}

[[nodiscard]] std::string story(const Trace& trace) {
  std::string all;
  for (const TraceEntry& entry : trace.entries) {
    all += std::to_string(entry.step.value) + " " + trace.task_name(entry.task) + " " +
           std::string{name(entry.operation.kind)} + " " + std::to_string(entry.operation.a) + "\n";
  }
  return all;
}

/// Everything that a report says but for the time that it took.
[[nodiscard]] std::string words(const Report& report) {
  std::string all = std::string{name(report.verdict)} + " " + std::to_string(report.executions) +
                    " " + std::to_string(report.transitions) + " " +
                    std::to_string(report.probes) + "\n";
  for (const Failure& failure : report.failures) {
    all += failure.schedule + "\n" + failure.diagnosis + "\n" + story(failure.trace);
  }
  for (const Outcome& outcome : report.outcomes) {
    all += outcome.text + " " + std::to_string(outcome.executions) + " " + outcome.schedule + "\n";
  }
  return all;
}

void replays_alike(const Model& model, const Failure& failure) {
  CAPTURE(failure.schedule);
  const Result<Schedule> schedule = parse_schedule(failure.schedule);
  REQUIRE(schedule.ok());
  const Replay again = replay(model, *schedule);
  CHECK(again.divergence == "");
  CHECK(again.stale == "");
  CHECK(story(again.trace) == story(failure.trace));
  CHECK(std::ranges::any_of(again.failures, [&](const Failure& one) {
    return one.violation.name == failure.violation.name;
  }));
}

const ModelRegistry& shipped() {
  static const ModelRegistry registry = [] {
    ModelRegistry all;
    models::register_all(all);
    return all;
  }();
  return registry;
}

}  // namespace

TEST_SUITE("searches") {
  TEST_CASE("exhaustive runs every interleaving once") {
    CHECK(count(atomic_steps(2, 1, true), Search::exhaustive) == 2);
    CHECK(count(atomic_steps(2, 3, true), Search::exhaustive) == 20);
    CHECK(count(atomic_steps(3, 2, true), Search::exhaustive) == 90);
    CHECK(count(atomic_steps(2, 3, false), Search::exhaustive) == 20);
  }

  TEST_CASE("dpor runs every order of dependent transitions once") {
    CHECK(count(atomic_steps(2, 3, true), Search::dpor) == 20);
    CHECK(count(atomic_steps(3, 2, true), Search::dpor) == 90);
    CHECK(count(atomic_steps(3, 2, false), Search::dpor) == 1);
  }

  TEST_CASE("values multiply executions in both searches") {
    const Model model = model_of(Dialect::asyncio, [] {
      const std::uint32_t first = choose(3);
      if (first == 1) (void)choose(4);
    });
    CHECK(count(model, Search::exhaustive) == 6);
    CHECK(count(model, Search::dpor) == 6);
  }

  TEST_CASE("the same check reports the same to the letter") {
    for (std::uint64_t index = 0; index < 60; ++index) {
      const agreement::Program program = agreement::generate(7, index);
      VerifyOptions options;
      options.execution = program.options;
      options.keep_going = true;
      options.execution_count_max = 2'000;
      const Model model = agreement::model_of(program);
      CHECK(words(outcomes(model, options)) == words(outcomes(model, options)));
    }
  }

  TEST_CASE("every schedule of generated programs replays to its outcome and its trace") {
    std::uint64_t replayed = 0;
    for (std::uint64_t index = 0; index < 120; ++index) {
      const agreement::Program program = agreement::generate(8, index);
      const Model model = agreement::model_of(program);
      VerifyOptions options;
      options.execution = program.options;
      options.audit_samples = 0;
      options.execution_count_max = 500;
      const Report report = outcomes(model, options);
      CAPTURE(format(program));
      for (const Outcome& outcome : report.outcomes) {
        const Result<Schedule> schedule = parse_schedule(outcome.schedule);
        REQUIRE(schedule.ok());
        const Replay again = replay(model, *schedule);
        CHECK(again.divergence == "");
        CHECK(again.stale == "");
        CHECK(again.outcome == outcome.text);
        ++replayed;
      }
      for (const Failure& failure : report.failures) replays_alike(model, failure);
    }
    CHECK(replayed > 200);
  }

  TEST_CASE("every failure of a shipped model replays to the same trace") {
    std::uint64_t failures = 0;
    for (const Model& model : shipped().all()) {
      CAPTURE(model.name);
      if (!model.expected || model.expected({}).verdict != Verdict::violated) continue;
      const Report report = verify(model);
      for (const Failure& failure : report.failures) {
        replays_alike(model, failure);
        ++failures;
      }
    }
    CHECK(failures >= 4);
  }

  TEST_CASE("the audit raises no alarm on generated programs") {
    for (std::uint64_t index = 0; index < 200; ++index) {
      const agreement::Program program = agreement::generate(9, index);
      VerifyOptions options;
      options.execution = program.options;
      options.execution_count_max = 500;
      const Report report = verify(agreement::model_of(program), options);
      CAPTURE(format(program));
      for (const Failure& failure : report.failures) {
        CHECK(failure.violation.property != Property::undeclared_state);
      }
    }
  }

  TEST_CASE("a model that does not repeat itself is not deterministic") {
    int runs = 0;
    const Model model = model_of(Dialect::asyncio, [&runs] {
      if (++runs == 1) asyncio::spawn([] {});
      asyncio::yield_now();
      (void)choose(2);
    });
    CHECK(verify(model).verdict == Verdict::nondeterministic);
  }

  TEST_CASE("a model that asks for it late is searched again with the finer treatment") {
    const Model model = model_of(Dialect::threads, [] {
      threads::mutex mutex{"m"};
      threads::condition_variable condition{"cv"};
      Shared<bool> ready{false, "ready"};
      threads::thread waiter([&] {
        std::unique_lock lock(mutex);
        while (!ready) condition.wait(lock);
      });
      {
        const std::lock_guard lock(mutex);
        ready = true;
      }
      condition.notify_one();
      waiter.join();
    });
    const Report report = verify(model);
    CHECK(report.verdict == Verdict::verified);
    CHECK(report.refined == std::vector<std::string>{"cv"});
    CHECK(report.executions == 2);  // main notifies nobody, or the waiter
  }

  TEST_CASE("a bound on executions leaves the verdict open") {
    VerifyOptions options;
    options.execution_count_max = 3;
    const Report report = verify(atomic_steps(3, 2, true), options);
    CHECK(report.verdict == Verdict::inconclusive);
    CHECK(report.executions == 3);
  }
}

}  // namespace vigil
