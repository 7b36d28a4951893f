// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <atomic>
#include <string>

#include "checker/testing.hpp"
#include "tests/primitives/threads/threads.hpp"

namespace vigil::tests {

namespace {

namespace sync = vigil::threads;

}  // namespace

TEST_SUITE_BEGIN("atomic");

TEST_CASE("store buffering never reads two zeros under sequential consistency") {
  const Body body = [] {
    sync::atomic<int> x{0, "x"};
    sync::atomic<int> y{0, "y"};
    int seen_y = 0;
    int seen_x = 0;
    sync::thread other([&] {
      y.store(1, std::memory_order_relaxed);
      seen_x = x.load(std::memory_order_relaxed);
    });
    x.store(1, std::memory_order_relaxed);
    seen_y = y.load(std::memory_order_relaxed);
    other.join();
    outcome("x", seen_x);
    outcome("y", seen_y);
  };
  CHECK(outcomes_of(body, threads_options()) ==
        Outcomes{"done x=0 y=1", "done x=1 y=0", "done x=1 y=1"});
  CHECK(traces_of(body, threads_options()) == 3);
}

TEST_CASE("a load and a store in turn lose updates and fetch_add does not") {
  const auto two_increments = [](bool in_one) {
    return [in_one] {
      sync::atomic<int> count{0, "count"};
      const auto increment = [&] {
        if (in_one) {
          ++count;
        } else {
          count.store(count.load() + 1);
        }
      };
      sync::thread other(increment);
      increment();
      other.join();
      outcome("count", count.load());
    };
  };
  CHECK(outcomes_of(two_increments(false), threads_options()) ==
        Outcomes{"done count=1", "done count=2"});
  CHECK(outcomes_of(two_increments(true), threads_options()) == Outcomes{"done count=2"});
  CHECK(traces_of(two_increments(true), threads_options()) == 2);
}

TEST_CASE("one of two compare_exchange wins and the other sees its value") {
  const Body body = [] {
    sync::atomic<int> value{0, "value"};
    int other_saw = 0;
    bool other_won = false;
    sync::thread other([&] {
      int expected = 0;
      other_won = value.compare_exchange_strong(expected, 2);
      other_saw = expected;
    });
    int expected = 0;
    const bool won = value.compare_exchange_weak(expected, 1);
    other.join();
    outcome("main", (won ? "won " : "lost ") + std::to_string(expected));
    outcome("other", (other_won ? "won " : "lost ") + std::to_string(other_saw));
  };
  CHECK(outcomes_of(body, threads_options()) ==
        Outcomes{"done main=lost 2 other=won 0", "done main=won 0 other=lost 1"});
}

TEST_CASE("read modify writes return what was there before") {
  const Body body = [] {
    sync::atomic<unsigned> value{6, "value"};
    outcome("exchange", value.exchange(12));
    outcome("and", value.fetch_and(10));
    outcome("or", value.fetch_or(1));
    outcome("sub", value.fetch_sub(4));
    outcome("now", value.load());
    value += 2;
    outcome("after", value++);
    outcome("then", --value);
  };
  CHECK(outcomes_of(body, threads_options()) ==
        Outcomes{"done after=7 and=12 exchange=6 now=5 or=8 sub=9 then=7"});
}

TEST_CASE("loads commute and so does a compare_exchange that fails") {
  const Body body = [] {
    sync::atomic<int> value{0, "value"};
    const auto look = [&] {
      int expected = 1;
      (void)value.load();
      (void)value.compare_exchange_strong(expected, 2);
    };
    sync::thread a(look);
    sync::thread b(look);
    a.join();
    b.join();
  };
  CHECK(traces_of(body, threads_options()) == 1);
}

TEST_CASE("a trace shows what every operation loads, stores and changes") {
  const Report report = sync::verify({"values", [] {
    sync::atomic<int> count{7, "count"};
    sync::atomic<bool> done{false, "done"};
    done = true;
    (void)done.load();
    ++count;
    int expected = 0;
    (void)count.compare_exchange_strong(expected, 9);
    require(count.exchange(2) == 0, "the trace is that of a failure");
  }});
  REQUIRE(report.failures.size() == 1);
  std::string seen;
  for (const TraceEntry& entry : report.failures.front().trace.entries) {
    if (entry.operation.object.valid()) {
      seen += std::string{name(entry.operation.kind)} + " " + entry.text + "\n";
    }
  }
  CHECK(seen == "store true\nload true\nupdate 7 -> 8\nupdate 8 -> 8\nupdate 8 -> 2\n");
}

TEST_SUITE_END();

}  // namespace vigil::tests
