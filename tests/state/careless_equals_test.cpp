// SPDX-License-Identifier: MIT
/// Careless keys of equal tasks: which of them is which is no matter, but who stands where in a
/// queue with what it knows is, and to which group it belongs.
#include <doctest/doctest.h>

#include <mutex>
#include <string>
#include <vector>

#include "primitives/asyncio.hpp"
#include "primitives/choose.hpp"
#include "primitives/require.hpp"
#include "primitives/shared.hpp"
#include "primitives/threads.hpp"
#include "tests/state/careless.hpp"

namespace vigil::tests {

namespace {

namespace aio = vigil::asyncio;
namespace sync = vigil::threads;

using Outcomes = std::vector<std::string>;

/// Two equal threads choose a number each and wait; they are let go in order of arrival.
void choose_and_queue() {
  sync::mutex mutex{"m"};
  sync::condition_variable condition{"cv"};
  sync::condition_variable all_wait{"all wait"};
  Shared<int> waiting{0, "waiting"};
  Shared<std::string> order{{}, "order"};
  sync::equal_threads threads = sync::spawn_equal(2, "worker", [&] {
    std::unique_lock lock(mutex);
    const std::uint32_t number = choose(2);
    ++waiting;
    all_wait.notify_one();
    condition.wait(lock);
    order.modify([&](std::string& text) { text += static_cast<char>('0' + number); });
    all_wait.notify_one();
  });
  {
    std::unique_lock lock(mutex);
    all_wait.wait(lock, [&] { return waiting == 2; });
    condition.notify_one();
  }
  {
    std::unique_lock lock(mutex);
    all_wait.wait(lock, [&] { return !order.get().empty(); });
    condition.notify_one();
  }
  threads.join();
  outcome("order", order.get());
}

/// The same in asyncio, where the queue is that of the lock.
void choose_and_queue_for_lock() {
  aio::Lock lock{"lock"};
  Shared<std::string> order{{}, "order"};
  lock.acquire();
  const aio::EqualTasks tasks = aio::spawn_equal(2, "worker", [&] {
    const std::uint32_t number = choose(2);
    lock.acquire();
    order.modify([&](std::string& text) { text += static_cast<char>('0' + number); });
    lock.release();
  });
  aio::yield_now();
  lock.release();
  tasks.wait();
  outcome("order", order.get());
}

/// And where it is that of a condition.
void choose_and_queue_for_condition() {
  aio::Condition condition{"condition"};
  aio::Event all_wait{"all wait"};
  Shared<std::string> order{{}, "order"};
  Shared<int> waiting{0, "waiting"};
  const aio::EqualTasks tasks = aio::spawn_equal(2, "worker", [&] {
    const std::uint32_t number = choose(2);
    condition.acquire();
    if (++waiting == 2) all_wait.set();
    condition.wait();
    order.modify([&](std::string& text) { text += static_cast<char>('0' + number); });
    condition.release();
  });
  all_wait.wait();
  for (int round = 0; round < 2; ++round) {
    condition.acquire();
    condition.notify();
    condition.release();
  }
  tasks.wait();
  outcome("order", order.get());
}

/// Two groups whose tasks do the same and are told the same, until the end.
void two_groups() {
  sync::mutex mutex{"m"};
  Shared<std::string> left{{}, "left"};
  const auto member = [&](char name) {
    return [&, name] {
      { const std::lock_guard guard(mutex); }
      const std::lock_guard guard(mutex);
      if (choose(2) == 1) left.modify([name](std::string& text) { text += name; });
    };
  };
  sync::equal_threads first = sync::spawn_equal(1, "a", member('a'));
  sync::equal_threads second = sync::spawn_equal(1, "b", member('b'));
  first.join();
  second.join();
  outcome("left", left.get());
}

}  // namespace

TEST_SUITE("careless_keys") {
  TEST_CASE("where in a queue an equal task stands with what it knows is part of the state") {
    const Outcomes all{"done order=00", "done order=01", "done order=10", "done order=11"};
    ExecutionOptions fifo;
    fifo.notify_order = NotifyOrder::fifo;
    CHECK(explored({.body = choose_and_queue, .execution = fifo}) == Explored{all, 51});
    CHECK(explored({.body = choose_and_queue, .execution = fifo, .symmetry = false}) ==
          Explored{all, 93});
    CHECK(explored({.dialect = Dialect::asyncio, .body = choose_and_queue_for_lock}) ==
          Explored{all, 25});
    CHECK(explored({.dialect = Dialect::asyncio,
                    .body = choose_and_queue_for_lock,
                    .symmetry = false}) == Explored{all, 47});
  }

  TEST_CASE("where among the waiters of a condition an equal task stands is part of the state") {
    const Outcomes all{"done order=00", "done order=01", "done order=10", "done order=11"};
    Careless program{.dialect = Dialect::asyncio, .body = choose_and_queue_for_condition};
    CHECK(explored(program) == Explored{all, 28});
    program.symmetry = false;
    CHECK(explored(program) == Explored{all, 54});
  }

  TEST_CASE("to which of two groups a task belongs is part of the state") {
    const Outcomes all{"done left=", "done left=a", "done left=ab", "done left=b", "done left=ba"};
    CHECK(explored({.body = two_groups}) == Explored{all, 38});
    CHECK(explored({.body = two_groups, .symmetry = false}) == Explored{all, 38});
  }

  TEST_CASE("equal tasks keep their places in the queue of a loop that keeps its order") {
    const auto body = [] {
      Shared<std::string> order{{}, "order"};
      const auto say = [&order](char name) {
        return [&order, name] { order.modify([name](std::string& text) { text += name; }); };
      };
      const aio::EqualTasks tasks = aio::spawn_equal(2, "worker", say('w'));
      const aio::Task<> other = aio::spawn("other", say('o'));
      tasks.wait();
      aio::wait(other);
      outcome("order", order.get());
    };
    ExecutionOptions fifo;
    fifo.order = Order::fifo;
    CHECK(explored({.dialect = Dialect::asyncio, .body = body, .execution = fifo}) ==
          Explored{{"done order=wwo"}, 9, true});
  }

  TEST_CASE("an equal task that asks who it is ends the merging") {
    const auto body = [] {
      sync::mutex mutex{"m"};
      Shared<std::vector<std::uint32_t>> ids{{}, "ids"};
      sync::equal_threads threads = sync::spawn_equal(2, "worker", [&] {
        { const std::lock_guard guard(mutex); }
        const std::uint32_t id = sync::this_thread::get_id().task().value;
        const std::uint32_t number = choose(2);
        {
          const std::lock_guard guard(mutex);
          ids.push_back(id);
        }
        const std::lock_guard guard(mutex);
        if (ids.get().front() == id) outcome("first", number);
      });
      threads.join();
    };
    const Explored merging = explored({.body = body});
    const Explored plain = explored({.body = body, .symmetry = false});
    CHECK(merging == plain);
    CHECK(merging.outcomes == Outcomes{"done first=0", "done first=1"});
  }
}

}  // namespace vigil::tests
