// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <mutex>
#include <string>

#include "primitives/asyncio.hpp"
#include "tests/support/check.hpp"

namespace vigil::tests {

namespace {

using asyncio::Lock;
using asyncio::spawn;
using asyncio::wait;
using asyncio::yield_now;

/// Appends to the list of who did what, which becomes the outcome.
struct Diary {
  Shared<std::string> text{"", "diary"};
  void note(const std::string& what) {
    text.modify([&](std::string& all) { all += what; });
  }
  ~Diary() { outcome("diary", text.get()); }
};

}  // namespace

TEST_SUITE_BEGIN("lock");

TEST_CASE("a free lock is taken without a suspension") {
  const Body body = [] {
    Lock lock;
    Diary diary;
    const auto other = spawn([&] { diary.note("other"); });
    lock.acquire();
    lock.release();
    diary.note("main ");
    other.join();
  };
  CHECK(outcomes_of(body) == Outcomes{"done diary=main other"});
}

TEST_CASE("waiters get the lock in the order in which they queued") {
  const Body body = [] {
    Lock lock;
    Diary diary;
    lock.acquire();
    const auto queue = [&](const std::string& name) {
      diary.note(name);
      lock.acquire();
      diary.note(name);
      lock.release();
    };
    const auto a = spawn([&] { queue("a"); });
    const auto b = spawn([&] { queue("b"); });
    yield_now();
    yield_now();
    lock.release();
    wait(a, b);
  };
  // Who arrived first enters first; "aabb": a was through before b came.
  CHECK(outcomes_of(body) ==
        Outcomes{"done diary=aabb", "done diary=abab", "done diary=baba", "done diary=bbaa"});
}

TEST_CASE("a released lock is free but not to be had while a woken waiter is to come") {
  const Body body = [] {
    Lock lock;
    Diary diary;
    lock.acquire();
    const auto waiter = spawn([&] {
      lock.acquire();
      diary.note("waiter ");
      lock.release();
    });
    yield_now();
    const bool queued = lock.waiter_count() == 1;
    lock.release();
    if (!queued) diary.note("late ");
    require(!lock.locked(), "a released lock is free");
    lock.acquire();
    diary.note("main ");
    lock.release();
    waiter.join();
  };
  CHECK(outcomes_of(body) == Outcomes{"done diary=late main waiter ", "done diary=waiter main "});
}

TEST_CASE("releasing a free lock raises RuntimeError with CPython's text") {
  const Body body = [] {
    Lock lock;
    try {
      lock.release();
    } catch (const asyncio::RuntimeError& error) {
      outcome("error", error.what());
    }
  };
  CHECK(outcomes_of(body) == Outcomes{"done error=RuntimeError: Lock is not acquired."});
}

TEST_CASE("acquiring twice in one task deadlocks") {
  const Body body = [] {
    Lock lock;
    lock.acquire();
    lock.acquire();
  };
  CHECK(outcomes_of(body) == Outcomes{"deadlock (blocked: main)"});
  CHECK(broken_by(body) == std::vector{Property::deadlock});
}

TEST_CASE("critical sections that suspend do not overlap") {
  const auto body_with = [](bool locked) {
    return [locked] {
      Lock lock;
      Shared<int> inside{0};
      const auto work = [&] {
        std::unique_lock<Lock> held{lock, std::defer_lock};
        if (locked) held.lock();
        require(++inside == 1, "nobody else is inside");
        yield_now();
        --inside;
      };
      const auto a = spawn(work);
      const auto b = spawn(work);
      const auto c = spawn(work);
      wait(a, b, c);
    };
  };
  CHECK(broken_by(body_with(true)).empty());
  CHECK(broken_by(body_with(false)) == std::vector{Property::requirement});
}

TEST_CASE("a release of another task's lock breaks discipline and frees the lock") {
  const Body body = [] {
    Lock lock;
    lock.acquire();
    const auto stranger = spawn([&] { lock.release(); });
    stranger.join();
    outcome("locked", lock.is_locked() ? 1 : 0);
  };
  CHECK(broken_by(body) == std::vector{Property::discipline});
  CHECK(outcomes_of(body, without_discipline()) == Outcomes{"done locked=0"});
}

TEST_CASE("a task that ends while it holds a lock breaks lock-released") {
  const auto body_with = [](bool releases) {
    return [releases] {
      Lock lock;
      const auto holder = spawn([&] {
        lock.acquire();
        if (releases) lock.release();
      });
      holder.join();
    };
  };
  CHECK(broken_by(body_with(false)) == std::vector{Property::lock_released});
  CHECK(broken_by(body_with(true)).empty());
}

TEST_CASE("a woken waiter that is cancelled passes the lock on") {
  const Body body = [] {
    Lock lock;
    lock.acquire();
    const auto first = spawn("first", [&] {
      lock.acquire();
      lock.release();
    });
    const auto second = spawn("second", [&] {
      lock.acquire();
      lock.release();
    });
    yield_now();
    lock.release();
    first.cancel();
    wait(first, second);
    outcome("first", first.cancelled() ? "cancelled" : "done");
    outcome("second", second.cancelled() ? "cancelled" : "done");
  };
  // Never a deadlock; `first` is cancelled wherever it was, or before it started.
  CHECK(outcomes_of(body) == Outcomes{"done first=cancelled second=done"});
}

TEST_CASE("a cancelled waiter does not keep newcomers from a free lock") {
  const Body body = [] {
    Lock lock;
    lock.acquire();
    const auto waiter = spawn("waiter", [&] {
      lock.acquire();
      lock.release();
    });
    yield_now();
    waiter.cancel();
    lock.release();
    const auto newcomer = spawn("newcomer", [&] {
      lock.acquire();
      lock.release();
    });
    wait(waiter, newcomer);
    outcome("waiter", waiter.cancelled() ? "cancelled" : "done");
  };
  CHECK(outcomes_of(body) == Outcomes{"done waiter=cancelled"});
}

TEST_CASE("queueing commutes with the release that wakes another") {
  // Two waiters and a holder: the traces are the orders of the two arrivals with the release.
  const Body body = [] {
    Lock lock;
    lock.acquire();
    const auto use = [&] {
      lock.acquire();
      lock.release();
    };
    const auto a = spawn(use);
    const auto b = spawn(use);
    yield_now();
    lock.release();
    wait(a, b);
  };
  // main, a, b in any order around the release: nobody, one or both waiting then.
  CHECK(traces_of(body) == 6);
  CHECK(outcomes_of(body) == Outcomes{"done"});
}

TEST_SUITE_END();

}  // namespace vigil::tests
