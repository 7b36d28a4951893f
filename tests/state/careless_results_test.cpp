// SPDX-License-Identifier: MIT
/// Careless keys, what operations return: a task that was told something stands elsewhere than one
/// that was told something else, even when nothing around it is different any more.
#include <doctest/doctest.h>

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "primitives/asyncio.hpp"
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

struct Threads {
  sync::mutex mutex{"m"};
  sync::mutex tried{"tried"};
  sync::atomic<int> atomic{0, "atomic"};
  Shared<int> shared{0, "shared"};
};

/// One thread asks, keeps the answer over a scheduling point and tells it; another one changes
/// something and changes it back.
[[nodiscard]] Outcomes told(const std::function<void(Threads&)>& there,
                            const std::function<void(Threads&)>& back,
                            const std::function<int(Threads&)>& ask) {
  const auto body = [&] {
    Threads world;
    sync::thread changer([&] {
      there(world);
      back(world);
    });
    const int answer = ask(world);
    changer.join();
    { const std::lock_guard guard(world.mutex); }
    outcome("told", answer);
  };
  const Explored found = explored({.body = body});
  CHECK_FALSE(found.by_history);
  return found.outcomes;
}

struct Asyncio {
  aio::Lock lock{"lock"};
  aio::Event event{"event"};
  Shared<int> shared{0, "shared"};
  aio::Task<> other;
};

[[nodiscard]] Outcomes told(const std::function<void(Asyncio&)>& change,
                            const std::function<int(Asyncio&)>& ask) {
  const auto body = [&] {
    Asyncio world;
    world.other = aio::spawn("other", [] { aio::yield_now(); });
    const aio::Task<> changer = aio::spawn("changer", [&] { change(world); });
    aio::yield_now();
    const int answer = ask(world);
    aio::yield_now();
    aio::wait(world.other, changer);
    outcome("told", answer);
  };
  const Explored found = explored({.dialect = Dialect::asyncio, .body = body});
  CHECK_FALSE(found.by_history);
  return found.outcomes;
}

const Outcomes both{"done told=0", "done told=1"};

}  // namespace

TEST_SUITE("careless_keys") {
  TEST_CASE("what an operation of threads returned is part of what a task knows") {
    const auto one = [](Threads& world) { world.atomic = 1; };
    const auto zero = [](Threads& world) { world.atomic = 0; };
    CHECK(told(one, zero, [](Threads& world) { return world.atomic.load(); }) == both);
    CHECK(told(one, zero, [](Threads& world) { return world.atomic.exchange(0); }) == both);
    CHECK(told(one, zero, [](Threads& world) { return world.atomic.fetch_and(0); }) == both);
    CHECK(told(one, zero, [](Threads& world) {
            int expected = 1;
            return world.atomic.compare_exchange_strong(expected, 0) ? 1 : 0;
          }) == both);
    CHECK(told([](Threads& world) { world.tried.lock(); },
               [](Threads& world) { world.tried.unlock(); },
               [](Threads& world) {
                 if (!world.tried.try_lock()) return 0;
                 world.tried.unlock();
                 return 1;
               }) == both);
    const auto set = [](int value) {
      return [value](Threads& world) {
        const std::lock_guard guard(world.mutex);
        world.shared = value;
      };
    };
    CHECK(told(set(1), set(0), [](Threads& world) -> int {
            const std::lock_guard guard(world.mutex);
            return world.shared;
          }) == both);
    CHECK(told(set(1), set(0), [](Threads& world) -> int {
            const std::lock_guard guard(world.mutex);
            return world.shared.modify([](int& value) { return value; });
          }) == both);
    CHECK(told(set(1), set(0), [](Threads& world) -> int {
            const std::lock_guard guard(world.mutex);
            const int before = world.shared++;
            --world.shared;
            return before;
          }) == both);
  }

  TEST_CASE("what an operation of asyncio returned is part of what a task knows") {
    const auto change_event = [](Asyncio& world) {
      world.event.set();
      aio::yield_now();
      world.event.clear();
    };
    const auto change_lock = [](Asyncio& world) {
      world.lock.acquire();
      aio::yield_now();
      world.lock.release();
    };
    const auto change_shared = [](Asyncio& world) {
      world.shared = 1;
      aio::yield_now();
      world.shared = 0;
    };
    const auto nothing = [](Asyncio&) {};
    CHECK(told(change_event, [](Asyncio& world) { return world.event.is_set() ? 1 : 0; }) == both);
    CHECK(told(change_lock, [](Asyncio& world) { return world.lock.locked() ? 1 : 0; }) == both);
    CHECK(told(change_shared, [](Asyncio& world) { return world.shared.get(); }) == both);
    CHECK(told(nothing, [](Asyncio& world) { return world.other.done() ? 1 : 0; }) == both);
    CHECK(told([](Asyncio& world) { world.other.cancel(); },
               [](Asyncio& world) {
                 const int count = static_cast<int>(world.other.cancelling());
                 return count;
               }) == both);
    CHECK(told([](Asyncio& world) { world.other.cancel(); },
               [](Asyncio& world) { return world.other.cancelled() ? 1 : 0; }) == both);
    // By then it has ended in any case, or been asked to.
    CHECK(told(nothing, [](Asyncio& world) { return world.other.cancel() ? 1 : 0; }) == both);
    CHECK(told(nothing, [](Asyncio& world) {
            try {
              world.other.result();
              return 1;
            } catch (const aio::InvalidStateError&) {
              return 0;
            }
          }) == both);
  }

  TEST_CASE("the value of an atomic is part of the state when its writers have ended") {
    const auto body = [] {
      sync::atomic<int> last{0, "last"};
      sync::thread one([&] { last = 1; });
      sync::thread two([&] { last = 2; });
      one.join();
      two.join();
      outcome("last", last.load());
    };
    CHECK(explored({.body = body}) == Explored{{"done last=1", "done last=2"}, 5});
  }

  TEST_CASE("what was told as an outcome is part of the state") {
    const auto body = [] {
      sync::mutex mutex{"m"};
      Shared<bool> said{false, "said"};
      const auto say = [&](const char* who) {
        const std::lock_guard guard(mutex);
        if (said) return;
        said = true;
        outcome("first", who);
      };
      sync::thread one([&] { say("one"); });
      sync::thread two([&] { say("two"); });
      one.join();
      two.join();
      { const std::lock_guard guard(mutex); }
    };
    const Explored found = explored({.body = body});
    CHECK(found == Explored{{"done first=one", "done first=two"}, 5});
  }
}

}  // namespace vigil::tests
