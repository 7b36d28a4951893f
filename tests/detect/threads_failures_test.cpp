// SPDX-License-Identifier: MIT
/// Diagnosis and lane table of failures that the engine really found, in small models of the
/// threads dialect. The golden files hold both.
#include <doctest/doctest.h>

#include <functional>
#include <mutex>
#include <string>
#include <utility>

#include "primitives/require.hpp"
#include "primitives/threads/condition_variable.hpp"
#include "primitives/threads/mutex.hpp"
#include "primitives/threads/thread.hpp"
#include "tests/detect/failure_text.hpp"
#include "tests/golden/golden.hpp"

namespace vigil {

namespace {

namespace sync = vigil::threads;

[[nodiscard]] std::string failure_text(std::function<void()> body) {
  ExecutionOptions options;
  options.dialect = Dialect::threads;
  return test::failure_text(options, std::move(body));
}

// The golden files name lines: counting begins here, so that what is above can change.
#line 1 "model.cpp"
void lost_notify() {
  sync::mutex m{"m"};
  sync::condition_variable cv{"cv"};
  sync::thread notifier = sync::thread::named("notifier", [&] {
    std::unique_lock lock(m);
    cv.notify_one();
  });
  {
    std::unique_lock lock(m);
    cv.wait(lock);
  }
  notifier.join();
}

/// A buffer of one slot with one condition variable for both directions.
void shared_cv() {
  sync::mutex m{"m"};
  sync::condition_variable cv{"cv"};
  int used = 0;
  const auto produce = [&] {
    std::unique_lock lock(m);
    while (used == 1) cv.wait(lock);
    ++used;
    cv.notify_one();
  };
  const auto consume = [&] {
    std::unique_lock lock(m);
    while (used == 0) cv.wait(lock);
    --used;
    cv.notify_one();
  };
  sync::thread producers[] = {sync::thread::named("producer 1", produce),
                              sync::thread::named("producer 2", produce)};
  sync::thread consumers[] = {sync::thread::named("consumer 1", consume),
                              sync::thread::named("consumer 2", consume)};
  for (sync::thread& thread : producers) thread.join();
  for (sync::thread& thread : consumers) thread.join();
}

void if_not_while() {
  sync::mutex m{"m"};
  sync::condition_variable cv{"cv"};
  int items = 0;
  const auto consume = [&] {
    std::unique_lock lock(m);
    if (items == 0) cv.wait(lock);
    require(items > 0, "there is an item to take");
    --items;
  };
  sync::thread one = sync::thread::named("consumer 1", consume);
  sync::thread two = sync::thread::named("consumer 2", consume);
  for (int i = 0; i < 2; ++i) {
    std::unique_lock lock(m);
    ++items;
    cv.notify_one();
  }
  one.join();
  two.join();
}

void crossed_locks() {
  sync::mutex a{"A"};
  sync::mutex b{"B"};
  sync::thread other = sync::thread::named("other", [&] {
    std::scoped_lock first(b);
    std::scoped_lock second(a);
  });
  {
    std::scoped_lock first(a);
    std::scoped_lock second(b);
  }
  other.join();
}

void foreign_unlock() {
  sync::mutex m{"m"};
  m.lock();
  sync::thread thief = sync::thread::named("thief", [&] { m.unlock(); });
  thief.join();
  m.unlock();
}

#line 115 "tests/detect/threads_failures_test.cpp"
}  // namespace

TEST_SUITE("threads_failures") {
  TEST_CASE("a lost notify_one is diagnosed as dropped") {
    CHECK(test::differs_from_golden("failure_lost_notify", failure_text(lost_notify)) == "");
  }
  TEST_CASE("one condition variable for two conditions absorbs a notification") {
    CHECK(test::differs_from_golden("failure_shared_cv", failure_text(shared_cv)) == "");
  }
  TEST_CASE("an if instead of a while tells who took the item") {
    CHECK(test::differs_from_golden("failure_if_not_while", failure_text(if_not_while)) == "");
  }
  TEST_CASE("crossed locks are a lock cycle") {
    CHECK(test::differs_from_golden("failure_crossed_locks", failure_text(crossed_locks)) == "");
  }
  TEST_CASE("unlocking the mutex of another task names its holder") {
    CHECK(test::differs_from_golden("failure_foreign_unlock", failure_text(foreign_unlock)) == "");
  }
}

}  // namespace vigil
