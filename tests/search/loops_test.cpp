// SPDX-License-Identifier: MIT
/// Executions that can go on for ever: a violation if a fair scheduler can follow them, none otherwise.
#include <doctest/doctest.h>

#include <string>

#include "checker/explore.hpp"
#include "checker/search/state_graph.hpp"
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
