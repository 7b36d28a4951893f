// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <mutex>
#include <string>

#include "tests/primitives/threads/threads.hpp"

namespace vigil::tests {

namespace {

namespace sync = vigil::threads;

[[nodiscard]] Outcomes outcomes_of_threads(const Body& body) {
  return outcomes_of(body, threads_options());
}

}  // namespace

TEST_SUITE_BEGIN("mutex");

TEST_CASE("a mutex lets one task in at a time and in any order") {
  const Body body = [] {
    sync::mutex mutex{"m"};
    Diary diary;
    const auto enter_and_leave = [&](const std::string& name) {
      std::lock_guard lock(mutex);
      diary.note("(" + name);
      diary.note(name + ")");
    };
    sync::thread a([&] { enter_and_leave("a"); });
    sync::thread b([&] { enter_and_leave("b"); });
    a.join();
    b.join();
  };
  CHECK(outcomes_of_threads(body) == Outcomes{"done diary=(aa)(bb)", "done diary=(bb)(aa)"});
  CHECK(traces_of(body, threads_options()) == 2);
}

TEST_CASE("a mutex is not fair") {
  const Body body = [] {
    sync::mutex mutex{"m"};
    Diary diary;
    sync::thread other([&] {
      std::lock_guard lock(mutex);
      diary.note("b");
    });
    for (int i = 0; i < 2; ++i) {
      std::lock_guard lock(mutex);
      diary.note("a");
    }
    other.join();
  };
  CHECK(outcomes_of_threads(body) ==
        Outcomes{"done diary=aab", "done diary=aba", "done diary=baa"});
}

TEST_CASE("try_lock takes a free mutex and fails while another task holds it") {
  const Body body = [] {
    sync::mutex mutex{"m"};
    sync::thread other([&] {
      const bool locked = mutex.try_lock();
      outcome("locked", locked ? 1 : 0);
      if (locked) mutex.unlock();
    });
    mutex.lock();
    mutex.unlock();
    other.join();
  };
  CHECK(outcomes_of_threads(body) == Outcomes{"done locked=0", "done locked=1"});
}

TEST_CASE("try_lock sees the mutex free after the unlock that precedes it") {
  const Body body = [] {
    sync::mutex mutex{"m"};
    mutex.lock();
    mutex.unlock();
    sync::thread other([&] {
      const bool locked = mutex.try_lock();
      outcome("locked", locked ? 1 : 0);
      if (locked) mutex.unlock();
    });
    other.join();
  };
  CHECK(outcomes_of_threads(body) == Outcomes{"done locked=1"});
}

TEST_CASE("locks taken in crossed order deadlock under some schedule") {
  const Body body = [] {
    sync::mutex a{"a"};
    sync::mutex b{"b"};
    sync::thread other = sync::thread::named("other", [&] {
      std::lock_guard first(b);
      std::lock_guard second(a);
    });
    {
      std::lock_guard first(a);
      std::lock_guard second(b);
    }
    other.join();
  };
  CHECK(outcomes_of_threads(body) == Outcomes{"deadlock (blocked: main, other)", "done"});
  CHECK(traces_of(body, threads_options()) == 3);
}

TEST_CASE("relocking a mutex of ones own is misuse") {
  const Body body = [] {
    sync::mutex mutex{"m"};
    mutex.lock();
    mutex.lock();
  };
  CHECK(outcomes_of_threads(body) ==
        Outcomes{"violated misuse: `main` locks `m`, which it holds already"});
}

TEST_CASE("trying a mutex of ones own is misuse") {
  const Body body = [] {
    sync::mutex mutex{"m"};
    mutex.lock();
    (void)mutex.try_lock();
  };
  CHECK(outcomes_of_threads(body) ==
        Outcomes{"violated misuse: `main` tries to lock `m`, which it holds already"});
}

TEST_CASE("unlocking a free mutex is misuse") {
  const Body body = [] {
    sync::mutex mutex{"m"};
    mutex.unlock();
  };
  CHECK(outcomes_of_threads(body) ==
        Outcomes{"violated misuse: `main` unlocks `m`, which nobody holds"});
}

TEST_CASE("unlocking the mutex of another task is misuse") {
  const Body body = [] {
    sync::mutex mutex{"m"};
    mutex.lock();
    sync::thread thief = sync::thread::named("thief", [&] { mutex.unlock(); });
    thief.join();
    mutex.unlock();
  };
  CHECK(outcomes_of_threads(body) ==
        Outcomes{"violated misuse: `thief` unlocks `m`, which `main` holds"});
}

TEST_CASE("destroying a mutex at whose lock somebody stands is misuse") {
  const Body body = [] {
    sync::mutex mutex{"m"};
    sync::thread user = sync::thread::named("user", [&] { const sync::lock_guard lock(mutex); });
    const sync::lock_guard lock(mutex);
    user.detach();
  };
  CHECK(outcomes_of_threads(body) ==
        Outcomes{"done",
                 "violated misuse: the mutex `m` is destroyed while `user` is about to lock it"});
}

TEST_CASE("destroying a mutex that is held is misuse") {
  const Body body = [] {
    sync::mutex mutex{"m"};
    mutex.lock();
  };
  CHECK(outcomes_of_threads(body) ==
        Outcomes{"violated misuse: the mutex `m` is destroyed while `main` holds it"});
}

TEST_CASE("a task that ends with a mutex held breaks lock-released") {
  const Body body = [] {
    sync::mutex mutex{"m"};
    sync::thread careless = sync::thread::named("careless", [&] { mutex.lock(); });
    careless.join();
  };
  CHECK(outcomes_of_threads(body) ==
        Outcomes{"violated lock-released: `careless` ended while it held `m`"});
}

TEST_SUITE_END();

}  // namespace vigil::tests
