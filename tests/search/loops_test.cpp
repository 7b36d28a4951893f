// SPDX-License-Identifier: MIT
/// Executions that can go on for ever: a violation if a fair scheduler can follow them, none
/// otherwise.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "checker/explore.hpp"
#include "checker/report/text.hpp"
#include "checker/search/state_graph.hpp"
#include "primitives/asyncio.hpp"
#include "primitives/retry.hpp"
#include "primitives/shared.hpp"
#include "primitives/threads.hpp"

namespace vigil {

namespace {

namespace sync = vigil::threads;

[[nodiscard]] Model declared(std::string name, std::function<void(const Parameters&)> body) {
  Model model;
  model.name = std::move(name);
  model.dialect = Dialect::threads;
  model.all_state_declared = true;
  model.body = std::move(body);
  return model;
}

[[nodiscard]] Report states_of(const Model& model, Search search = Search::states) {
  VerifyOptions options;
  options.search = search;
  return verify(model, options);
}

/// Takes both locks; whoever cannot have the second gives the first back and tries again.
void take_both(sync::mutex& first, sync::mutex& second) {
  for (Retry round;; round.again()) {
    first.lock();
    if (second.try_lock()) break;
    first.unlock();
  }
  second.unlock();
  first.unlock();
}

/// Two polite threads that take their locks in opposite order.
[[nodiscard]] Model polite() {
  return declared("test/polite", [](const Parameters&) {
    sync::mutex left{"left"};
    sync::mutex right{"right"};
    sync::thread a([&] { take_both(left, right); });
    sync::thread b([&] { take_both(right, left); });
    a.join();
    b.join();
  });
}

/// One thread polls until the other has spoken.
[[nodiscard]] Model polling() {
  return declared("test/polling", [](const Parameters&) {
    sync::mutex mutex{"m"};
    Shared<bool> said{false, "said"};
    sync::thread poller([&] {
      for (Retry round;; round.again()) {
        sync::lock_guard guard(mutex);
        if (said) break;
      }
    });
    sync::thread speaker([&] {
      sync::lock_guard guard(mutex);
      said = true;
    });
    poller.join();
    speaker.join();
  });
}

/// A thread looks again and again whether it is to stop, with a lock held that the one who could
/// stop it needs: 2 * 2 states. The other finds the lock free once a round, but need not be quick
/// enough.
[[nodiscard]] Model hog() {
  return declared("test/hog", [](const Parameters&) {
    sync::mutex outer{"outer"};
    sync::mutex inner{"inner"};
    Shared<bool> stop{false, "stop"};
    sync::thread spinner([&] {
      for (Retry round;; round.again()) {
        sync::lock_guard hold(outer);
        sync::lock_guard look(inner);
        if (stop) break;
      }
    });
    sync::thread stopper([&] {
      sync::lock_guard hold(outer);
      stop = true;
    });
    spinner.join();
    stopper.join();
  });
}

/// The same two polite tasks on asyncio, which look whether a lock is free, and yield.
void take_both_tasks(asyncio::Lock& first, asyncio::Lock& second) {
  for (Retry round;; round.again()) {
    first.acquire();
    asyncio::yield_now();
    if (!second.locked()) break;
    first.release();
    asyncio::yield_now();
  }
  first.release();
}

[[nodiscard]] Model polite_tasks() {
  Model model = declared("test/polite_tasks", [](const Parameters&) {
    asyncio::Lock left{"left"};
    asyncio::Lock right{"right"};
    const auto a = asyncio::spawn("a", [&] { take_both_tasks(left, right); });
    const auto b = asyncio::spawn("b", [&] { take_both_tasks(right, left); });
    asyncio::wait(a, b);
  });
  model.dialect = Dialect::asyncio;
  return model;
}

/// One thread polls until all of the equal workers have spoken.
[[nodiscard]] Model polling_many(int worker_count) {
  return declared("test/polling_many", [worker_count](const Parameters&) {
    sync::mutex mutex{"m"};
    Shared<int> said{0, "said"};
    sync::thread poller([&] {
      for (Retry round;; round.again()) {
        sync::lock_guard guard(mutex);
        if (said == worker_count) break;
      }
    });
    sync::equal_threads workers =
        sync::spawn_equal(static_cast<std::size_t>(worker_count), "worker", [&] {
          sync::lock_guard guard(mutex);
          ++said;
        });
    workers.join();
    poller.join();
  });
}

/// Two threads wait again and again, and whom a third one wakes without the mutex is a value.
[[nodiscard]] Model waking() {
  return declared("test/waking", [](const Parameters&) {
    sync::mutex mutex{"m"};
    sync::condition_variable condition{"cv"};
    std::vector<sync::thread> waiters;
    for (int i = 0; i < 2; ++i) {
      waiters.emplace_back([&] {
        for (Retry round;; round.again()) {
          sync::unique_lock lock(mutex);
          condition.wait(lock);
        }
      });
    }
    sync::thread waker([&] {
      for (Retry round;; round.again()) condition.notify_one();
    });
    for (sync::thread& waiter : waiters) waiter.join();
    waker.join();
  });
}

/// The only failure of a search by states, after its replay has shown the same.
[[nodiscard]] Violation only_failure(const Model& model, std::uint64_t state_count) {
  const Report report = states_of(model);
  REQUIRE(report.states);
  CHECK(report.states->states == state_count);
  CHECK(report.states->loops == Loops::fair);
  REQUIRE(report.failures.size() == 1);
  const Violation& violation = report.failures.front().violation;
  const Replay again = replay(model, report.failures.front().schedule);
  REQUIRE(again.failures.size() == 1);
  CHECK(again.failures.front().violation.property == violation.property);
  CHECK(again.failures.front().violation.message == violation.message);
  return violation;
}

[[nodiscard]] TaskSet tasks(std::initializer_list<std::uint32_t> ids) {
  TaskSet set;
  for (const std::uint32_t id : ids) set.insert(TaskId{id});
  return set;
}

}  // namespace

TEST_SUITE("loops") {
  TEST_CASE("threads that always give way to each other are a livelock, which its schedule shows") {
    const Report report = states_of(polite());
    REQUIRE(report.verdict == Verdict::violated);
    REQUIRE(report.failures.size() == 1);
    CHECK(report.failures.front().violation.property == Property::livelock);
    REQUIRE(report.states);
    CHECK(report.states->loops == Loops::fair);
    const Replay again = replay(polite(), report.failures.front().schedule);
    REQUIRE(again.failures.size() == 1);
    CHECK(again.failures.front().violation.property == Property::livelock);
    CHECK(again.failures.front().violation.message ==
          report.failures.front().violation.message);
  }

  TEST_CASE("two threads that back off from each other with try_lock are a livelock") {
    const Violation violation = only_failure(polite(), 27);
    CHECK(violation.property == Property::livelock);
    CHECK(violation.message ==
          "`task 1` and `task 2` go round for ever: the steps 3 to 8 lead back to the same state, "
          "and no task that could run meanwhile is left out");
  }

  TEST_CASE("two tasks that back off from each other's lock are a livelock") {
    const Violation violation = only_failure(polite_tasks(), 14);
    CHECK(violation.property == Property::livelock);
    CHECK(violation.message ==
          "`a` and `b` go round for ever: the steps 3 to 6 lead back to the same state, and no "
          "task that could run meanwhile is left out");
  }

  TEST_CASE("a thread that takes a lock again and again starves who needs it to stop it") {
    const Violation violation = only_failure(hog(), 4);
    CHECK(violation.property == Property::starvation);
    CHECK(violation.message ==
          "`task 1` goes round for ever: the steps 3 to 4 lead back to the same state, and "
          "`task 2`, which could run at some of them but not at all, never runs");
  }

  TEST_CASE("a search that picks its way by itself reports the livelock, too") {
    const Report report = states_of(polite(), Search::automatic);
    REQUIRE(report.failures.size() == 1);
    CHECK(report.failures.front().violation.property == Property::livelock);
  }

  TEST_CASE("a loop in which a task that can run is left out for ever is no violation") {
    const Report report = states_of(polling());
    CHECK(report.verdict == Verdict::verified);
    REQUIRE(report.states);
    CHECK(report.states->loops == Loops::unfair);
    CHECK(states_of(polling(), Search::automatic).verdict == Verdict::verified);
  }

  TEST_CASE("loops are the same whether transitions are remembered or run") {
    for (const Model& model : {polite(), polling(), hog(), polite_tasks(), waking()}) {
      CAPTURE(model.name);
      VerifyOptions options;
      options.search = Search::states;
      options.remembering = Remembering::off;
      const Report run = verify(model, options);
      REQUIRE(run.states);
      CHECK(run.states->loops == (model.name == "test/polling" ? Loops::unfair : Loops::fair));
      for (const Remembering remembering : {Remembering::on, Remembering::checked}) {
        options.remembering = remembering;
        const Report report = verify(model, options);
        REQUIRE(report.states);
        CHECK(report.states->loops == run.states->loops);
        REQUIRE(report.failures.size() == run.failures.size());
        if (run.failures.empty()) continue;
        CHECK(report.failures[0].violation.name == run.failures[0].violation.name);
        CHECK(report.failures[0].violation.message == run.failures[0].violation.message);
        CHECK(report.failures[0].schedule == run.failures[0].schedule);
      }
    }
  }

  TEST_CASE("equal tasks that are left out of a loop are no violation") {
    const Report report = states_of(polling_many(8));
    CHECK(report.verdict == Verdict::verified);
    REQUIRE(report.states);
    CHECK(report.states->states == 9);
    CHECK(report.states->loops == Loops::unfair);
  }

  TEST_CASE("a time limit ends the search for loops as well and the report says so") {
    VerifyOptions options;
    options.search = Search::states;
    options.seconds_max = 1e-9;  // too few executions for the search itself to look at the clock
    const Report report = verify(polite(), options);
    CHECK(report.verdict == Verdict::verified);
    REQUIRE(report.states);
    CHECK(report.states->loops == Loops::not_looked_for);
    CHECK(basis_of(report).ends_with(
        "; states recur, and whether a task can go on for ever was not looked for to the end"));
  }

  TEST_CASE("a component is fair if and only if who can run everywhere in it runs in it") {
    // 0 -> 1 <-> 2; task 2 runs round the loop, and 3 could as well in some of its states.
    for (const bool everywhere : {false, true}) {
      StateGraph graph;
      const auto begin = graph.vertex({1, 1}, tasks({1}));
      const auto there = graph.vertex({2, 2}, tasks({2, 3}));
      const auto back = graph.vertex({3, 3}, everywhere ? tasks({2, 3}) : tasks({2}));
      graph.add_edge(begin, there, TaskId{1}, {});
      graph.add_edge(there, back, TaskId{2}, {4});
      graph.add_edge(back, there, TaskId{2}, {});
      const auto found = graph.fair_loop();
      REQUIRE(found.has_value() == !everywhere);
      if (!found) continue;
      REQUIRE(found->picks.size() == 3);
      CHECK(found->state_count == 2);
      CHECK(found->picks[0].task == TaskId{1});
      CHECK(found->picks[1].task == TaskId{2});
      CHECK(found->picks[1].values == std::vector<std::uint32_t>{4});
      CHECK(found->picks[2].values.empty());
    }
  }
}

}  // namespace vigil
