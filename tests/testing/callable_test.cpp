// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstdlib>
#include <sstream>
#include <string>

#include "checker/testing.hpp"
#include "primitives/asyncio.hpp"
#include "primitives/threads.hpp"

namespace vigil::tests {

namespace {

namespace sync = vigil::threads;

/// What a test framework would print.
template <class Value>
[[nodiscard]] std::string shown(const Value& value) {
  std::ostringstream stream;
  stream << value;
  return stream.str();
}

/// Two tasks that take two locks crosswise: one deadlock, one end for each task that is first.
void crossed_locks() {
  sync::mutex a{"a"};
  sync::mutex b{"b"};
  sync::thread other([&] {
    const sync::scoped_lock first(b);
    const sync::scoped_lock second(a);
  });
  {
    const sync::scoped_lock first(a);
    const sync::scoped_lock second(b);
  }
  other.join();
}

/// The environment variable while it lives.
class ReplayOf {
 public:
  explicit ReplayOf(const std::string& text) { setenv("VIGIL_REPLAY", text.c_str(), 1); }
  ~ReplayOf() { unsetenv("VIGIL_REPLAY"); }
  ReplayOf(const ReplayOf&) = delete;
  ReplayOf& operator=(const ReplayOf&) = delete;
};

void counted(const Parameters& parameters) {
  sync::atomic<std::int64_t> count{0, "count"};
  sync::thread other([&] { count += parameters["step"]; });
  other.join();
  outcome("count", count.load());
}

}  // namespace

TEST_SUITE_BEGIN("testing callables");

TEST_CASE("a lambda is a model that has the name of its place") {
  const Report report = asyncio::verify([] {
    asyncio::Lock lock{"lock"};
    lock.acquire();
    lock.release();
  });
  CHECK(report);
  CHECK(report.model == "callable_test.cpp:" + std::to_string(__LINE__ - 6));
  CHECK(report.options.dialect == Dialect::asyncio);
  CHECK(report.executions == 1);
  CHECK(report.complete);
}

TEST_CASE("a callable can have a name and take parameters from its test") {
  for (const std::int64_t step : {0, 1, 7}) {
    const Report report = sync::outcomes({"counter", counted}, {.parameters = {{"step", step}}});
    CHECK(report.model == "counter");
    CHECK(report == Outcomes{"done count=" + std::to_string(step)});
    const std::string& schedule = report.outcomes.front().schedule;
    const Replay again = vigil::replay({"counter", counted}, schedule);
    CHECK(again);
    CHECK(again.outcome == report.outcomes.front().text);
  }
}

TEST_CASE("a failing check prints diagnosis and lanes and how to see it again") {
  const Report report = sync::verify({"crossed", crossed_locks});
  CHECK_FALSE(report);
  REQUIRE(report.failures.size() == 1);
  const std::string text = shown(report);
  const std::string& schedule = report.failures.front().schedule;
  CHECK(text.find("\n`crossed` fails when its tasks run in this order:\n\n"
                  "deadlock at callable_test.cpp:") == 0);
  CHECK(text.find(": lock cycle: `") != std::string::npos);
  CHECK(text.find("\n(violated crossed: deadlock; threads, ") != std::string::npos);
  CHECK(text.find("decisive step ") != std::string::npos);
  CHECK(text.find("\n step  main ") != std::string::npos);
  CHECK(text.find("callable_test.cpp:") != std::string::npos);
  CHECK(text.find("\nto see it again, run this test with VIGIL_REPLAY='" + schedule + "'\n") !=
        std::string::npos);
  CHECK(text.find("each column is a task and each row a step") != std::string::npos);
  CHECK(text.find("vigil replay") == std::string::npos);
}

TEST_CASE("a model that no command knows is replayed by its test") {
  const Model model{.name = "unknown to the command",
                    .dialect = Dialect::threads,
                    .body = [](const Parameters&) { crossed_locks(); }};
  const Report report = vigil::verify(model);
  REQUIRE(report.failures.size() == 1);
  CHECK(shown(report).find("\nto see it again, vigil::replay the model with '" +
                           report.failures.front().schedule + "'\n") != std::string::npos);
}

TEST_CASE("VIGIL_REPLAY follows its schedule and never passes") {
  const Report found = sync::verify({"crossed", crossed_locks});
  REQUIRE(found.failures.size() == 1);
  {
    const ReplayOf environment(found.failures.front().schedule);
    const Report again = sync::verify({"crossed", crossed_locks});
    CHECK(again.executions == 1);
    REQUIRE(again.failures.size() == 1);
    CHECK(again.failures.front().schedule == found.failures.front().schedule);
    CHECK(again.failures.front().diagnosis == found.failures.front().diagnosis);
    CHECK(again.failures.front().explanation.find("decisive step ") == 0);
    // Another check of the same program runs as ever.
    CHECK(sync::verify({"other", [] {}}));
  }
  const Report all = sync::outcomes({"crossed", crossed_locks});
  CHECK(all == Outcomes{"deadlock (blocked: main, task 1)", "done"});
  const ReplayOf passing(all.outcomes.back().schedule);
  const Report fine = sync::verify({"crossed", crossed_locks});
  CHECK(fine.verdict == Verdict::inconclusive);
  CHECK(fine.stopped_by == "VIGIL_REPLAY: only its schedule ran, and nothing fails in it");
  CHECK(shown(fine).find("\n step  main ") != std::string::npos);
  CHECK(sync::outcomes({"crossed", crossed_locks}) != Outcomes{"done"});
}

TEST_CASE("VIGIL_REPLAY that cannot be read fails every check and says why") {
  const ReplayOf environment("v1:crossed");
  const Report report = sync::verify({"crossed", [] {}});
  CHECK(report.verdict == Verdict::diverged);
  CHECK(report.stopped_by.rfind("VIGIL_REPLAY: ", 0) == 0);
}

TEST_CASE("VIGIL_REPLAY tells checks apart that differ in parameters only") {
  const auto zero = sync::outcomes({"counter", counted}, {.parameters = {{"step", 0}}});
  const ReplayOf environment(zero.outcomes.front().schedule);
  CHECK(sync::verify({"counter", counted}, {.parameters = {{"step", 0}}}).search == "replay");
  CHECK(sync::verify({"counter", counted}, {.parameters = {{"step", 1}}}).search == "dpor");
}

TEST_CASE("the other dialect is refused by name") {
  const Report threads = vigil::verify([] { sync::thread([] {}).join(); });
  REQUIRE(threads.failures.size() == 1);
  CHECK(threads.failures.front().violation.property == Property::misuse);
  CHECK(threads.failures.front().violation.message.find("vigil::threads::verify") !=
        std::string::npos);
  const Report asyncio = sync::verify([] { asyncio::spawn([] {}); });
  REQUIRE(asyncio.failures.size() == 1);
  CHECK(asyncio.failures.front().violation.property == Property::misuse);
  CHECK(asyncio.failures.front().violation.message.find("vigil::asyncio::verify") !=
        std::string::npos);
}

TEST_CASE("a data race names the lines that it knows and no others") {
  const Report report = sync::verify({"race", [] {
                                        Shared<int> count{0, "count"};
                                        auto other = sync::thread::named("o", [&] { ++count; });
                                        count.set(1);
                                        other.join();
                                      }});
  REQUIRE(report.failures.size() == 1);
  const std::string line = std::to_string(__LINE__ - 4);
  CHECK(report.failures.front().diagnosis ==
        "`main` writes `count` and `o` writes it, and nothing orders the two: `main` writes at "
        "callable_test.cpp:" + line + " (step 0), `o` writes (step 1)");
}

TEST_CASE("replay of a callable says whether the bug is still there") {
  const Report found = sync::verify({"crossed", crossed_locks});
  REQUIRE(found.failures.size() == 1);
  const Replay again = vigil::replay({"crossed", crossed_locks}, found.failures.front().schedule);
  CHECK_FALSE(again);
  CHECK(shown(again).find(": lock cycle: `") != std::string::npos);
  const Replay unreadable = vigil::replay({"crossed", crossed_locks}, "nonsense");
  CHECK_FALSE(unreadable);
  CHECK(shown(unreadable).find("\nreplay: diverged\n") == 0);
}

TEST_SUITE_END();

}  // namespace vigil::tests
