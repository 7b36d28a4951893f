// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <string>

#include "primitives/asyncio.hpp"
#include "tests/support/check.hpp"

namespace vigil::tests {

namespace {

using asyncio::Queue;
using asyncio::spawn;
using asyncio::wait;
using asyncio::yield_now;

template <class Operation>
std::string error_of(Operation operation) {
  try {
    operation();
    return "none";
  } catch (const asyncio::BaseException& error) {
    return error.description();
  }
}

template <class AnyQueue>
Outcomes order_of() {
  return outcomes_of([] {
    AnyQueue queue;
    for (const int item : {2, 3, 1}) queue.put_nowait(item);
    int order = 0;
    while (!queue.empty()) order = order * 10 + queue.get();
    outcome("order", order);
  });
}

}  // namespace

TEST_SUITE_BEGIN("queue");

TEST_CASE("the three queues give their items in their own order") {
  CHECK(order_of<Queue<int>>() == Outcomes{"done order=231"});
  CHECK(order_of<asyncio::LifoQueue<int>>() == Outcomes{"done order=132"});
  CHECK(order_of<asyncio::PriorityQueue<int>>() == Outcomes{"done order=123"});
}

TEST_CASE("get waits for an item and put for a slot") {
  const Body body = [] {
    Queue<int> queue{1};
    const auto producer = spawn([&] {
      queue.put(1);
      queue.put(2);
      queue.put(3);
    });
    const int first = queue.get();
    const int second = queue.get();
    const int third = queue.get();
    outcome("items", first * 100 + second * 10 + third);
    producer.join();
  };
  CHECK(outcomes_of(body) == Outcomes{"done items=123"});
}

TEST_CASE("an empty or full queue raises without waiting") {
  const Body body = [] {
    Queue<int> queue{1};
    outcome("get", error_of([&] { (void)queue.get_nowait(); }));
    queue.put_nowait(1);
    outcome("put", error_of([&] { queue.put_nowait(2); }));
    queue.task_done();
    outcome("done", error_of([&] { queue.task_done(); }));
  };
  CHECK(outcomes_of(body) == Outcomes{"done done=ValueError: task_done() called too many times"
                                      " get=QueueEmpty put=QueueFull"});
}

TEST_CASE("a newcomer may take the item that a getter was woken for") {
  const Body body = [] {
    Queue<int> queue;
    const auto getter = spawn("getter", [&] { return queue.get(); });
    yield_now();
    queue.put_nowait(1);
    const auto newcomer = spawn("newcomer", [&] { return queue.get(); });
    yield_now();
    yield_now();
    queue.put_nowait(2);
    wait(getter, newcomer);
    outcome("getter", getter.result());
  };
  CHECK(outcomes_of(body) == Outcomes{"done getter=1", "done getter=2"});
}

TEST_CASE("a woken getter that is cancelled wakes the next one") {
  const Body body = [] {
    Queue<int> queue;
    const auto a = spawn("a", [&] { return queue.get(); });
    const auto b = spawn("b", [&] { return queue.get(); });
    yield_now();
    queue.put_nowait(1);
    a.cancel();
    wait(a);
    outcome("a", a.cancelled() ? 0 : a.result());
    if (!a.cancelled()) queue.put_nowait(2);
    outcome("b", b.join());
  };
  CHECK(outcomes_of(body) == Outcomes{"done a=0 b=1"});
}

TEST_CASE("join waits until every item is done") {
  const Body body = [] {
    Queue<int> queue;
    Shared<int> worked{0};
    queue.put_nowait(1);
    queue.put_nowait(2);
    const auto worker = spawn([&] {
      for (int i = 0; i < 2; ++i) {
        (void)queue.get();
        yield_now();
        ++worked;
        queue.task_done();
      }
    });
    queue.join();
    outcome("worked", worked.get());
    worker.join();
  };
  CHECK(outcomes_of(body) == Outcomes{"done worked=2"});
}

TEST_CASE("a queue that is shut down gives what it has and then raises") {
  const Body body = [] {
    Queue<int> queue;
    const auto getter = spawn("getter", [&] { return error_of([&] { (void)queue.get(); }); });
    asyncio::sleep(std::chrono::seconds{1});
    queue.shutdown();
    outcome("getter", getter.join());
    outcome("put", error_of([&] { queue.put(1); }));
    Queue<int> other;
    other.put_nowait(4);
    other.shutdown();
    outcome("left", other.get());
    outcome("then", error_of([&] { (void)other.get(); }));
    Queue<int> dropped;
    dropped.put_nowait(4);
    dropped.shutdown(true);
    dropped.join();
    outcome("size", dropped.qsize());
  };
  CHECK(outcomes_of(body) ==
        Outcomes{"done getter=QueueShutDown left=4 put=QueueShutDown size=0 then=QueueShutDown"});
}

TEST_SUITE_END();

}  // namespace vigil::tests
