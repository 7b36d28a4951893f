// SPDX-License-Identifier: MIT
/// Diagnosis and lane table of failures that the engine really found, in small models of the
/// asyncio dialect. The golden files hold both.
#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <utility>

#include "primitives/asyncio.hpp"
#include "tests/detect/failure_text.hpp"
#include "tests/golden/golden.hpp"

namespace vigil {

namespace {

using namespace std::chrono_literals;

[[nodiscard]] std::string failure_text(std::function<void()> body,
                                       ExecutionOptions options = {}) {
  return test::failure_text(options, std::move(body));
}

// The golden files name lines: counting begins here, so that what is above can change.
#line 1 "model.cpp"
void sleep_instead_of_flag() {
  asyncio::Condition cv("cv");
  const auto waiter = [&] {
    std::scoped_lock lock(cv);
    cv.wait();
  };
  auto one = asyncio::spawn(waiter);
  auto two = asyncio::spawn(waiter);
  asyncio::sleep(1s);
  {
    std::scoped_lock lock(cv);
    cv.notify_all();
  }
  one.join();
  two.join();
}

void cancelled_waiter() {
  asyncio::Condition cv("cv");
  const auto waiter = [&] {
    std::scoped_lock lock(cv);
    cv.wait();
  };
  auto a = asyncio::spawn("a", waiter);
  auto b = asyncio::spawn("b", waiter);
  asyncio::sleep(1s);
  {
    std::scoped_lock lock(cv);
    cv.notify();
    a.cancel();
  }
  b.join();
}

void cleared_event() {
  asyncio::Event ready("ready");
  auto setter = asyncio::spawn("setter", [&] {
    ready.set();
    ready.clear();
  });
  asyncio::yield_now();
  ready.wait();
  setter.join();
}

void acquire_twice() {
  asyncio::Lock lock("lock");
  lock.acquire();
  lock.acquire();
}

void foreign_wait() {
  asyncio::Condition cv("cv");
  auto thief = asyncio::spawn("thief", [&] { cv.wait(); });
  cv.acquire();
  asyncio::sleep(1s);
  cv.release();
  thief.join();
}

void wait_without_lock() {
  asyncio::Condition cv("cv");
  cv.wait();
}

#line 95 "tests/detect/asyncio_failures_test.cpp"
}  // namespace

TEST_SUITE("asyncio_failures") {
  TEST_CASE("a sleep that stands for a flag drops the notification under arbitrary timing") {
    ExecutionOptions options;
    options.clock = Clock::arbitrary;
    const std::string text = failure_text(sleep_instead_of_flag, options);
    CHECK(test::differs_from_golden("failure_dropped_notify_all", text) == "");
  }
  TEST_CASE("before CPython 3.13 a cancelled waiter swallows the notification") {
    ExecutionOptions options;
    options.cpython = Cpython::v3_12;
    const std::string text = failure_text(cancelled_waiter, options);
    CHECK(test::differs_from_golden("failure_cancelled_waiter", text) == "");
  }
  TEST_CASE("an event that was cleared too early is told with both steps") {
    CHECK(test::differs_from_golden("failure_cleared_event", failure_text(cleared_event)) == "");
  }
  TEST_CASE("a lock acquired twice by one task names the first time") {
    CHECK(test::differs_from_golden("failure_acquire_twice", failure_text(acquire_twice)) == "");
  }
  TEST_CASE("a wait on the lock of another task names the holder") {
    CHECK(test::differs_from_golden("failure_foreign_wait", failure_text(foreign_wait)) == "");
  }
  TEST_CASE("a wait without the lock ends in the error of asyncio") {
    const std::string text = failure_text(wait_without_lock);
    CHECK(test::differs_from_golden("failure_wait_without_lock", text) == "");
  }
}

}  // namespace vigil
