// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <mutex>
#include <string>
#include <vector>

#include "primitives/asyncio.hpp"
#include "tests/support/check.hpp"

namespace vigil::tests {

namespace {

using asyncio::Condition;
using asyncio::Lock;
using asyncio::spawn;
using asyncio::Task;
using asyncio::TaskHandle;
using asyncio::wait;
using asyncio::yield_now;

/// Spawns `count` tasks that wait on the condition, and returns when all of them do.
std::vector<Task<>> spawn_waiters(Condition& condition, asyncio::Event& ready, Shared<int>& awake,
                                  int count) {
  std::vector<Task<>> tasks;
  const auto here = std::make_shared<Shared<int>>(0);
  for (int i = 0; i < count; ++i) {
    tasks.push_back(spawn([&condition, &ready, &awake, here, count] {
      const std::unique_lock held{condition};
      if (++*here == count) ready.set();
      condition.wait();
      ++awake;
    }));
  }
  ready.wait();
  return tasks;
}

/// How many of three waiters wake up when main does `notify`.
Outcomes woken_of_three(const std::function<void(Condition&)>& notify) {
  return outcomes_of([notify] {
    Condition condition;
    asyncio::Event ready;
    Shared<int> awake{0};
    const std::vector<Task<>> tasks = spawn_waiters(condition, ready, awake, 3);
    condition.acquire();
    notify(condition);
    condition.release();
    asyncio::sleep(std::chrono::seconds{1});
    outcome("awake", awake.get());
    condition.acquire();
    condition.notify_all();
    condition.release();
    wait(tasks);
  });
}

}  // namespace

TEST_SUITE_BEGIN("condition");

TEST_CASE("notify wakes exactly n waiters") {
  CHECK(woken_of_three([](Condition& c) { c.notify(); }) == Outcomes{"done awake=1"});
  CHECK(woken_of_three([](Condition& c) { c.notify(2); }) == Outcomes{"done awake=2"});
  CHECK(woken_of_three([](Condition& c) { c.notify(5); }) == Outcomes{"done awake=3"});
  CHECK(woken_of_three([](Condition& c) { c.notify(0); }) == Outcomes{"done awake=0"});
  CHECK(woken_of_three([](Condition& c) { c.notify(-1); }) == Outcomes{"done awake=0"});
  CHECK(woken_of_three([](Condition& c) { c.notify_all(); }) == Outcomes{"done awake=3"});
}

TEST_CASE("notify wakes the waiter that waits longest, or any with notify-order any") {
  const Body body = [] {
    Condition condition;
    Shared<std::string> woken{""};
    const auto waiter = [&](const char* name) {
      const std::unique_lock held{condition};
      condition.wait();
      woken.modify([&](std::string& all) { all += name; });
    };
    condition.acquire();
    const auto a = spawn("a", [&] { waiter("a"); });
    yield_now();
    const bool first = condition.its_lock().waiter_count() == 1;
    const auto b = spawn("b", [&] { waiter("b"); });
    yield_now();
    const bool second = condition.its_lock().waiter_count() == 2;
    condition.release();
    if (!first || !second) {  // only where a came before b, and both before the notify
      a.cancel();
      b.cancel();
      wait(a, b);
      return;
    }
    asyncio::sleep(std::chrono::seconds{1});
    condition.acquire();
    condition.notify();
    condition.release();
    asyncio::sleep(std::chrono::seconds{1});
    outcome("woken", woken.get());
    condition.acquire();
    condition.notify();
    condition.release();
    wait(a, b);
  };
  CHECK(outcomes_of(body) == Outcomes{"done", "done woken=a"});
  ExecutionOptions any;
  any.notify_order = NotifyOrder::any;
  CHECK(outcomes_of(body, any) == Outcomes{"done", "done woken=a", "done woken=b"});
}

TEST_CASE("waiting and notifying without the lock raise RuntimeError with the texts of CPython") {
  const Body body = [] {
    Condition condition;
    const auto error_of = [](const auto& operation) -> std::string {
      try {
        operation();
      } catch (const asyncio::Exception& error) {
        return error.what();
      }
      return "none";
    };
    outcome("wait", error_of([&] { condition.wait(); }));
    outcome("wait_for", error_of([&] { condition.wait_for([] { return false; }); }));
    outcome("notify", error_of([&] { condition.notify(); }));
    outcome("notify_all", error_of([&] { condition.notify_all(); }));
    outcome("release", error_of([&] { condition.release(); }));
  };
  CHECK(outcomes_of(body) == Outcomes{"done notify=RuntimeError: cannot notify on un-acquired lock"
                                      " notify_all=RuntimeError: cannot notify on un-acquired lock"
                                      " release=RuntimeError: Lock is not acquired."
                                      " wait=RuntimeError: cannot wait on un-acquired lock"
                                      " wait_for=RuntimeError: cannot wait on un-acquired lock"});
}

TEST_CASE("a notification that nobody waits for is lost") {
  const Body body = [] {
    Condition condition;
    const auto waiter = spawn("waiter", [&] {
      const std::unique_lock held{condition};
      condition.wait();
    });
    const auto notifier = spawn("notifier", [&] {
      const std::unique_lock held{condition};
      condition.notify();
    });
    wait(waiter, notifier);
  };
  CHECK(outcomes_of(body) == Outcomes{"deadlock (blocked: main, waiter)", "done"});
  CHECK(traces_of(body) == 2);
}

TEST_CASE("wait_for returns only when the predicate holds") {
  const Body body = [] {
    Condition condition;
    Shared<int> count{0};
    const auto add = [&] {
      const std::unique_lock held{condition};
      ++count;
      condition.notify();
    };
    const auto a = spawn(add);
    const auto b = spawn(add);
    std::unique_lock held{condition};
    condition.wait_for([&] { return count == 2; });
    outcome("count", count.get());
    held.unlock();
    wait(a, b);
  };
  CHECK(outcomes_of(body) == Outcomes{"done count=2"});
}

TEST_CASE("wait_for that returns without the lock breaks predicate-on-resume") {
  CHECK(broken_by([] {
          Condition condition;
          condition.wait_for([] { return true; });
        }) == std::vector{Property::predicate_on_resume});
  CHECK(broken_by([] {
          Condition condition;
          const std::unique_lock held{condition};
          condition.wait_for([] { return true; });
        }).empty());
}

TEST_CASE("an exception of the predicate leaves wait_for with the lock held") {
  const Body body = [] {
    Condition condition;
    try {
      const std::unique_lock held{condition};
      try {
        condition.wait_for([]() -> bool { throw asyncio::ValueError("no"); });
      } catch (const asyncio::ValueError&) {
        outcome("locked", condition.locked() ? 1 : 0);
        throw;
      }
    } catch (const asyncio::ValueError& error) {
      outcome("error", error.text());
    }
  };
  CHECK(outcomes_of(body) == Outcomes{"done error=no locked=1"});
}

TEST_CASE("a wait on another task's lock breaks discipline") {
  const Body body = [] {
    Condition condition;
    std::unique_lock held{condition};
    const auto stray = spawn("stray", [&] {
      if (condition.locked()) condition.wait();
    });
    yield_now();
    condition.notify_all();
    held.unlock();
    stray.join();
  };
  CHECK(broken_by(body) == std::vector{Property::discipline});
}

TEST_CASE("a notify under another task's lock breaks discipline") {
  const Body body = [] {
    Condition condition;
    std::unique_lock held{condition};
    const auto stray = spawn("stray", [&] {
      if (condition.locked()) condition.notify();
    });
    yield_now();
    held.unlock();
    stray.join();
  };
  CHECK(broken_by(body) == std::vector{Property::discipline});
  CHECK(broken_by(body, without_discipline()).empty());
}

TEST_CASE("two conditions on one lock wake only their own waiters") {
  const Body body = [] {
    Lock lock;
    Condition even{lock, "even"};
    Condition odd{lock, "odd"};
    Shared<int> turn{0};
    const auto waiter = spawn("waiter", [&] {
      const std::unique_lock held{lock};
      odd.wait_for([&] { return turn == 1; });
      turn = 2;
      even.notify();
    });
    std::unique_lock held{lock};
    turn = 1;
    odd.notify();
    even.wait_for([&] { return turn == 2; });
    held.unlock();
    waiter.join();
  };
  CHECK(outcomes_of(body) == Outcomes{"done"});
}

TEST_CASE("a woken waiter queues behind those who wait for the lock") {
  const Body body = [] {
    Condition condition;
    Shared<std::string> order{""};
    const auto note = [&](const char* what) {
      order.modify([&](std::string& all) { all += what; });
    };
    const auto waiter = spawn("waiter", [&] {
      const std::unique_lock held{condition};
      condition.wait();
      note("waiter ");
    });
    asyncio::sleep(std::chrono::seconds{1});
    condition.acquire();
    const auto other = spawn("other", [&] {
      const std::unique_lock held{condition};
      note("other ");
    });
    asyncio::sleep(std::chrono::seconds{1});
    condition.notify();
    condition.release();
    wait(waiter, other);
    outcome("order", order.get());
  };
  CHECK(outcomes_of(body) == Outcomes{"done order=other waiter "});
}

TEST_CASE("a cancelled waiter holds the lock when it leaves") {
  const Body body = [] {
    Condition condition;
    const auto waiter = spawn("waiter", [&] {
      const std::unique_lock held{condition};
      try {
        condition.wait();
      } catch (const asyncio::CancelledError&) {
        require(condition.its_lock().holder() == asyncio::current_task().id(), "holds the lock");
        throw;
      }
    });
    const auto other = spawn("other", [&] {
      const std::unique_lock held{condition};
      yield_now();
    });
    yield_now();
    waiter.cancel();
    yield_now();
    waiter.cancel();
    wait(waiter, other);
    outcome("waiter", waiter.cancelled() ? "cancelled" : "done");
  };
  CHECK(outcomes_of(body) == Outcomes{"done waiter=cancelled"});
}

TEST_CASE("a notification of a cancelled waiter is passed on since CPython 3-13") {
  const Body body = [] {
    Condition condition;
    Shared<bool> go{false};
    const auto waiter = [&] {
      const std::unique_lock held{condition};
      condition.wait_for([&] { return go.get(); });
      condition.notify();
    };
    const auto a = spawn("a", waiter);
    const auto b = spawn("b", waiter);
    asyncio::sleep(std::chrono::seconds{1});
    std::unique_lock held{condition};
    go = true;
    condition.notify();
    held.unlock();
    a.cancel();
    wait(a, b);
  };
  CHECK(outcomes_of(body, with_cpython(Cpython::v3_13)) == Outcomes{"done"});
  // gh-112202: the notification dies with `a` when `a` was the first waiter.
  CHECK(outcomes_of(body, with_cpython(Cpython::v3_12)) ==
        Outcomes{"deadlock (blocked: b, main)", "done"});
}

TEST_CASE("only a cancellation makes a wait return unnotified, since CPython 3-13") {
  const Body body = [] {
    Condition condition;
    Shared<int> returned{0};
    const auto waiter = [&] {
      const std::unique_lock held{condition};
      condition.wait();
      ++returned;
    };
    const auto a = spawn("a", waiter);
    const auto b = spawn("b", waiter);
    asyncio::sleep(std::chrono::seconds{1});
    a.cancel();
    asyncio::sleep(std::chrono::seconds{1});
    outcome("returned", returned.get());
    b.cancel();
    wait(a, b);
  };
  CHECK(outcomes_of(body, with_cpython(Cpython::v3_13)) == Outcomes{"done returned=1"});
  CHECK(outcomes_of(body, with_cpython(Cpython::v3_12)) == Outcomes{"done returned=0"});
}

TEST_SUITE_END();

}  // namespace vigil::tests
