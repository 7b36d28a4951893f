// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <mutex>
#include <string>

#include "primitives/asyncio.hpp"
#include "tests/support/check.hpp"

namespace vigil::tests {

namespace {

using asyncio::Barrier;
using asyncio::BoundedSemaphore;
using asyncio::Semaphore;
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

}  // namespace

TEST_SUITE_BEGIN("semaphore");

TEST_CASE("a semaphore lets as many tasks in as it has units") {
  const auto body_with = [](int units) {
    return [units] {
      Semaphore semaphore{units};
      Shared<int> inside{0};
      Shared<int> most{0};
      const auto work = [&] {
        const std::unique_lock held{semaphore};
        if (++inside > most) most = inside;
        yield_now();
        --inside;
      };
      const auto a = spawn(work);
      const auto b = spawn(work);
      const auto c = spawn(work);
      wait(a, b, c);
      require(most <= units, "never more than units");
      outcome("most", most.get());
    };
  };
  CHECK(outcomes_of(body_with(1)) == Outcomes{"done most=1"});
  CHECK(outcomes_of(body_with(2)) == Outcomes{"done most=1", "done most=2"});
}

TEST_CASE("a unit is handed over at the release") {
  const Body body = [] {
    Semaphore semaphore{0};
    const auto waiter = spawn("waiter", [&] { semaphore.acquire(); });
    yield_now();
    const bool waits = semaphore.waiter_count() == 1;
    semaphore.release();
    outcome(waits ? "value" : "unclaimed", semaphore.value());
    waiter.join();
  };
  CHECK(outcomes_of(body) == Outcomes{"done unclaimed=1", "done value=0"});
}

TEST_CASE("a woken waiter that is cancelled gives its unit back") {
  for (const Cpython generation : {Cpython::v3_12, Cpython::v3_13}) {
    const Body body = [] {
      Semaphore semaphore{0};
      const auto a = spawn("a", [&] { semaphore.acquire(); });
      const auto b = spawn("b", [&] { semaphore.acquire(); });
      yield_now();
      semaphore.release();
      a.cancel();
      wait(a, b);
      outcome("value", semaphore.value());
    };
    CHECK(outcomes_of(body, with_cpython(generation)) == Outcomes{"done value=0"});
  }
}

TEST_CASE("too many releases and negative values raise ValueError with the texts of CPython") {
  const Body body = [] {
    BoundedSemaphore bounded{1};
    outcome("release", error_of([&] { bounded.release(); }));
    outcome("negative", error_of([] { const Semaphore semaphore{-1}; }));
    Semaphore unbounded{1};
    unbounded.release();
    outcome("value", unbounded.value());
  };
  CHECK(outcomes_of(body) ==
        Outcomes{"done negative=ValueError: Semaphore initial value must be >= 0"
                 " release=ValueError: BoundedSemaphore released too many times value=2"});
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("barrier");

TEST_CASE("a barrier lets its parties pass together and gives each an index") {
  const Body body = [] {
    Barrier barrier{2};
    Shared<int> arrived{0};
    Shared<int> sum{0};
    const auto party = [&] {
      ++arrived;
      const auto index = barrier.wait();
      require(arrived == 2, "nobody passes before all have arrived");
      sum += static_cast<int>(index) + 1;
    };
    const auto a = spawn(party);
    const auto b = spawn(party);
    wait(a, b);
    outcome("sum", sum.get());
  };
  CHECK(outcomes_of(body) == Outcomes{"done sum=3"});
}

TEST_CASE("an aborted barrier raises BrokenBarrierError") {
  const Body body = [] {
    Barrier barrier{2};
    const auto party = spawn([&] { outcome("party", error_of([&] { barrier.wait(); })); });
    asyncio::sleep(std::chrono::seconds{1});
    barrier.abort();
    outcome("late", error_of([&] { barrier.wait(); }));
    party.join();
  };
  CHECK(outcomes_of(body) == Outcomes{"done late=BrokenBarrierError: Barrier aborted"
                                      " party=BrokenBarrierError: Abort or reset of barrier"});
}

TEST_CASE("a reset barrier raises BrokenBarrierError and can be used again") {
  const Body body = [] {
    Barrier barrier{2};
    const auto first = spawn([&] { outcome("first", error_of([&] { barrier.wait(); })); });
    asyncio::sleep(std::chrono::seconds{1});
    barrier.reset();
    first.join();
    const auto second = spawn([&] { barrier.wait(); });
    barrier.wait();
    second.join();
    outcome("state", std::string{barrier.state_name()});
  };
  CHECK(outcomes_of(body) ==
        Outcomes{"done first=BrokenBarrierError: Abort or reset of barrier state=filling"});
}

TEST_CASE("a cancelled party gives its index back and does not break the barrier") {
  const Body body = [] {
    Barrier barrier{2};
    const auto leaver = spawn([&] { barrier.wait(); });
    asyncio::sleep(std::chrono::seconds{1});
    leaver.cancel();
    wait(leaver);
    const auto other = spawn([&] { barrier.wait(); });
    barrier.wait();
    other.join();
    outcome("broken", barrier.broken() ? 1 : 0);
    outcome("zero", error_of([] { const Barrier none{0}; }));
  };
  CHECK(outcomes_of(body) == Outcomes{"done broken=0 zero=ValueError: parties must be > 0"});
}

TEST_SUITE_END();

}  // namespace vigil::tests
