// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <mutex>
#include <string>
#include <vector>

#include "primitives/asyncio.hpp"
#include "tests/support/check.hpp"

namespace vigil::tests {

namespace {

using asyncio::CancelledError;
using asyncio::sleep;
using asyncio::spawn;
using asyncio::timeout;
using asyncio::TimeoutError;
using asyncio::wait;
using std::chrono::seconds;

/// What came of an operation, in one word.
template <class Operation>
std::string result_of(Operation operation) {
  try {
    operation();
    return "returned";
  } catch (const asyncio::BaseException& error) {
    return error.description();
  }
}

}  // namespace

TEST_SUITE_BEGIN("timeout");

TEST_CASE("a body that takes longer raises TimeoutError and one that does not returns") {
  const Body body = [] {
    outcome("long", result_of([] { timeout(seconds{1}, [] { sleep(seconds{2}); }); }));
    outcome("short", result_of([] { timeout(seconds{2}, [] { sleep(seconds{1}); }); }));
    outcome("value", timeout(seconds{1}, [] { return 5; }));
    outcome("never", result_of([] { timeout(std::nullopt, [] { sleep(seconds{9}); }); }));
    outcome("left", asyncio::current_task().cancelling());
  };
  CHECK(outcomes_of(body) ==
        Outcomes{"done left=0 long=TimeoutError never=returned short=returned value=5"});
}

TEST_CASE("a deadline and the end of the body at the same moment can come in both orders") {
  const Body body = [] {
    outcome("result", result_of([] { timeout(seconds{1}, [] { sleep(seconds{1}); }); }));
  };
  CHECK(outcomes_of(body) == Outcomes{"done result=TimeoutError", "done result=returned"});
  CHECK(outcomes_of(body, fifo()) == Outcomes{"done result=TimeoutError"});
}

TEST_CASE("a timeout that is due at once expires at the first suspension") {
  const Body body = [] {
    Shared<int> lines{0};
    outcome("result", result_of([&] {
              timeout(seconds{0}, [&] {
                ++lines;
                asyncio::yield_now();
                ++lines;
              });
            }));
    outcome("lines", lines.get());
  };
  CHECK(outcomes_of(body, fifo()) == Outcomes{"done lines=1 result=TimeoutError"});
}

TEST_CASE("a cancellation from outside wins over a timeout") {
  const Body body = [] {
    const auto task = spawn([] { timeout(seconds{1}, [] { sleep(seconds{5}); }); });
    sleep(seconds{1});
    const bool accepted = task.cancel();
    wait(task);
    outcome("task", !accepted ? "too late" : task.cancelled() ? "cancelled" : "timed out");
    task.ignore_failure();
  };
  CHECK(outcomes_of(body) == Outcomes{"done task=cancelled", "done task=too late"});
}

TEST_CASE("a body that swallows the cancellation leaves normally although expired") {
  const Body body = [] {
    outcome("result", result_of([] {
              timeout(seconds{1}, [](asyncio::Timeout& scope) {
                try {
                  sleep(seconds{2});
                } catch (const CancelledError&) {
                  require(scope.expired(), "it expired");
                }
              });
            }));
    outcome("left", asyncio::current_task().cancelling());
  };
  CHECK(outcomes_of(body) == Outcomes{"done left=0 result=returned"});
}

TEST_CASE("the inner of two nested timeouts expires first") {
  const Body body = [] {
    outcome("outer", result_of([] {
              timeout(seconds{3}, [] {
                outcome("inner", result_of([] { timeout(seconds{1}, [] { sleep(seconds{9}); }); }));
                sleep(seconds{1});
              });
            }));
  };
  CHECK(outcomes_of(body) == Outcomes{"done inner=TimeoutError outer=returned"});
}

TEST_CASE("reschedule moves the deadline") {
  const Body body = [] {
    outcome("result", result_of([] {
              timeout(seconds{1}, [](asyncio::Timeout& scope) {
                scope.reschedule(seconds{5});
                sleep(seconds{3});
              });
            }));
    asyncio::Timeout unused{seconds{1}};
    outcome("unused", result_of([&] { unused.reschedule(seconds{1}); }));
    unused.enter();
    outcome("twice", result_of([&] { unused.enter(); }));
    unused.exit(false);
    outcome("late", result_of([&] { unused.reschedule(seconds{1}); }));
  };
  CHECK(outcomes_of(body) ==
        Outcomes{"done late=RuntimeError: Cannot change state of finished Timeout"
                 " result=returned"
                 " twice=RuntimeError: Timeout has already been entered"
                 " unused=RuntimeError: Timeout has not been entered"});
}

TEST_CASE("a timed-out wait on a condition leaves with the lock held") {
  const Body body = [] {
    asyncio::Condition condition;
    const std::unique_lock held{condition};
    outcome("result", result_of([&] { timeout(seconds{1}, [&] { condition.wait(); }); }));
    outcome("locked", condition.locked() ? 1 : 0);
  };
  CHECK(outcomes_of(body) == Outcomes{"done locked=1 result=TimeoutError"});
}

TEST_CASE("wait_for returns the result or raises TimeoutError in every generation") {
  for (const Cpython generation : {Cpython::v3_11, Cpython::v3_12, Cpython::v3_13}) {
    const Body body = [] {
      outcome("value", asyncio::wait_for([] { return sleep(seconds{1}), 5; }, seconds{2}));
      outcome("late", result_of([] { asyncio::wait_for([] { sleep(seconds{3}); }, seconds{2}); }));
      Shared<int> lines{0};
      outcome("zero", result_of([&] { asyncio::wait_for([&] { ++lines; }, seconds{0}); }));
      outcome("lines", lines.get());
    };
    CHECK(outcomes_of(body, with_cpython(generation)) ==
          Outcomes{"done late=TimeoutError lines=0 value=5 zero=TimeoutError"});
  }
}

TEST_CASE("wait_for swallows a cancellation in CPython 3-11 only") {
  const Body body = [] {
    asyncio::Event event;
    Shared<int> went_on{0};
    const auto task = spawn("task", [&] {
      asyncio::wait_for([&] { event.wait(); }, seconds{10});
      ++went_on;
      sleep(seconds{1});
    });
    sleep(seconds{1});
    event.set();
    asyncio::yield_now();
    task.cancel();
    wait(task);
    outcome("task", task.cancelled() ? "cancelled" : "done");
    outcome("went_on", went_on.get());
  };
  // 1: cancelled in the sleep that follows.
  CHECK(outcomes_of(body, with_cpython(Cpython::v3_12)) ==
        Outcomes{"done task=cancelled went_on=0", "done task=cancelled went_on=1"});
  CHECK(outcomes_of(body, with_cpython(Cpython::v3_11)) == Outcomes{"done task=cancelled went_on=0",
                                                                    "done task=cancelled went_on=1",
                                                                    "done task=done went_on=1"});
}

TEST_CASE("with any timeouts the adversary may let a timeout expire early") {
  const Body body = [] {
    asyncio::Event event;
    const auto setter = spawn([&] { event.set(); });
    outcome("result", result_of([&] { timeout(seconds{60}, [&] { event.wait(); }); }));
    setter.join();
  };
  CHECK(outcomes_of(body) == Outcomes{"done result=returned"});
  ExecutionOptions any;
  any.any_timeouts = true;
  CHECK(outcomes_of(body, any) == Outcomes{"done result=TimeoutError", "done result=returned"});
}

TEST_CASE("with any timeouts those of wait and of the older wait_for may expire early, too") {
  const Body waiting = [] {
    asyncio::Event event;
    const auto task = spawn([&] { event.wait(); });
    const auto setter = spawn([&] { event.set(); });
    const auto result = wait(std::vector{task}, asyncio::ReturnWhen::all_completed, seconds{60});
    outcome("done", result.done.size());
    wait(task, setter);
  };
  CHECK(outcomes_of(waiting) == Outcomes{"done done=1"});
  ExecutionOptions any;
  any.any_timeouts = true;
  CHECK(outcomes_of(waiting, any) == Outcomes{"done done=0", "done done=1"});
  const Body older = [] {
    asyncio::Event event;
    const auto setter = spawn([&] { event.set(); });
    outcome("result",
            result_of([&] { asyncio::wait_for([&] { event.wait(); }, seconds{60}); }));
    wait(setter);
  };
  any.cpython = Cpython::v3_11;
  CHECK(outcomes_of(older, any) == Outcomes{"done result=TimeoutError", "done result=returned"});
}

TEST_SUITE_END();

}  // namespace vigil::tests
