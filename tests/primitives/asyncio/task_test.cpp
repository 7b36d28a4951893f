// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <string>

#include "primitives/asyncio.hpp"
#include "tests/support/check.hpp"

namespace vigil::tests {

namespace {

using asyncio::CancelledError;
using asyncio::spawn;
using asyncio::TaskHandle;
using asyncio::wait;
using asyncio::yield_now;
using std::chrono::seconds;

}  // namespace

TEST_SUITE_BEGIN("task");

TEST_CASE("a task starts when its creator suspends and not before") {
  const Body body = [] {
    Shared<int> started{0};
    const auto task = spawn([&] { ++started; });
    outcome("before", started.get());
    task.join();
    outcome("after", started.get());
  };
  CHECK(outcomes_of(body) == Outcomes{"done after=1 before=0"});
}

TEST_CASE("join returns the result or raises what the task raised") {
  const Body body = [] {
    const auto number = spawn([] { return 42; });
    const auto failing = spawn([]() -> int { throw asyncio::ValueError("bad"); });
    outcome("number", number.join());
    try {
      failing.join();
    } catch (const asyncio::ValueError& error) {
      outcome("error", error.what());
    }
  };
  CHECK(outcomes_of(body) == Outcomes{"done error=ValueError: bad number=42"});
}

TEST_CASE("an exception that nobody asks for is an uncaught violation") {
  const auto body_with = [](bool asks) {
    return [asks] {
      const auto failing = spawn("failing", [] { throw asyncio::ValueError("bad"); });
      wait(failing);
      if (asks) require(failing.exception() != nullptr, "it failed");
    };
  };
  CHECK(broken_by(body_with(false)) == std::vector{Property::uncaught});
  CHECK(broken_by(body_with(true)).empty());
}

TEST_CASE("an exception of any type that leaves main is an uncaught violation") {
  CHECK(broken_by([] { throw 3; }) == std::vector{Property::uncaught});
  CHECK(broken_by([] { throw asyncio::RuntimeError("x"); }) == std::vector{Property::uncaught});
  CHECK(broken_by([] {
          yield_now();
          throw std::string{"x"};
        }) == std::vector{Property::uncaught});
}

TEST_CASE("a task that is cancelled before it starts never runs a line") {
  const Body body = [] {
    Shared<int> lines{0};
    const auto task = spawn([&] { ++lines; });
    require(task.cancel(), "it can be cancelled");
    wait(task);
    outcome("lines", lines.get());
    outcome("cancelled", task.cancelled() ? 1 : 0);
  };
  CHECK(outcomes_of(body) == Outcomes{"done cancelled=1 lines=0"});
}

TEST_CASE("cancellation is delivered once however often it is asked for") {
  const Body body = [] {
    Shared<int> hits{0};
    const auto task = spawn([&] {
      for (int i = 0; i < 3; ++i) {
        try {
          asyncio::sleep(seconds{1});
        } catch (const CancelledError&) {
          ++hits;
        }
      }
    });
    asyncio::sleep(std::chrono::milliseconds{500});
    task.cancel();
    task.cancel();
    outcome("count", task.cancelling());
    task.join();
    outcome("hits", hits.get());
  };
  CHECK(outcomes_of(body) == Outcomes{"done count=2 hits=1"});
}

TEST_CASE("operations that do not suspend do not deliver a cancellation") {
  const Body body = [] {
    asyncio::Lock lock;
    asyncio::Event event;
    event.set();
    Shared<int> passed{0};
    const auto task = spawn([&] {
      asyncio::current_task().cancel();
      lock.acquire();
      event.wait();
      lock.release();
      ++passed;
      yield_now();
      ++passed;
    });
    wait(task);
    outcome("passed", passed.get());
    outcome("cancelled", task.cancelled() ? 1 : 0);
  };
  CHECK(outcomes_of(body) == Outcomes{"done cancelled=1 passed=1"});
}

TEST_CASE("a body that returns with a cancellation pending ends cancelled") {
  const Body body = [] {
    const auto task = spawn([] {
      asyncio::current_task().cancel();
      return 3;
    });
    wait(task);
    outcome("cancelled", task.cancelled() ? 1 : 0);
  };
  CHECK(outcomes_of(body) == Outcomes{"done cancelled=1"});
}

TEST_CASE("a woken task can be cancelled before it resumes") {
  const Body body = [] {
    asyncio::Event event;
    const auto task = spawn("task", [&] { event.wait(); });
    const auto setter = spawn("setter", [&] { event.set(); });
    const auto canceller = spawn("canceller", [&] { task.cancel(); });
    wait(task, setter, canceller);
    outcome("cancelled", task.cancelled() ? 1 : 0);
  };
  CHECK(outcomes_of(body) == Outcomes{"done cancelled=0", "done cancelled=1"});
}

TEST_CASE("cancelling a joiner cancels the task that it waits for") {
  const Body body = [] {
    const auto inner = spawn("inner", [] {
      try {
        asyncio::sleep(seconds{10});
      } catch (const CancelledError&) {
        return 7;  // swallows it
      }
      return 1;
    });
    const auto outer = spawn("outer", [&] { return inner.join(); });
    asyncio::sleep(seconds{1});
    outer.cancel();
    wait(outer);
    outcome("outer", outer.cancelled() ? -1 : outer.result());
  };
  CHECK(outcomes_of(body) == Outcomes{"done outer=7"});
}

TEST_CASE("uncancel to zero withdraws a pending cancellation since CPython 3-13") {
  const Body body = [] {
    Shared<int> passed{0};
    const auto task = spawn([&] {
      const TaskHandle self = asyncio::current_task();
      self.cancel();
      self.uncancel();
      yield_now();
      ++passed;
    });
    wait(task);
    outcome("passed", passed.get());
  };
  CHECK(outcomes_of(body, with_cpython(Cpython::v3_13)) == Outcomes{"done passed=1"});
  CHECK(outcomes_of(body, with_cpython(Cpython::v3_12)) == Outcomes{"done passed=0"});
}

TEST_CASE("awaiting oneself raises RuntimeError") {
  const Body body = [] {
    asyncio::Task<> self;
    const auto task = spawn("me", [&] { self.join(); });
    self = task;
    try {
      task.join();
    } catch (const asyncio::RuntimeError& error) {
      outcome("error", error.text());
    }
  };
  CHECK(outcomes_of(body) == Outcomes{"done error=Task cannot await on itself: <Task 'me'>"});
}

TEST_CASE("wait suspends even if all tasks have ended") {
  const Body body = [] {
    Shared<int> other{0};
    const auto task = spawn([] {});
    task.join();
    const auto second = spawn([&] { ++other; });
    const TaskHandle tasks[] = {task};
    wait(tasks);
    outcome("other", other.get());
    second.join();
  };
  CHECK(outcomes_of(body) == Outcomes{"done other=0", "done other=1"});
}

TEST_CASE("wait of no task raises ValueError") {
  const Body body = [] {
    try {
      wait(std::vector<asyncio::Task<>>{});
    } catch (const asyncio::ValueError& error) {
      outcome("error", error.text());
    }
  };
  CHECK(outcomes_of(body) == Outcomes{"done error=Set of Tasks/Futures is empty."});
}

TEST_CASE("wait for the first of two says which ones have ended") {
  const Body body = [] {
    const auto a = spawn([] {});
    const auto b = spawn([] { asyncio::sleep(seconds{1}); });
    const TaskHandle tasks[] = {a, b};
    const auto result = wait(tasks, asyncio::ReturnWhen::first_completed);
    outcome("done", result.done.size());
    outcome("pending", result.pending.size());
    b.join();
  };
  CHECK(outcomes_of(body) == Outcomes{"done done=1 pending=1"});
}

TEST_CASE("the first of two that ends wakes the waiter before or after the other ends") {
  const Body body = [] {
    const auto a = spawn("a", [] {});
    const auto b = spawn("b", [] {});
    const TaskHandle tasks[] = {a, b};
    const auto result = wait(tasks, asyncio::ReturnWhen::first_completed);
    std::string ended;
    for (const TaskHandle& task : result.done) ended += task.name();
    outcome("ended", ended);
    wait(a, b);
  };
  CHECK(outcomes_of(body) == Outcomes{"done ended=a", "done ended=ab", "done ended=b"});
}

TEST_CASE("a timeout of wait can come before or after what it waits for") {
  const Body body = [] {
    Shared<int> x{0};
    const auto task = spawn([&] {
      asyncio::sleep(seconds{1});
      x = 1;
    });
    const TaskHandle tasks[] = {task};
    const auto result = wait(tasks, asyncio::ReturnWhen::all_completed, seconds{1});
    outcome("done", result.done.size());
    outcome("x", x.get());
    task.join();
  };
  CHECK(outcomes_of(body) == Outcomes{"done done=0 x=0", "done done=1 x=1"});
}

TEST_CASE("wait with a timeout leaves the tasks running") {
  const Body body = [] {
    const auto slow = spawn([] { asyncio::sleep(seconds{5}); });
    const TaskHandle tasks[] = {slow};
    const auto result = wait(tasks, asyncio::ReturnWhen::all_completed, seconds{1});
    outcome("pending", result.pending.size());
    slow.join();
  };
  CHECK(outcomes_of(body) == Outcomes{"done pending=1"});
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("sleep");

TEST_CASE("sleeps end in the order of their deadlines under the virtual clock") {
  const Body body = [] {
    Shared<std::string> order{""};
    const auto sleeper = [&](int duration, const char* name) {
      asyncio::sleep(seconds{duration});
      order.modify([&](std::string& all) { all += name; });
    };
    const auto a = spawn([&] { sleeper(2, "a"); });
    const auto b = spawn([&] { sleeper(1, "b"); });
    wait(a, b);
    outcome("order", order.get());
  };
  CHECK(outcomes_of(body) == Outcomes{"done order=ba"});
  CHECK(outcomes_of(body, with_clock(Clock::arbitrary)) ==
        Outcomes{"done order=ab", "done order=ba"});
}

TEST_CASE("equal deadlines are a choice") {
  const Body body = [] {
    Shared<std::string> order{""};
    const auto sleeper = [&](const char* name) {
      asyncio::sleep(seconds{1});
      order.modify([&](std::string& all) { all += name; });
    };
    const auto a = spawn([&] { sleeper("a"); });
    const auto b = spawn([&] { sleeper("b"); });
    wait(a, b);
    outcome("order", order.get());
  };
  CHECK(outcomes_of(body) == Outcomes{"done order=ab", "done order=ba"});
  CHECK(outcomes_of(body, fifo()) == Outcomes{"done order=ab"});
}

TEST_CASE("with the early clock deadlines pass while tasks are ready") {
  const Body body = [] {
    Shared<int> turns{0};
    const auto worker = spawn([&] {
      yield_now();
      ++turns;
    });
    asyncio::sleep(seconds{1});
    outcome("turns", turns.get());
    worker.join();
  };
  CHECK(outcomes_of(body) == Outcomes{"done turns=1"});
  CHECK(outcomes_of(body, with_clock(Clock::early)) == Outcomes{"done turns=0", "done turns=1"});
  CHECK(outcomes_of(body, with_clock(Clock::arbitrary)) ==
        Outcomes{"done turns=0", "done turns=1"});
}

TEST_CASE("a sleep of any duration may end at any moment under every clock") {
  const Body body = [] {
    Shared<int> turns{0};
    const auto worker = spawn([&] {
      yield_now();
      ++turns;
    });
    asyncio::sleep(asyncio::any_duration);
    outcome("turns", turns.get());
    worker.join();
  };
  CHECK(outcomes_of(body) == Outcomes{"done turns=0", "done turns=1"});
}

TEST_CASE("a cancelled sleep ends at once and its timer is gone") {
  const Body body = [] {
    const auto sleeper = spawn([] {
      try {
        asyncio::sleep(seconds{5});
      } catch (const CancelledError&) {
        outcome("ended", Execution::current().now_ns());
        asyncio::sleep(seconds{1});
        outcome("again", Execution::current().now_ns());
      }
    });
    asyncio::sleep(seconds{2});
    sleeper.cancel();
    sleeper.join();
  };
  CHECK(outcomes_of(body) == Outcomes{"done again=3000000000 ended=2000000000"});
}

TEST_SUITE_END();

}  // namespace vigil::tests
