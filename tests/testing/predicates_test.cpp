// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <string>

#include "checker/testing.hpp"
#include "primitives/asyncio.hpp"
#include "primitives/threads.hpp"

namespace vigil::tests {

namespace {

namespace sync = vigil::threads;

void fine() {
  outcome("got", 1);
}

/// Ends in one of three ways: two numbers, or a deadlock.
void mixed() {
  sync::mutex mutex{"mutex"};
  sync::condition_variable ready{"ready"};
  sync::atomic<int> value{0, "value"};
  sync::thread other([&] { value = 1; });
  const int seen = value.load();
  other.join();
  if (seen == 1) {
    sync::unique_lock lock(mutex);
    ready.wait(lock);
  }
  outcome("seen", seen);
}

void blocked() {
  sync::mutex mutex{"mutex"};
  sync::condition_variable ready{"ready"};
  sync::unique_lock lock(mutex);
  ready.wait(lock);
}

/// Fails a requirement in one of two orders.
void racy() {
  sync::atomic<int> value{0, "value"};
  sync::thread other([&] { value = 1; });
  const int seen = value.load();
  other.join();
  require(seen == 0, "main is first");
}

[[nodiscard]] bool mentions(const Answer& answer, const std::string& words) {
  return answer.why().find(words) != std::string::npos;
}

}  // namespace

TEST_SUITE_BEGIN("testing predicates");

TEST_CASE("statements on a model that always succeeds") {
  const Report report = sync::outcomes(fine);
  CHECK(deadlocks_never(report));
  CHECK_FALSE(deadlocks_sometimes(report));
  CHECK_FALSE(deadlocks_always(report));
  CHECK(fails_never(report));
  CHECK_FALSE(fails_sometimes(report));
  CHECK_FALSE(fails_always(report));
  CHECK(always_same(report));
  CHECK_FALSE(not_always_same(report));
  CHECK(report == Outcomes{"done got=1"});
}

TEST_CASE("statements on a model that deadlocks in some executions") {
  const Report report = sync::outcomes(mixed);
  CHECK(report.executions == 2);
  CHECK_FALSE(deadlocks_never(report));
  CHECK(deadlocks_sometimes(report));
  CHECK_FALSE(deadlocks_always(report));
  CHECK_FALSE(fails_never(report));
  CHECK(fails_sometimes(report));
  CHECK(fails_sometimes(report, Property::deadlock));
  CHECK_FALSE(fails_sometimes(report, Property::data_race));
  CHECK_FALSE(fails_always(report));
  CHECK_FALSE(always_same(report));
  CHECK(not_always_same(report));
  CHECK(mentions(deadlocks_never(report), "1 of 2 executions deadlock\n"));
}

TEST_CASE("statements on a model that deadlocks in all executions") {
  const Report report = sync::outcomes(blocked);
  CHECK(deadlocks_always(report));
  CHECK(deadlocks_sometimes(report));
  CHECK_FALSE(deadlocks_never(report));
  CHECK(fails_always(report));
  CHECK(always_same(report));
}

TEST_CASE("a requirement that fails is a failure and no deadlock") {
  const Report report = sync::outcomes(racy);
  CHECK(deadlocks_never(report));
  CHECK(fails_sometimes(report, Property::requirement));
  CHECK_FALSE(fails_never(report, Property::requirement));
  CHECK(fails_never(report, Property::deadlock));
  CHECK_FALSE(fails_always(report));
}

TEST_CASE("what a report cannot tell does not hold and says so") {
  const Report first_only = sync::verify(racy);
  CHECK(fails_sometimes(first_only));
  CHECK_FALSE(deadlocks_never(first_only));
  CHECK(mentions(deadlocks_never(first_only), "verify stops at the first violation"));
  CHECK_FALSE(always_same(first_only));
  CHECK(mentions(always_same(first_only), "no outcomes"));
  const Report bounded = sync::outcomes(mixed, {.execution_count_max = 1});
  CHECK_FALSE(bounded.complete);
  CHECK(mentions(fails_never(bounded), "execution"));
  CHECK_FALSE(bounded == Outcomes{bounded.outcomes.front().text});
}

TEST_CASE("a model that hides what its tasks share proves nothing") {
  const Report report = sync::outcomes([] {
    sync::mutex a{"a"};
    sync::mutex b{"b"};
    int hidden = 0;
    sync::thread other([&] {
      const sync::scoped_lock lock(a);
      hidden = 1;
    });
    {
      const sync::scoped_lock lock(b);
      hidden = 2;
    }
    other.join();
    outcome("hidden", hidden);
  });
  REQUIRE(report.failures.size() == 1);
  CHECK(report.failures.front().violation.property == Property::undeclared_state);
  CHECK_FALSE(tells_all(report));
  CHECK(report != Outcomes{report.outcomes.front().text});
  CHECK_FALSE(always_same(report));
  CHECK_FALSE(deadlocks_never(report));
  CHECK(mentions(deadlocks_never(report), "state that the model does not declare"));
  CHECK(mentions(deadlocks_never(report), "undeclared-state: "));
}

TEST_CASE("outcomes are compared as sets") {
  const Report report = sync::outcomes(mixed);
  CHECK(report == Outcomes{"done seen=0", "deadlock (blocked: main)"});
  CHECK(report == Outcomes{"deadlock (blocked: main)", "done seen=0", "done seen=0"});
  CHECK(report != Outcomes{"done seen=0"});
  CHECK(report != Outcomes{"done seen=0", "done seen=1"});
  CHECK(report != Outcomes{});
  CHECK(sync::verify(fine) != Outcomes{});
}

TEST_SUITE_END();

}  // namespace vigil::tests
