// SPDX-License-Identifier: MIT
#include "checker/detect/diagnosis.hpp"

#include <doctest/doctest.h>

#include <regex>
#include <string>

#include "tests/detect/trace_builder.hpp"

namespace vigil {

namespace {

using Kind = OperationKind;
using test::TraceBuilder;

/// The diagnosis without the places in this file, which would change with every edit.
[[nodiscard]] std::string words(const Violation& violation, const TraceBuilder& built) {
  static const std::regex place(R"( \(\w+\.cpp:\d+\))");
  return std::regex_replace(diagnose(violation, built.trace()), place, "");
}

[[nodiscard]] std::string deadlock_words(const TraceBuilder& built) {
  return words(built.deadlock(), built);
}

}  // namespace

TEST_SUITE("diagnosis") {
  TEST_CASE("a lock cycle names both tasks and both locks") {
    TraceBuilder built;
    const TaskId p = built.task("p");
    const TaskId q = built.task("q");
    const ObjectId a = built.object("A", "mutex");
    const ObjectId b = built.object("B", "mutex");
    built.step(p).op(Kind::lock, a).step(q).op(Kind::lock, b);
    built.blocked(p, Kind::lock, b).holds(p, a).blocked(q, Kind::lock, a).holds(q, b);
    CHECK(deadlock_words(built) ==
          "lock cycle: `p` holds `A` and waits for `B`, held by `q`, which waits for `A`");
  }

  TEST_CASE("steps are told with the line at which they stand") {
    TraceBuilder built;
    const TaskId notifier = built.task("notifier");
    const TaskId waiter = built.task("waiter");
    const ObjectId cv = built.object("cv", "condition");
    const auto line = [](std::uint32_t number) { return source_location::at("src/m.cpp", number); };
    built.step(notifier).op(Kind::notify_one, cv, 0, 0, {}, line(7));
    built.step(waiter).op(Kind::wait, cv, 0, 0, {}, line(12));
    built.blocked(waiter, Kind::wait, cv, {}, line(12));
    CHECK(diagnose(built.deadlock(), built.trace()) ==
          "lost notification (dropped): `notify_one` at step 0 (m.cpp:7) found nobody waiting; "
          "`waiter` began to wait at step 1 (m.cpp:12) and nobody notifies after that");
  }

  TEST_CASE("a cycle of three locks is followed all the way round") {
    TraceBuilder built;
    const TaskId p = built.task("p");
    const TaskId q = built.task("q");
    const TaskId r = built.task("r");
    const ObjectId a = built.object("A", "lock");
    const ObjectId b = built.object("B", "lock");
    const ObjectId c = built.object("C", "lock");
    built.step(p).op(Kind::acquire, a).step(q).op(Kind::acquire, b).step(r).op(Kind::acquire, c);
    built.blocked(p, Kind::acquire, b).holds(p, a).blocked(q, Kind::acquire, c).holds(q, b);
    built.blocked(r, Kind::acquire, a).holds(r, c);
    CHECK(deadlock_words(built) ==
          "lock cycle: `p` holds `A` and waits for `B`, held by `q`, which waits for `C`, held by "
          "`r`, which waits for `A`");
  }

  TEST_CASE("a task that acquires its own lock again is said to wait for itself") {
    TraceBuilder built;
    const TaskId p = built.task("p");
    const ObjectId a = built.object("A", "lock");
    built.step(p).op(Kind::acquire, a).blocked(p, Kind::acquire, a).holds(p, a);
    CHECK(deadlock_words(built) == "`p` waits for `A`, which it holds itself since step 0");
  }

  TEST_CASE("a join under a lock that the other task needs is a wait cycle") {
    TraceBuilder built;
    const TaskId p = built.task("p");
    const TaskId q = built.task("q");
    const ObjectId a = built.object("A", "mutex");
    built.step(p).op(Kind::lock, a).op(Kind::spawn, {}, 0, 0, q);
    built.blocked(p, Kind::join, {}, q).holds(p, a).blocked(q, Kind::lock, a);
    CHECK(deadlock_words(built) ==
          "wait cycle: `p` holds `A` and waits for `q` to end, which waits for `A`");
  }

  TEST_CASE("of a semaphore it is said who has its units") {
    TraceBuilder built;
    const TaskId gone = built.task("gone");
    const TaskId there = built.task("there");
    const TaskId late = built.task("late");
    const ObjectId units = built.object("units", "semaphore");
    built.step(gone).op(Kind::acquire, units).op(Kind::release, units).op(Kind::acquire, units);
    built.step(there).op(Kind::acquire, units);
    built.blocked(there, Kind::sleep, {}).blocked(late, Kind::acquire, units);
    CHECK(deadlock_words(built) ==
          "`there` is blocked in `sleep`. `late` waits for `units`, of which `gone` took one at "
          "step 0 and never gave it back: it ended; `there` took one at step 1 and still has it");
  }

  TEST_CASE("a task that ended with a lock is named as the one who never gave it back") {
    TraceBuilder built;
    const TaskId p = built.task("p");
    const TaskId q = built.task("q");
    const TaskId r = built.task("r");
    const ObjectId a = built.object("A", "mutex");
    built.step(p).op(Kind::lock, a).op(Kind::finish).holds(p, a);
    built.blocked(q, Kind::lock, a).blocked(r, Kind::lock, a);
    CHECK(deadlock_words(built) ==
          "`q` and `r` wait for `A`, which `p` took at step 0 and never gave back: it ended");
  }

  TEST_CASE("a notify_all before the last waiter came is a dropped notification") {
    TraceBuilder built;
    const TaskId main = built.task("main");
    const TaskId one = built.task("task 1");
    const TaskId two = built.task("task 2");
    const ObjectId cv = built.object("cv", "condition");
    built.step(one).op(Kind::acquire, cv).op(Kind::wait, cv);
    built.step(main).op(Kind::acquire, cv).op(Kind::notify_all, cv, 1, 1);
    built.step(two).op(Kind::acquire, cv).op(Kind::wait, cv);
    built.step(one).op(Kind::wait, cv, 1).op(Kind::finish);
    built.blocked(two, Kind::wait, cv).blocked(main, Kind::join, {}, two);
    CHECK(deadlock_words(built) ==
          "lost notification (dropped): `notify_all` at step 1 found 1 waiter of 2; `task 2` began "
          "to wait at step 2 and nobody notifies after that. `main` waits for `task 2` to end");
  }

  TEST_CASE("a notify that found nobody is a dropped notification") {
    TraceBuilder built;
    const TaskId main = built.task("main");
    const TaskId notifier = built.task("notifier");
    const ObjectId m = built.object("m", "mutex");
    const ObjectId cv = built.object("cv", "condition_variable");
    built.step(notifier).op(Kind::notify_one, cv, 0, 0).op(Kind::finish);
    built.step(main).op(Kind::lock, m).op(Kind::wait, cv).blocked(main, Kind::relock, m);
    CHECK(deadlock_words(built) ==
          "lost notification (dropped): `notify_one` at step 0 found nobody waiting; `main` began "
          "to wait at step 1 and nobody notifies after that");
  }

  TEST_CASE("a notification that woke a waiter who went back to wait is absorbed") {
    TraceBuilder built;
    const TaskId producer = built.task("producer");
    const TaskId consumer = built.task("consumer");
    const TaskId other = built.task("other");
    const ObjectId m = built.object("m", "mutex");
    const ObjectId cv = built.object("cv", "condition_variable");
    built.step(consumer).op(Kind::lock, m).op(Kind::wait, cv);
    built.step(producer).op(Kind::lock, m).op(Kind::wait, cv);
    built.step(other).op(Kind::lock, m).op(Kind::notify_one, cv, 1, 2).op(Kind::unlock, m);
    built.step(producer).op(Kind::relock, m).op(Kind::wait, cv, 1).op(Kind::wait, cv);
    built.blocked(consumer, Kind::relock, m).blocked(producer, Kind::relock, m);
    CHECK(deadlock_words(built) ==
          "lost notification (absorbed): `notify_one` at step 2 woke `producer`, which went back "
          "to wait at step 3; `consumer`, waiting since step 0, was not woken and nobody notifies "
          "after that; `producer` waits for it too");
  }

  TEST_CASE("a waiter that passes the notification on does not absorb it") {
    TraceBuilder built;
    const TaskId one = built.task("one");
    const TaskId two = built.task("two");
    const TaskId three = built.task("three");
    const TaskId main = built.task("main");
    const ObjectId m = built.object("m", "mutex");
    const ObjectId cv = built.object("cv", "condition_variable");
    for (const TaskId task : {one, two, three}) {
      built.step(task).op(Kind::lock, m).op(Kind::wait, cv);
    }
    built.step(main).op(Kind::notify_one, cv, 1, 3, one);
    built.step(one).op(Kind::relock, m).op(Kind::wait, cv, 1).op(Kind::notify_one, cv, 1, 2, two);
    built.op(Kind::wait, cv);
    built.step(two).op(Kind::relock, m).op(Kind::wait, cv, 1).op(Kind::finish);
    built.blocked(one, Kind::relock, m).blocked(three, Kind::relock, m);
    CHECK(deadlock_words(built) ==
          "too few notifications: `notify_one` at step 4 woke `two` only; `three`, waiting since "
          "step 2, was not woken and nobody notifies after that; `one` waits for it too");
  }

  TEST_CASE("a notified waiter that was cancelled swallows the notification") {
    TraceBuilder built;
    const TaskId a = built.task("a");
    const TaskId b = built.task("b");
    const TaskId main = built.task("main");
    const ObjectId cv = built.object("cv", "condition");
    built.step(a).op(Kind::acquire, cv).op(Kind::wait, cv);
    built.step(b).op(Kind::acquire, cv).op(Kind::wait, cv);
    built.step(main).op(Kind::acquire, cv).op(Kind::notify, cv, 1, 1).woke({a});
    built.op(Kind::cancel, {}, 1, 0, a).op(Kind::release, cv);
    built.step(a).op(Kind::release, cv).op(Kind::raise).op(Kind::finish);
    built.blocked(b, Kind::wait, cv);
    CHECK(deadlock_words(built) ==
          "lost notification (swallowed): `notify` at step 2 woke `a`, which was cancelled at step "
          "2 before it returned, and passed nothing on; `b`, waiting since step 1, was not woken "
          "and nobody notifies after that");
  }

  TEST_CASE("a condition that nobody notifies is said to be so") {
    TraceBuilder built;
    const TaskId main = built.task("main");
    const ObjectId cv = built.object("cv", "condition");
    built.step(main).op(Kind::acquire, cv).op(Kind::wait, cv).blocked(main, Kind::wait, cv);
    CHECK(deadlock_words(built) ==
          "`main` began to wait at step 0 for a notification of `cv`, and nobody ever notifies it");
  }

  TEST_CASE("an event that was cleared again is told with both steps") {
    TraceBuilder built;
    const TaskId main = built.task("main");
    const TaskId setter = built.task("setter");
    const ObjectId event = built.object("ready", "event");
    const TaskId other = built.task("other");
    built.step(setter).op(Kind::set, event).step(other).op(Kind::clear, event);
    built.step(main).op(Kind::wait, event).blocked(main, Kind::wait, event);
    CHECK(deadlock_words(built) ==
          "`main` waits for the event `ready`, which `setter` set at step 0 and `other` cleared at "
          "step 1; nobody sets it after that");
  }

  TEST_CASE("an event that nobody sets is said to be so") {
    TraceBuilder built;
    const TaskId main = built.task("main");
    const ObjectId event = built.object("ready", "event");
    built.step(main).op(Kind::wait, event).blocked(main, Kind::wait, event);
    CHECK(deadlock_words(built) == "`main` waits for the event `ready`, which nobody sets");
  }

  TEST_CASE("a requirement that fails after a wait tells who was faster") {
    TraceBuilder built;
    const TaskId producer = built.task("producer");
    const TaskId slow = built.task("slow");
    const TaskId fast = built.task("fast");
    const ObjectId m = built.object("m", "mutex");
    const ObjectId cv = built.object("cv", "condition_variable");
    built.step(slow).op(Kind::lock, m).op(Kind::wait, cv);
    built.step(producer).op(Kind::lock, m).op(Kind::notify_one, cv, 1, 1).op(Kind::unlock, m);
    built.step(fast).op(Kind::lock, m).op(Kind::unlock, m);
    built.step(slow).op(Kind::relock, m).op(Kind::wait, cv, 1).op(Kind::require, {}, 0);
    Violation violation;
    violation.property = Property::requirement;
    violation.message = "the buffer is not empty";
    violation.step = StepIndex{3};
    violation.task = slow;
    CHECK(words(violation, built) ==
          "the buffer is not empty (at step 3). `slow` was woken by `producer` at step 1, but "
          "`fast` took `m` at step 2, before `slow` was back at step 3");
  }

  TEST_CASE("a violation about a lock says who holds it") {
    TraceBuilder built;
    const TaskId holder = built.task("holder");
    const TaskId thief = built.task("thief");
    const ObjectId lock = built.object("L", "lock");
    built.step(holder).op(Kind::acquire, lock).holds(holder, lock).step(thief);
    Violation violation;
    violation.property = Property::discipline;
    violation.message = "`thief` releases a lock of another task";
    violation.step = StepIndex{1};
    violation.task = thief;
    violation.object = lock;
    CHECK(words(violation, built) ==
          "`thief` releases a lock of another task (at step 1). `holder` holds `L` since step 0");
  }
}

}  // namespace vigil
