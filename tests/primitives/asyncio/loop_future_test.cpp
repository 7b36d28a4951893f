// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <deque>
#include <string>

#include "primitives/asyncio.hpp"
#include "tests/support/check.hpp"

namespace vigil::tests {

namespace {

using asyncio::CancelledError;
using asyncio::Future;
using asyncio::InvalidStateError;
using asyncio::spawn;
using asyncio::wait;

template <class Operation>
[[nodiscard]] std::string error_of(Operation operation) {
  try {
    operation();
  } catch (const asyncio::BaseException& error) {
    return error.description();
  }
  return "none";
}

}  // namespace

TEST_SUITE_BEGIN("loop_future");

TEST_CASE("awaiting a pending future suspends until somebody sets its result") {
  const Body body = [] {
    const Future<int> future{"answer"};
    const auto setter = spawn("setter", [future] { future.set_result(42); });
    outcome("before", future.done() ? 1 : 0);
    outcome("answer", future.await());
    outcome("after", future.done() ? 1 : 0);
    wait(setter);
  };
  CHECK(outcomes_of(body) == Outcomes{"done after=1 answer=42 before=0"});
}

TEST_CASE("awaiting a settled future does not suspend") {
  const Body body = [] {
    Shared<int> other{0};
    const auto task = spawn("other", [&] { other = 1; });
    const Future<std::string> future;
    future.set_result("here");
    outcome("got", future.await());
    outcome("other ran", other.get());
    wait(task);
  };
  CHECK(outcomes_of(body) == Outcomes{"done got=here other ran=0"});
}

TEST_CASE("settling a future wakes every task that awaits it") {
  const Body body = [] {
    const Future<> future;
    const auto a = spawn("a", [future] { future.await(); });
    const auto b = spawn("b", [future] { future.await(); });
    asyncio::sleep(std::chrono::seconds{1});
    future.set_result();
    wait(a, b);
  };
  CHECK(outcomes_of(body) == Outcomes{"done"});
}

TEST_CASE("a future that nobody settles blocks those who await it") {
  const Body body = [] { Future<>{"never"}.await(); };
  CHECK(outcomes_of(body) == Outcomes{"deadlock (blocked: main)"});
}

TEST_CASE("a settled future cannot be settled again and says so as CPython does") {
  const Body body = [] {
    const Future<int> future;
    outcome("pending", error_of([&] { (void)future.result(); }));
    future.set_result(1);
    outcome("set", error_of([&] { future.set_result(2); }));
    outcome("cancel", future.cancel() ? 1 : 0);
    outcome("value", future.result());
    const Future<int> failed;
    failed.set_exception(std::make_exception_ptr(asyncio::ValueError("no")));
    outcome("failed", error_of([&] { (void)failed.await(); }));
    const Future<int> gone;
    outcome("gone", gone.cancel() && gone.cancelled() ? 1 : 0);
    outcome("await gone", error_of([&] { (void)gone.await(); }));
  };
  CHECK(outcomes_of(body) ==
        Outcomes{"done await gone=CancelledError cancel=0 failed=ValueError: no gone=1"
                 " pending=InvalidStateError: Result is not set."
                 " set=InvalidStateError: invalid state value=1"});
}

TEST_CASE("cancelling a task cancels the pending future that it awaits") {
  const Body body = [] {
    const Future<> future;
    const auto waiter = spawn("waiter", [future] { future.await(); });
    asyncio::sleep(std::chrono::seconds{1});
    waiter.cancel();
    outcome("future", future.cancelled() ? 1 : 0);
    wait(waiter);
    outcome("waiter", waiter.cancelled() ? 1 : 0);
  };
  CHECK(outcomes_of(body) == Outcomes{"done future=1 waiter=1"});
}

TEST_CASE("a task that is cancelled between waking and resuming leaves the result behind") {
  const Body body = [] {
    const Future<> future;
    const auto waiter = spawn("waiter", [future] { future.await(); });
    asyncio::sleep(std::chrono::seconds{1});
    future.set_result();
    waiter.cancel();
    wait(waiter);
    outcome("future", future.cancelled() ? "cancelled" : "finished");
    outcome("waiter", waiter.cancelled() ? "cancelled" : "finished");
  };
  CHECK(outcomes_of(body) == Outcomes{"done future=finished waiter=cancelled"});
}

TEST_CASE("setting and awaiting a future race and setting twice is found") {
  const Body body = [] {
    const Future<int> future;
    for (const int value : {1, 2}) {
      spawn([future, value] {
        if (!future.done()) future.set_result(value);
      });
    }
    outcome("won", future.await());
  };
  CHECK(outcomes_of(body) == Outcomes{"done won=1", "done won=2"});
}

TEST_CASE("a lock written with a deque of futures excludes") {
  const Body body = [] {
    Shared<bool> locked{false, "locked"};
    std::deque<Future<>> waiters;
    Shared<int> inside{0, "inside"};
    const auto user = [&] {
      while (locked) {
        const Future<> future;
        waiters.push_back(future);
        future.await();
      }
      locked = true;
      require(++inside == 1, "one task is inside");
      asyncio::yield_now();
      --inside;
      locked = false;
      if (!waiters.empty()) {
        waiters.front().set_result();
        waiters.pop_front();
      }
    };
    const auto a = spawn("a", user);
    const auto b = spawn("b", user);
    const auto c = spawn("c", user);
    wait(a, b, c);
  };
  CHECK(outcomes_of(body) == Outcomes{"done"});
}

TEST_SUITE_END();

}  // namespace vigil::tests
