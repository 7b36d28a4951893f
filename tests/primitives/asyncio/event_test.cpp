// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "primitives/asyncio.hpp"
#include "tests/support/check.hpp"

namespace vigil::tests {

namespace {

using asyncio::Event;
using asyncio::spawn;
using asyncio::wait;
using asyncio::yield_now;

}  // namespace

TEST_SUITE_BEGIN("event");

TEST_CASE("wait goes on at once when the event is set") {
  const Body body = [] {
    Event event;
    event.set();
    Shared<int> others{0};
    const auto other = spawn([&] { ++others; });
    event.wait();
    outcome("others", others.get());
    other.join();
  };
  CHECK(outcomes_of(body) == Outcomes{"done others=0"});
}

TEST_CASE("set wakes every waiter") {
  const Body body = [] {
    Event event;
    Shared<int> woken{0};
    const auto waiter = [&] {
      event.wait();
      ++woken;
    };
    const auto a = spawn(waiter);
    const auto b = spawn(waiter);
    yield_now();
    event.set();
    wait(a, b);
    outcome("woken", woken.get());
  };
  CHECK(outcomes_of(body) == Outcomes{"done woken=2"});
}

TEST_CASE("set and clear in one go wake those who wait and nobody who comes later") {
  const Body body = [] {
    Event event;
    const auto waiter = spawn("waiter", [&] { event.wait(); });
    yield_now();
    event.set();
    event.clear();
    waiter.join();
  };
  CHECK(outcomes_of(body) == Outcomes{"deadlock (blocked: main, waiter)", "done"});
}

TEST_CASE("an event that nobody sets blocks for ever") {
  const Body body = [] {
    Event event;
    event.wait();
  };
  CHECK(broken_by(body) == std::vector{Property::deadlock});
}

TEST_CASE("clear never touches the waiters") {
  const Body body = [] {
    Event event;
    const auto waiter = spawn("waiter", [&] {
      event.wait();
      outcome("set", event.is_set() ? 1 : 0);
    });
    const auto clearer = spawn("clearer", [&] { event.clear(); });
    const auto setter = spawn("setter", [&] { event.set(); });
    wait(waiter, clearer, setter);
  };
  // The clear can come before the set, or after it: before or after the waiter resumes, or before
  // it has begun to wait at all.
  CHECK(outcomes_of(body) ==
        Outcomes{"deadlock (blocked: main, waiter)", "done set=0", "done set=1"});
}

TEST_CASE("waits commute") {
  const Body body = [] {
    Event event;
    const auto a = spawn([&] { event.wait(); });
    const auto b = spawn([&] { event.wait(); });
    const auto c = spawn([&] { event.wait(); });
    wait(a, b, c);
  };
  CHECK(traces_of(body) == 1);
  CHECK(broken_by(body) == std::vector{Property::deadlock});
}

TEST_CASE("a cancelled waiter leaves the others waiting") {
  const Body body = [] {
    Event event;
    const auto a = spawn("a", [&] { event.wait(); });
    const auto b = spawn("b", [&] { event.wait(); });
    yield_now();
    a.cancel();
    event.set();
    wait(a, b);
    outcome("a", a.cancelled() ? "cancelled" : "done");
    outcome("b", b.cancelled() ? "cancelled" : "done");
  };
  CHECK(outcomes_of(body) == Outcomes{"done a=cancelled b=done"});
}

TEST_SUITE_END();

}  // namespace vigil::tests
