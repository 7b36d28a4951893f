// SPDX-License-Identifier: MIT
/// Happens-before and races on event logs made by hand.
#include <doctest/doctest.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "checker/search/happens_before.hpp"
#include "checker/trace/fingerprint.hpp"

namespace vigil {

namespace {

constexpr TaskId a{1};
constexpr TaskId b{2};
constexpr TaskId c{3};
constexpr ObjectId x{0};
constexpr ObjectId m{1};

/// Appends a transition. Returns: its step.
StepIndex add(EventLog& log, TaskId task, std::initializer_list<Access> accesses,
              std::initializer_list<StepIndex> causes = {}) {
  Transition& transition = log.begin_transition(task, OperationKind::yield_now, {}, false);
  for (const TaskId candidate : {a, b, c}) transition.candidates.insert(candidate);
  for (const Access& access : accesses) log.add(access);
  for (const StepIndex cause : causes) log.add(cause);
  return StepIndex{log.size() - 1};
}

/// The races as "first-second", in the order in which they were found.
[[nodiscard]] std::vector<std::string> races(const EventLog& log, bool fifo_waiters = false) {
  HappensBefore order(fifo_waiters);
  order.extend(log);
  std::vector<std::string> found;
  for (const Race& race : order.races()) {
    found.push_back(std::to_string(race.first.value) + "-" + std::to_string(race.second.value));
  }
  return found;
}

using Races = std::vector<std::string>;

}  // namespace

TEST_SUITE("happens_before") {
  TEST_CASE("a write races with the reads since the last write") {
    EventLog log;
    add(log, a, {{x, Mode::write}});
    add(log, b, {{x, Mode::read}});
    add(log, c, {{x, Mode::read}});
    add(log, a, {{x, Mode::write}});
    CHECK(races(log) == Races{"0-1", "0-2", "2-3", "1-3"});
  }

  TEST_CASE("reads commute and so do accesses to different objects") {
    EventLog log;
    const StepIndex first = add(log, a, {{x, Mode::read}});
    const StepIndex second = add(log, b, {{x, Mode::read}, {m, Mode::write}});
    HappensBefore order(false);
    order.extend(log);
    CHECK(order.races().empty());
    CHECK_FALSE(order.ordered(first, second));
  }

  TEST_CASE("a dependence with something between is ordered but no race") {
    EventLog log;
    const StepIndex first = add(log, a, {{x, Mode::write}});
    add(log, b, {{x, Mode::write}});
    const StepIndex third = add(log, c, {{x, Mode::write}});
    HappensBefore order(false);
    order.extend(log);
    CHECK(order.ordered(first, third));
    CHECK(races(log) == Races{"0-1", "1-2"});
  }

  TEST_CASE("a cause orders and is no race") {
    EventLog log;
    const StepIndex wake = add(log, a, {{x, Mode::write}});
    const StepIndex woken = add(log, b, {{x, Mode::read}}, {wake});
    HappensBefore order(false);
    order.extend(log);
    CHECK(order.ordered(wake, woken));
    CHECK(order.races().empty());
  }

  TEST_CASE("two acquires race although the release lies between them") {
    EventLog log;
    add(log, a, {{m, Mode::acquire}});
    add(log, a, {{m, Mode::release}});
    add(log, b, {{m, Mode::acquire}});
    CHECK(races(log) == Races{"0-2"});
  }

  TEST_CASE("an acquire races with the last acquire before its arrival only") {
    EventLog log;
    add(log, a, {{m, Mode::acquire}, {m, Mode::release}});
    add(log, b, {{m, Mode::acquire}, {m, Mode::release}});
    add(log, c, {{m, Mode::acquire}, {m, Mode::release}});
    CHECK(races(log) == Races{"0-1", "1-2"});
  }

  TEST_CASE("waiters commute unless they form a queue") {
    EventLog log;
    add(log, a, {{x, Mode::enqueue, a.value}});
    add(log, b, {{x, Mode::enqueue, b.value}});
    CHECK(races(log, false).empty());
    CHECK(races(log, true) == Races{"0-1"});
  }

  TEST_CASE("notifies of different waiters commute and notifies of nobody do") {
    EventLog log;
    add(log, a, {{x, Mode::wake_one, 7}});
    add(log, b, {{x, Mode::wake_one, 8}});
    CHECK(races(log).empty());
    add(log, c, {{x, Mode::wake_none}});
    CHECK(races(log) == Races{"1-2", "0-2"});
    add(log, a, {{x, Mode::wake_none}});
    CHECK(races(log) == Races{"1-2", "0-2", "1-3"});
  }

  TEST_CASE("a fatal transition races with everything that is not before it") {
    EventLog log;
    add(log, a, {{x, Mode::read}});
    add(log, b, {{m, Mode::read}});
    add(log, c, {});
    log.mark_fatal();
    CHECK(races(log) == Races{"1-2", "0-2"});
  }

  TEST_CASE("rewinding forgets what was added and its races") {
    EventLog log;
    add(log, a, {{x, Mode::write}});
    add(log, b, {{x, Mode::write}});
    add(log, c, {{x, Mode::write}});
    HappensBefore order(false);
    order.extend(log);
    order.rewind(log, 1);
    log.rewind(1);
    CHECK(order.size() == 1);
    CHECK(order.races().empty());
    add(log, c, {{x, Mode::write}});
    order.extend(log);
    REQUIRE(order.races().size() == 1);
    CHECK(order.races().front().first == StepIndex{0});
    CHECK(order.races().front().second == StepIndex{1});
    CHECK_FALSE(order.previous_of_task(StepIndex{1}).valid());
  }

  TEST_CASE("equivalent executions have one fingerprint and others have another") {
    EventLog one;
    add(one, a, {{x, Mode::write}});
    add(one, b, {{m, Mode::write}});
    add(one, c, {{x, Mode::write}});
    EventLog equivalent;
    add(equivalent, b, {{m, Mode::write}});
    add(equivalent, a, {{x, Mode::write}});
    add(equivalent, c, {{x, Mode::write}});
    EventLog other;
    add(other, c, {{x, Mode::write}});
    add(other, b, {{m, Mode::write}});
    add(other, a, {{x, Mode::write}});
    CHECK(fingerprint(one, false) == fingerprint(equivalent, false));
    CHECK(fingerprint(one, false) != fingerprint(other, false));
  }
}

}  // namespace vigil
