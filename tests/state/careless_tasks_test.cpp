// SPDX-License-Identifier: MIT
/// Careless keys, what tasks carry with them: local variables, exceptions in flight, results,
/// captures.
#include <doctest/doctest.h>

#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

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

}  // namespace

TEST_SUITE("careless_keys") {
  TEST_CASE("a sum that a task keeps to itself is part of the state") {
    const auto body = [] {
      sync::mutex mutex{"m"};
      sync::thread other([&] { const sync::lock_guard guard(mutex); });
      unsigned sum = 0;
      for (int round = 0; round < 2; ++round) {
        sum += choose(2);
        const sync::lock_guard guard(mutex);
      }
      other.join();
      outcome("sum", sum);
    };
    const Explored found = explored({.body = body});
    CHECK(found == Explored{{"done sum=0", "done sum=1", "done sum=2"}, 31});
  }

  TEST_CASE("an exception in flight is part of the state") {
    struct Odd {};
    struct Even {};
    const auto throw_one_of_two = [](auto suspend) {
      try {
        try {
          if (choose(2) == 0) throw Odd{};
          throw Even{};
        } catch (...) {
          suspend();
          throw;
        }
      } catch (const Odd&) {
        outcome("caught", "odd");
      } catch (const Even&) {
        outcome("caught", "even");
      }
    };
    const Outcomes both{"done caught=even", "done caught=odd"};
    const auto threads = [&] {
      sync::mutex mutex{"m"};
      throw_one_of_two([&] { const sync::lock_guard guard(mutex); });
    };
    const auto asyncio = [&] { throw_one_of_two([] { aio::yield_now(); }); };
    CHECK(explored({.body = threads}) == Explored{both, 3});
    CHECK(explored({.dialect = Dialect::asyncio, .body = asyncio}) == Explored{both, 3});
  }

  TEST_CASE("what a task raised is part of the state while somebody can ask") {
    const auto body = [] {
      const aio::Task<> task = aio::spawn("worker", [] {
        if (choose(2) == 0) throw aio::RuntimeError("no");
        throw aio::ValueError("no");
      });
      aio::yield_now();
      try {
        task.join();
      } catch (const aio::RuntimeError&) {
        outcome("raised", "RuntimeError");
      } catch (const aio::ValueError&) {
        outcome("raised", "ValueError");
      }
    };
    const Explored found = explored({.dialect = Dialect::asyncio, .body = body});
    CHECK(found == Explored{{"done raised=RuntimeError", "done raised=ValueError"}, 7});
  }

  TEST_CASE("the result of a task that has ended is part of the state while somebody can ask") {
    const auto body = [] {
      const aio::Task<unsigned> task = aio::spawn("worker", [] { return choose(3); });
      aio::yield_now();
      outcome("result", task.join());
    };
    const Explored found = explored({.dialect = Dialect::asyncio, .body = body});
    CHECK(found == Explored{{"done result=0", "done result=1", "done result=2"}, 9});
  }

  TEST_CASE("a result that was handed on is part of the state of whoever got it") {
    const auto body = [] {
      const aio::Task<unsigned> task = aio::spawn("worker", [] { return choose(2); });
      const unsigned result = task.join();
      aio::yield_now();
      outcome("result", result);
    };
    const Explored found = explored({.dialect = Dialect::asyncio, .body = body});
    CHECK(found == Explored{{"done result=0", "done result=1"}, 6});
  }

  TEST_CASE("what a thread was given when it was made is part of its state") {
    const auto body = [] {
      sync::mutex mutex{"m"};
      sync::condition_variable ended{"ended"};
      Shared<int> made_count{0, "made"};
      sync::thread maker([&] {
        const unsigned number = choose(2);
        sync::thread made([&, number] {
          const sync::lock_guard guard(mutex);
          outcome("number", number);
          ++made_count;
          ended.notify_one();
        });
        made.detach();
      });
      maker.join();  // only the thread that it has made knows the number now
      std::unique_lock lock(mutex);
      ended.wait(lock, [&] { return made_count == 1; });
    };
    const Explored found = explored({.body = body});
    CHECK(found == Explored{{"done number=0", "done number=1"}, 20});
  }

  TEST_CASE("a predicate that was announced is part of the state") {
    const auto body = [] {
      sync::mutex mutex{"m"};
      const auto value = std::make_shared<Shared<int>>(0, "value");
      sync::thread strict([&] {
        if (choose(2) == 1) {
          always("value stays 0", [value] { return *value == 0; });
        }
      });
      strict.join();
      const sync::lock_guard guard(mutex);
      *value = static_cast<int>(choose(2));
    };
    const Explored found = explored({.body = body});
    CHECK(found == Explored{{"done", "violated value stays 0: `value stays 0` does not hold"}, 6});
  }

  TEST_CASE("what a predicate has captured is part of the state") {
    const auto body = [] {
      sync::mutex mutex{"m"};
      const auto value = std::make_shared<Shared<int>>(0, "value");
      sync::thread strict([&] {
        const int limit = 1 + static_cast<int>(choose(2));
        always("value stays below", [value, limit] { return *value < limit; });
      });
      strict.join();
      const sync::lock_guard guard(mutex);
      *value = static_cast<int>(choose(2));
      outcome("value", value->get());
    };
    const Explored found = explored({.body = body});
    CHECK(found == Explored{{"done value=0", "done value=1",
                             "violated value stays below: `value stays below` does not hold"},
                            6});
  }

  TEST_CASE("a race is found where one history has joined a thread and another has let it go") {
    for (const unsigned joining : {0u, 1u}) {
      const auto body = [joining] {
        Shared<int> value{0, "value"};
        sync::mutex mutex{"m"};
        sync::thread other([&] {
          { const sync::lock_guard guard(mutex); }
          sync::thread reader([&] { (void)value.get(); });
          if (choose(2) == joining) {
            reader.join();
          } else {
            reader.detach();
          }
        });
        other.join();
        { const sync::lock_guard guard(mutex); }
        if (choose(2) == 1) value = 1;
      };
      Model model;
      model.name = "test/joined";
      model.dialect = Dialect::threads;
      model.all_state_declared = true;
      model.body = [body](const Parameters&) { body(); };
      for (const Search search : {Search::states, Search::dpor}) {
        CAPTURE(joining);
        VerifyOptions options;
        options.search = search;
        const Report report = verify(model, options);
        REQUIRE(report.failures.size() == 1);
        CHECK(report.failures.front().violation.property == Property::data_race);
      }
    }
  }

  TEST_CASE("how often a task was cancelled is part of what it knows") {
    const auto body = [] {
      aio::Event go{"go"};
      const aio::Task<> task = aio::spawn("worker", [&] {
        std::uint32_t left = 0;
        try {
          go.wait();
        } catch (const aio::CancelledError&) {
          left = aio::current_task().uncancel();
          aio::current_task().uncancel();
        }
        aio::yield_now();
        outcome("left", static_cast<int>(left));
      });
      aio::yield_now();
      {
        const Retry forgotten;
        for (unsigned left = 1 + choose(2); left > 0; --left) task.cancel();
        forgotten.again();
      }
      aio::wait(task);
    };
    const Explored found = explored({.dialect = Dialect::asyncio, .body = body});
    CHECK(found == Explored{{"done", "done left=0", "done left=1"}, 13});
  }
}

}  // namespace vigil::tests
