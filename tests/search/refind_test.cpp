// SPDX-License-Identifier: MIT
// Schedules whose model has been edited since they were recorded.
#include <doctest/doctest.h>

#include <string>

#include "checker/explore.hpp"
#include "checker/trace/schedule.hpp"
#include "primitives/require.hpp"
#include "primitives/threads.hpp"
#include "tests/support/check.hpp"

namespace vigil::tests {

namespace {

namespace sync = vigil::threads;

/// Two threads increment in two steps; the edits of the model are what the tests are about.
struct Edits {
  bool log_first = false;      ///< another atomic is read before
  bool log_after = false;      ///< and after
  bool one_step = false;       ///< the repair
  const char* name = "count";  ///< of the counter
  bool third_thread = false;   ///< comes first, and does something else
};

[[nodiscard]] Model counter(const Edits& edits) {
  Model model = model_of(
      [edits] {
        sync::atomic<int> log{0, "log"};
        sync::atomic<int> count{0, edits.name};
        const auto increment = [&] {
          if (edits.log_first) log.store(1);
          if (edits.one_step) {
            ++count;
          } else {
            const int seen = count.load();
            if (edits.log_after) log.store(2);
            count.store(seen + 1);
          }
        };
        sync::thread other;
        if (edits.third_thread) other = sync::thread([&] { log.store(3); });
        sync::thread a(increment);
        sync::thread b(increment);
        a.join();
        b.join();
        if (edits.third_thread) other.join();
        vigil::require(count.load() == 2, "no increment is lost");
      },
      Dialect::threads);
  model.name = "counter";
  return model;
}

/// What `verify` says to replay for the model with these edits.
[[nodiscard]] std::string failing(const Edits& edits) {
  VerifyOptions options;
  options.execution.dialect = Dialect::threads;
  const Report report = verify(counter(edits), options);
  REQUIRE(report.failures.size() == 1);
  return report.failures[0].schedule;
}

}  // namespace

TEST_SUITE_BEGIN("refind");

TEST_CASE("a schedule of the same model is followed to the letter") {
  for (const Edits& edits : {Edits{}, Edits{.log_first = true}, Edits{.third_thread = true}}) {
    const std::string schedule = failing(edits);
    const Replay result = replay(counter(edits), schedule);
    CHECK(result.verdict == Verdict::violated);
    CHECK(result.stale.empty());
    CHECK(result.failures[0].schedule == schedule);
    CHECK(format_schedule(result.followed) == schedule);
  }
}

TEST_CASE("an operation that is new in the model is run on the way") {
  const Edits edits{.log_first = true};
  const Replay result = replay(counter(edits), failing({}));
  INFO(result.divergence);
  CHECK(result.verdict == Verdict::violated);
  CHECK(result.stale ==
        "at step 3 the schedule runs `task 2`, which stood elsewhere then; now it stands at store "
        "log; 2 of 2 decisions were found again by task, operation and object");
  const Replay again = replay(counter(edits), format_schedule(result.followed));
  CHECK(again.stale.empty());
  CHECK(again.verdict == Verdict::violated);
  CHECK(again.trace.step_count == result.trace.step_count);
}

TEST_CASE("an operation that is gone from the model is given up") {
  for (const Edits& edits :
       {Edits{.log_first = true}, Edits{.log_first = true, .log_after = true}}) {
    const Replay result = replay(counter({}), failing(edits));
    INFO(result.divergence);
    CHECK(result.verdict == Verdict::violated);
    CHECK(
        result.stale.starts_with("at step 3 the schedule runs `task 2`, which stood elsewhere "
                                 "then; now it stands at load count; "));
  }
}

TEST_CASE("a repaired model passes under the schedule that broke it") {
  const Replay result = replay(counter({.one_step = true}), failing({}));
  INFO(result.stale);
  INFO(result.divergence);
  CHECK((result.verdict == Verdict::verified || result.verdict == Verdict::diverged));
  CHECK(result.failures.empty());
}

TEST_CASE("a schedule of which little is left diverges at the first step that does not fit") {
  const Replay result = replay(counter({.name = "total"}), failing({}));
  CHECK(result.verdict == Verdict::diverged);
  CHECK(result.stale.empty());
  CHECK(result.divergence.find("; now it stands at load total") != std::string::npos);
}

TEST_CASE("a schedule is followed up to a step and then goes on as it is told") {
  const auto schedule = parse_schedule(failing({}));
  REQUIRE(schedule.ok());
  Continuation continuation;
  continuation.from = StepIndex{0};
  const Replay none = replay(counter({}), *schedule, continuation);
  CHECK(none.verdict == Verdict::verified);
  CHECK(none.outcome == "done");
  continuation.from = StepIndex{100};
  CHECK(replay(counter({}), *schedule, continuation).verdict == Verdict::violated);
  continuation.from = StepIndex{3};
  continuation.kind = Continuation::Kind::random;
  for (continuation.seed = 0; continuation.seed < 8; ++continuation.seed) {
    const Replay some = replay(counter({}), *schedule, continuation);
    CHECK(some.divergence.empty());
    const Replay again = replay(counter({}), format_schedule(some.followed));
    CHECK(again.stale.empty());
    CHECK(again.outcome == some.outcome);
  }
}

TEST_SUITE_END();

}  // namespace vigil::tests
