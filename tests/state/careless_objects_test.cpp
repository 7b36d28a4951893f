// SPDX-License-Identifier: MIT
/// Careless keys, what objects and the engine carry: who waits where and in which order, what they
/// are owed, timers, budgets, the loop's order.
#include <doctest/doctest.h>

#include <chrono>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "primitives/asyncio.hpp"
#include "primitives/choose.hpp"
#include "primitives/require.hpp"
#include "primitives/retry.hpp"
#include "primitives/shared.hpp"
#include "primitives/threads.hpp"
#include "tests/state/careless.hpp"

namespace vigil::tests {

namespace {

namespace aio = vigil::asyncio;
namespace sync = vigil::threads;

using Outcomes = std::vector<std::string>;
using std::chrono::seconds;

[[nodiscard]] ExecutionOptions with_order(NotifyOrder order) {
  ExecutionOptions options;
  options.notify_order = order;
  return options;
}

/// Two threads wait; main lets one of them go, then the other.
void let_go_one_by_one() {
  sync::mutex mutex{"m"};
  sync::condition_variable condition{"cv"};
  Shared<std::vector<int>> order{{}, "order"};
  Shared<int> waiting{0, "waiting"};
  sync::condition_variable all_wait{"all wait"};
  const auto wait = [&](int who) {
    std::unique_lock lock(mutex);
    ++waiting;
    all_wait.notify_one();
    condition.wait(lock);
    order.push_back(who);
  };
  sync::thread one([&] { wait(1); });
  sync::thread two([&] { wait(2); });
  {
    std::unique_lock lock(mutex);
    all_wait.wait(lock, [&] { return waiting == 2; });
    condition.notify_one();
    condition.notify_one();
  }
  one.join();
  two.join();
  outcome("first", order.get().front());
}

}  // namespace

TEST_SUITE("careless_keys") {
  TEST_CASE("who came first is part of the state where the first is served first") {
    const Explored fifo = explored(
        {.body = let_go_one_by_one, .execution = with_order(NotifyOrder::fifo)});
    const Explored any =
        explored({.body = let_go_one_by_one, .execution = with_order(NotifyOrder::any)});
    const Outcomes both{"done first=1", "done first=2"};
    CHECK(fifo == Explored{both, 34});
    CHECK(any == Explored{both, 31});  // the order of the two is no matter
  }

  TEST_CASE("the order of a lock's queue is part of the state") {
    const auto body = [] {
      aio::Lock lock{"lock"};
      Shared<std::vector<int>> order{{}, "order"};
      lock.acquire();
      const auto take = [&](int who) {
        lock.acquire();
        order.push_back(who);
        lock.release();
      };
      const aio::Task<> one = aio::spawn("one", [&] { take(1); });
      const aio::Task<> two = aio::spawn("two", [&] { take(2); });
      aio::yield_now();
      aio::yield_now();
      lock.release();
      aio::wait(one, two);
      outcome("first", order.get().front());
    };
    const Explored found = explored({.dialect = Dialect::asyncio, .body = body});
    CHECK(found == Explored{{"done first=1", "done first=2"}, 22});
  }

  TEST_CASE("a waiter that came too late for a notification is another state") {
    // `early` waits, is notified, and `late` begins to wait before or after that.
    const auto body = [] {
      sync::mutex mutex{"m"};
      sync::condition_variable condition{"cv"};
      Shared<int> woken{0, "woken"};
      const auto wait = [&](int who) {
        std::unique_lock lock(mutex);
        condition.wait(lock);
        woken = who;
      };
      sync::thread early([&] { wait(1); });
      sync::thread late([&] { wait(2); });
      {
        const sync::lock_guard guard(mutex);
        condition.notify_one();
      }
      early.join();
      late.join();
    };
    const Explored found = explored({.body = body});
    CHECK(found == Explored{{"deadlock (blocked: main, task 1)",
                                     "deadlock (blocked: main, task 1, task 2)",
                                     "deadlock (blocked: main, task 2)"}, 14});
  }

  TEST_CASE("on which of two conditions of one lock a task waits is part of the state") {
    const auto body = [] {
      sync::mutex mutex{"m"};
      sync::condition_variable conditions[2];
      sync::thread waiter([&] {
        std::unique_lock lock(mutex);
        const Retry forgotten;
        sync::condition_variable& mine = conditions[choose(2)];
        forgotten.again();
        mine.wait(lock);
      });
      {
        const sync::lock_guard guard(mutex);
        conditions[0].notify_one();
      }
      waiter.join();
    };
    const Explored found = explored({.body = body});
    CHECK(found == Explored{{"deadlock (blocked: main, task 1)", "done"}, 5});
  }

  TEST_CASE("a wait inside a predicate that is waited for is part of the state") {
    const auto body = [] {
      sync::mutex outer{"outer"};
      sync::mutex inner{"inner"};
      sync::condition_variable outer_changed{"outer changed"};
      sync::condition_variable inner_changed{"inner changed"};
      Shared<int> round{0, "round"};
      Shared<int> ready{0, "ready"};
      sync::thread helper([&] {
        for (int i = 1; i <= 2; ++i) {
          {
            const sync::lock_guard guard(inner);
            ready = i;
            inner_changed.notify_one();
          }
          const sync::lock_guard guard(outer);
          round = i;
          outer_changed.notify_one();
        }
      });
      int seen = 0;
      {
        std::unique_lock lock(outer);
        outer_changed.wait(lock, [&] {
          std::unique_lock own(inner);
          inner_changed.wait(own, [&] { return ready > 0; });
          return ready == 2;
        });
        seen = round;
      }
      helper.join();
      outcome("round", seen);
    };
    const Explored found = explored({.body = body});
    CHECK(found == Explored{{"done round=1", "done round=2"}, 25});
  }

  TEST_CASE("inside a predicate that is waited for is not where it has been waited for") {
    // The same lock is what the thread stands at in the predicate and after it.
    const auto threads = [] {
      sync::mutex outer{"outer"};
      sync::mutex inner{"inner"};
      sync::condition_variable changed{"changed"};
      Shared<bool> ready{false, "ready"};
      sync::thread helper([&] {
        {
          const sync::lock_guard guard(inner);
          ready = true;
        }
        const sync::lock_guard guard(outer);
        changed.notify_one();
      });
      {
        std::unique_lock lock(outer);
        changed.wait(lock, [&]() -> bool {
          const sync::lock_guard guard(inner);
          return ready;
        });
        const sync::lock_guard guard(inner);
      }
      helper.join();
    };
    const auto asyncio = [] {
      aio::Condition condition{"condition"};
      Shared<bool> ready{false, "ready"};
      const aio::Task<> helper = aio::spawn("helper", [&] {
        ready = true;
        condition.acquire();
        condition.notify();
        condition.release();
      });
      condition.acquire();
      condition.wait_for([&]() -> bool {
        aio::yield_now();
        return ready;
      });
      aio::yield_now();
      condition.release();
      aio::wait(helper);
    };
    CHECK(explored({.body = threads}) == Explored{{"done"}, 12});
    CHECK(explored({.dialect = Dialect::asyncio, .body = asyncio}) == Explored{{"done"}, 10});
  }

  TEST_CASE("how long a timer still runs is part of the state") {
    // With an early clock `late` begins its sleep before or after the clock has moved on.
    const auto body = [] {
      Shared<std::vector<int>> order{{}, "order"};
      const aio::Task<> tick = aio::spawn("tick", [] { aio::sleep(seconds(1)); });
      const aio::Task<> early = aio::spawn("early", [&] {
        aio::sleep(seconds(4));
        order.push_back(1);
      });
      const aio::Task<> late = aio::spawn("late", [&] {
        aio::yield_now();
        aio::sleep(seconds(2));
        order.push_back(2);
        aio::sleep(seconds(1));
        order.push_back(3);
      });
      aio::wait(tick, early, late);
      std::string text;
      for (const int who : order.get()) text += std::to_string(who);
      outcome("order", text);
    };
    ExecutionOptions options;
    options.clock = Clock::early;
    const Explored found =
        explored({.dialect = Dialect::asyncio, .body = body, .execution = options});
    CHECK(found == Explored{{"done order=123", "done order=213", "done order=231"}, 181});
  }

  TEST_CASE("the order of the loop's queue is part of the state where the loop keeps it") {
    const auto body = [] {
      aio::Event events[2];
      Shared<int> first{0, "first"};
      const auto wait = [&](int which) {
        events[which].wait();
        if (first == 0) first = which + 1;
      };
      const aio::Task<> one = aio::spawn("one", [&] { wait(0); });
      const aio::Task<> two = aio::spawn("two", [&] { wait(1); });
      aio::yield_now();
      {
        const Retry forgotten;
        const std::uint32_t which = choose(2);
        events[which].set();
        events[1 - which].set();
        forgotten.again();
      }
      aio::yield_now();
      outcome("first", first.get());
      one.join();
      two.join();
    };
    ExecutionOptions options;
    options.order = Order::fifo;
    const Explored found =
        explored({.dialect = Dialect::asyncio, .body = body, .execution = options});
    CHECK(found == Explored{{"done first=1", "done first=2"}, 10});
  }

  TEST_CASE("what is left of the spurious wake-ups is part of the state") {
    // Two waits for one notification: the second needs a spurious wake-up that the first did not
    // use.
    const auto body = [] {
      sync::mutex mutex{"m"};
      sync::condition_variable condition{"cv"};
      Shared<bool> go{false, "go"};
      sync::thread waiter([&] {
        std::unique_lock lock(mutex);
        condition.wait(lock, [&] { return go.get(); });
        condition.wait(lock);
      });
      {
        const sync::lock_guard guard(mutex);
        go = true;
        condition.notify_one();
      }
      waiter.join();
    };
    ExecutionOptions options;
    options.spurious_budget = 1;
    const Explored found = explored({.body = body, .execution = options});
    CHECK(found == Explored{{"deadlock (blocked: main, task 1)", "done"}, 9});
  }

  TEST_CASE("a cancellation on its way is part of the state") {
    const auto body = [] {
      aio::Event go{"go"};
      const aio::Task<> worker = aio::spawn("worker", [&] {
        try {
          go.wait();
          outcome("worker", "went on");
        } catch (const aio::CancelledError&) {
          outcome("worker", "cancelled");
        }
      });
      aio::yield_now();
      {
        const Retry forgotten;
        if (choose(2) == 1) worker.cancel();
        forgotten.again();
      }
      aio::yield_now();
      go.set();
      aio::wait(worker);
    };
    const Explored found = explored({.dialect = Dialect::asyncio, .body = body});
    CHECK(found == Explored{{"done", "done worker=cancelled", "done worker=went on"}, 17});
  }

  TEST_CASE("what a queue contains is part of the state and not only how much") {
    const auto put_two = [](auto put) {
      const Retry forgotten;
      const auto first = static_cast<int>(choose(2));
      put(first);
      put(1 - first);
      forgotten.again();
    };
    const auto threads = [&] {
      sync::mutex mutex{"m"};
      Shared<std::deque<int>> queue{{}, "queue"};
      sync::thread other([&] { const sync::lock_guard guard(mutex); });
      {
        const sync::lock_guard guard(mutex);
        put_two([&](int item) { queue.push_back(item); });
      }
      other.join();
      outcome("front", queue.get().front());
    };
    const auto asyncio = [&] {
      aio::Queue<int> queue{0, "queue"};
      put_two([&](int item) { queue.put_nowait(item); });
      aio::yield_now();
      outcome("front", queue.get());
    };
    const Outcomes both{"done front=0", "done front=1"};
    CHECK(explored({.body = threads}) == Explored{both, 10});
    CHECK(explored({.dialect = Dialect::asyncio, .body = asyncio}) == Explored{both, 3, true});
  }

  TEST_CASE("who waits for a semaphore is part of the state") {
    const auto body = [] {
      aio::Semaphore semaphore{0, "semaphore"};
      Shared<int> first{0, "first"};
      const auto enter = [&](int who) {
        semaphore.acquire();
        if (first == 0) first = who;
        semaphore.release();
      };
      const aio::Task<> one = aio::spawn("one", [&] { enter(1); });
      const aio::Task<> two = aio::spawn("two", [&] { enter(2); });
      aio::yield_now();
      aio::yield_now();
      semaphore.release();
      aio::wait(one, two);
      outcome("first", first.get());
    };
    const Explored found = explored({.dialect = Dialect::asyncio, .body = body});
    CHECK(found == Explored{{"done first=1", "done first=2"}, 34, true});
  }
}

}  // namespace vigil::tests
