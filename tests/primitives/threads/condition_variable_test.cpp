// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "tests/primitives/threads/threads.hpp"

namespace vigil::tests {

namespace {

namespace sync = vigil::threads;

/// `count` tasks wait once each on one condition variable. `act` runs in main when all of them do.
void with_waiters(int count,
                  const std::function<void(sync::mutex&, sync::condition_variable&)>& act) {
  sync::mutex mutex{"m"};
  sync::condition_variable condition{"cv"};
  sync::condition_variable all_wait{"all wait"};
  Shared<int> waiting{0, "waiting"};
  std::vector<sync::thread> waiters;
  for (int i = 0; i < count; ++i) {
    waiters.push_back(sync::thread::named("waiter " + std::to_string(i + 1), [&] {
      std::unique_lock lock(mutex);
      if (++waiting == count) all_wait.notify_one();
      condition.wait(lock);
    }));
  }
  {
    std::unique_lock lock(mutex);
    while (waiting < count) all_wait.wait(lock);
  }
  act(mutex, condition);
  for (sync::thread& waiter : waiters) waiter.join();
}

/// A task waits for a flag that main sets; `notify` tells it.
void wait_for_flag(bool loop, const std::function<void(sync::condition_variable&)>& notify) {
  sync::mutex mutex{"m"};
  sync::condition_variable condition{"cv"};
  Shared<bool> ready{false, "ready"};
  sync::thread waiter = sync::thread::named("waiter", [&] {
    std::unique_lock lock(mutex);
    if (loop) {
      while (!ready) condition.wait(lock);
    } else if (!ready) {
      condition.wait(lock);
    }
    require(lock.owns_lock(), "wait returns with the mutex held");
    outcome("ready", ready ? 1 : 0);
  });
  {
    std::lock_guard lock(mutex);
    ready = true;
  }
  notify(condition);
  waiter.join();
}

}  // namespace

TEST_SUITE_BEGIN("condition_variable");

TEST_CASE("notify_one wakes exactly one of two waiters and any of them") {
  const Body body = [] {
    with_waiters(2, [](sync::mutex& mutex, sync::condition_variable& condition) {
      std::lock_guard lock(mutex);
      condition.notify_one();
    });
  };
  CHECK(outcomes_of(body, threads_options()) ==
        Outcomes{"deadlock (blocked: main, waiter 1)", "deadlock (blocked: main, waiter 2)"});
}

TEST_CASE("notify_one without the lock wakes any of two waiters") {
  const Body body = [] {
    with_waiters(2, [](sync::mutex&, sync::condition_variable& condition) {
      condition.notify_one();
    });
  };
  CHECK(outcomes_of(body, threads_options()) ==
        Outcomes{"deadlock (blocked: main, waiter 1)", "deadlock (blocked: main, waiter 2)"});
}

TEST_CASE("two notify_one wake two waiters") {
  const Body body = [] {
    with_waiters(2, [](sync::mutex& mutex, sync::condition_variable& condition) {
      std::lock_guard lock(mutex);
      condition.notify_one();
      condition.notify_one();
    });
  };
  CHECK(outcomes_of(body, threads_options()) == Outcomes{"done"});
}

TEST_CASE("notify_all wakes everybody who waits") {
  const Body body = [] {
    with_waiters(3, [](sync::mutex& mutex, sync::condition_variable& condition) {
      std::lock_guard lock(mutex);
      condition.notify_all();
    });
  };
  CHECK(outcomes_of(body, threads_options()) == Outcomes{"done"});
}

TEST_CASE("fifo notifies wake the waiter that came first") {
  const Body body = [] {
    sync::mutex mutex{"m"};
    sync::condition_variable condition{"cv"};
    Shared<int> arrivals{0, "arrivals"};
    Shared<int> woken{0, "woken"};
    const auto wait = [&] {
      std::unique_lock lock(mutex);
      const int arrival = ++arrivals;
      while (woken == 0) condition.wait(lock);
      if (woken == 1) {
        outcome("first", arrival);
        woken = 2;
        condition.notify_one();
      }
    };
    sync::thread a(wait);
    sync::thread b(wait);
    {
      std::lock_guard lock(mutex);
      if (arrivals == 2) {
        woken = 1;
        condition.notify_one();
      } else {
        woken = 2;
        condition.notify_all();
      }
    }
    a.join();
    b.join();
  };
  CHECK(outcomes_of(body, threads_options()) ==
        Outcomes{"done", "done first=1", "done first=2"});
  CHECK(outcomes_of(body, threads_options(0, NotifyOrder::fifo)) ==
        Outcomes{"done", "done first=1"});
}

TEST_CASE("a notify that finds nobody is lost") {
  const Body body = [] {
    sync::mutex mutex{"m"};
    sync::condition_variable condition{"cv"};
    {
      std::lock_guard lock(mutex);
      condition.notify_one();
      condition.notify_all();
    }
    std::unique_lock lock(mutex);
    condition.wait(lock);
  };
  CHECK(outcomes_of(body, threads_options()) == Outcomes{"deadlock (blocked: main)"});
}

TEST_CASE("a predicate loop never misses a flag set under the lock") {
  for (const bool loop : {true, false}) {
    const Body body = [loop] {
      wait_for_flag(loop, [](sync::condition_variable& condition) { condition.notify_one(); });
    };
    CHECK(outcomes_of(body, threads_options()) == Outcomes{"done ready=1"});
  }
}

TEST_CASE("without a budget no wait returns by itself") {
  const Body body = [] {
    wait_for_flag(true, [](sync::condition_variable&) {});
  };
  CHECK(outcomes_of(body, threads_options()) ==
        Outcomes{"deadlock (blocked: main, waiter)", "done ready=1"});
}

TEST_CASE("with a budget a wait can return by itself and a loop withstands it") {
  const auto notified = [](bool loop) {
    return [loop] {
      wait_for_flag(loop, [](sync::condition_variable& condition) { condition.notify_one(); });
    };
  };
  CHECK(outcomes_of(notified(true), threads_options(1)) == Outcomes{"done ready=1"});
  CHECK(outcomes_of(notified(false), threads_options(1)) ==
        Outcomes{"done ready=0", "done ready=1"});
}

TEST_CASE("a budget of one ends one wait and a budget of two ends two") {
  const Body body = [] {
    sync::mutex mutex{"m"};
    sync::condition_variable condition{"cv"};
    const auto wait = [&] {
      std::unique_lock lock(mutex);
      condition.wait(lock);
    };
    sync::thread a = sync::thread::named("a", wait);
    sync::thread b = sync::thread::named("b", wait);
    a.join();
    b.join();
  };
  const Outcomes none{"deadlock (blocked: a, b, main)"};
  const Outcomes one{"deadlock (blocked: a, b, main)", "deadlock (blocked: a, main)",
                     "deadlock (blocked: b, main)"};
  Outcomes two = one;
  two.push_back("done");
  CHECK(outcomes_of(body, threads_options(0)) == none);
  CHECK(outcomes_of(body, threads_options(1)) == one);
  CHECK(outcomes_of(body, threads_options(2)) == two);
}

TEST_CASE("waiting without the mutex is misuse") {
  const Body body = [] {
    sync::mutex mutex{"m"};
    sync::condition_variable condition{"cv"};
    std::unique_lock lock(mutex, std::defer_lock);
    condition.wait(lock);
  };
  CHECK(outcomes_of(body, threads_options()) ==
        Outcomes{"violated misuse: `main` waits on `cv` without owning the lock's mutex"});
}

TEST_CASE("waiting with another mutex than those who wait already is misuse") {
  const Body body = [] {
    sync::mutex a{"a"};
    sync::mutex b{"b"};
    sync::condition_variable condition{"cv"};
    sync::thread other = sync::thread::named("other", [&] {
      std::unique_lock lock(b);
      condition.wait(lock);
    });
    {
      std::unique_lock lock(a);
      condition.wait(lock);
    }
    other.join();
  };
  const std::string tail = " waits on `cv` with another mutex than those that wait already";
  CHECK(outcomes_of(body, threads_options()) ==
        Outcomes{"violated misuse: `main`" + tail, "violated misuse: `other`" + tail});
}

TEST_SUITE_END();

}  // namespace vigil::tests
