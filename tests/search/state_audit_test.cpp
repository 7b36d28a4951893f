// SPDX-License-Identifier: MIT
/// The audits of what a search by states takes on trust: that equal tasks are interchangeable, and
/// that equal keys mean equal futures.
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "checker/explore.hpp"
#include "models/register.hpp"
#include "primitives/asyncio.hpp"
#include "primitives/choose.hpp"
#include "primitives/require.hpp"
#include "primitives/shared.hpp"
#include "primitives/threads.hpp"

namespace vigil::tests {

namespace {

namespace aio = vigil::asyncio;
namespace sync = vigil::threads;

/// A model that says that all its state is declared.
[[nodiscard]] Model declaring(Dialect dialect, std::function<void()> body) {
  Model model;
  model.name = "test/declaring";
  model.dialect = dialect;
  model.all_state_declared = true;
  model.body = [body = std::move(body)](const Parameters&) { body(); };
  return model;
}

[[nodiscard]] Report check(const Model& model, Search search) {
  VerifyOptions options;
  options.search = search;
  return verify(model, options);
}

/// The verdict, or what was found, in words.
[[nodiscard]] std::string words_of(const Report& report) {
  if (report.failures.size() != 1) return std::string{name(report.verdict)};
  const Violation& violation = report.failures.front().violation;
  return violation.name + ": " + violation.message;
}

/// The name of the violation that the search ends with, or its verdict.
[[nodiscard]] std::string broken(const Model& model, Search search) {
  const std::string words = words_of(check(model, search));
  return words.substr(0, words.find(':'));
}

[[nodiscard]] std::string message(const Model& model, Search search) {
  return words_of(check(model, search));
}

/// Each thread locks once, the one that `first` says is the first twice.
template <class First>
void lock_unevenly(const First& first) {
  sync::mutex mutex{"m"};
  sync::equal_threads workers = sync::spawn_equal(3, "worker", [&mutex, first] {
    const bool twice = first();
    { const sync::lock_guard guard(mutex); }
    if (twice) const sync::lock_guard guard(mutex);
  });
  workers.join();
}

/// Says of one of its copies that it is the first: of the one that was made first.
class FirstCopy {
 public:
  explicit FirstCopy(int& count) : count_(&count) {}
  FirstCopy(const FirstCopy& other) : count_(other.count_), number_((*count_)++) {}
  bool operator()() const { return number_ == last_of_the_arguments; }

 private:
  static constexpr int last_of_the_arguments = 4;
  int* count_;
  int number_ = -1;
};

/// Two threads write a plain variable under a lock, each its own value; it matters who came last.
[[nodiscard]] Model last_writer(bool declared) {
  return declaring(Dialect::threads, [declared] {
    sync::mutex mutex{"m"};
    int plain = 0;
    Shared<int> shared{0, "shared"};
    const auto write = [&](int value) {
      const sync::lock_guard guard(mutex);
      if (declared) {
        shared = value;
      } else {
        plain = value;
      }
    };
    sync::thread one([&] { write(1); });
    sync::thread two([&] { write(2); });
    one.join();
    two.join();
    outcome("last", declared ? shared.get() : plain);
  });
}

/// One waits until two have counted; `counting` predicates write down how often they were asked.
[[nodiscard]] Model asked_often(bool counting) {
  return declaring(Dialect::threads, [counting] {
    sync::mutex mutex{"m"};
    sync::condition_variable condition{"cv"};
    Shared<int> count{0, "count"};
    int asked = 0;
    const auto add = [&] {
      const sync::lock_guard guard(mutex);
      ++count;
      condition.notify_one();
    };
    sync::thread one(add);
    sync::thread two(add);
    {
      std::unique_lock lock(mutex);
      condition.wait(lock, [&] {
        if (counting) ++asked;
        return count == 2;
      });
    }
    one.join();
    two.join();
    outcome("asked", asked);
  });
}

}  // namespace

TEST_SUITE("state_audit") {
  TEST_CASE("equal threads that a captured counter tells apart are not equal") {
    const Model model = declaring(Dialect::threads, [] {
      int next = 0;
      lock_unevenly([&next] { return next++ == 0; });
    });
    CHECK(broken(model, Search::dpor) == "unequal-tasks");
    CHECK(broken(model, Search::states) == "unequal-tasks");
    const std::string words = message(model, Search::dpor);
    CHECK(words.find("were spawned as equals and are not") != std::string::npos);
    CHECK(words.find("`worker ") != std::string::npos);
  }

  TEST_CASE("equal threads that an address tells apart are not equal") {
    const Model model = declaring(Dialect::threads, [] {
      const void* leader = nullptr;
      lock_unevenly([&leader, mark = 0] {
        if (leader == nullptr) leader = &mark;
        return leader == &mark;
      });
    });
    CHECK(broken(model, Search::dpor) == "unequal-tasks");
    CHECK(broken(model, Search::states) == "unequal-tasks");
  }

  TEST_CASE("equal threads whose copies of the body differ are not equal") {
    const Model model = declaring(Dialect::threads, [] {
      int count = 0;
      lock_unevenly(FirstCopy{count});
    });
    CHECK(broken(model, Search::dpor) == "unequal-tasks");
    CHECK(broken(model, Search::states) == "unequal-tasks");
  }

  TEST_CASE("equal tasks that draw a number from a declared counter are equal") {
    const Model threads = declaring(Dialect::threads, [] {
      sync::mutex drawing{"drawing"};
      Shared<int> next{0, "next"};
      lock_unevenly([&] {
        const sync::lock_guard guard(drawing);
        return next++ == 0;
      });
    });
    const Model asyncio = declaring(Dialect::asyncio, [] {
      aio::Lock lock{"lock"};
      Shared<int> next{0, "next"};
      const aio::EqualTasks tasks = aio::spawn_equal(3, "worker", [&] {
        const bool twice = next++ == 0;
        for (int round = twice ? 0 : 1; round < 2; ++round) {
          lock.acquire();
          aio::yield_now();
          lock.release();
        }
      });
      tasks.wait();
    });
    for (const Model& model : {threads, asyncio}) {
      for (const Search search : {Search::dpor, Search::states}) {
        const Report report = check(model, search);
        CHECK(words_of(report) == "verified");
        REQUIRE(report.merged.size() == 1);
        CHECK(report.merged.front().size == 3);
        CHECK(report.audited >= 32);
      }
    }
  }

  TEST_CASE("equal tasks that are cancelled or wait in a queue are equal") {
    const Model model = declaring(Dialect::asyncio, [] {
      aio::Lock lock{"lock"};
      const aio::EqualTasks tasks = aio::spawn_equal(3, "worker", [&] {
        lock.acquire();
        try {
          aio::yield_now();
        } catch (const aio::CancelledError&) {
        }
        lock.release();
      });
      aio::yield_now();
      tasks.cancel();
      tasks.wait();
    });
    for (const Search search : {Search::dpor, Search::states}) {
      const Report report = check(model, search);
      CHECK(words_of(report) == "verified");
      CHECK(report.merged.size() == 1);
    }
  }

  TEST_CASE("equal tasks stay equal under an adversary and in the queue of the loop") {
    const Model model = declaring(Dialect::asyncio, [] {
      aio::Lock lock{"lock"};
      const aio::EqualTasks tasks = aio::spawn_equal(2, "worker", [&] {
        lock.acquire();
        lock.release();
      });
      tasks.wait();
    });
    VerifyOptions options;
    options.execution.cancellation_budget = 1;
    for (const Search search : {Search::dpor, Search::states}) {
      options.search = search;
      CHECK(words_of(verify(model, options)) == "verified");
    }
    options.execution.cancellation_budget = 0;
    options.execution.order = Order::fifo;
    for (const Search search : {Search::dpor, Search::states}) {
      options.search = search;
      const Report report = verify(model, options);
      CHECK(words_of(report) == "verified");
      CHECK(report.merged.empty());  // the loop starts them in the order in which they were made
    }
  }

  TEST_CASE("a plain variable under a lock is found out where states hide who wrote it last") {
    CHECK(broken(last_writer(false), Search::states) == "undeclared-state");
    CHECK(message(last_writer(false), Search::states)
              .find("the model says that all its state is declared") != std::string::npos);
    // dpor does not rest on the claim.
    CHECK(check(last_writer(false), Search::dpor).verdict == Verdict::verified);
    CHECK(check(last_writer(true), Search::states).verdict == Verdict::verified);
  }

  TEST_CASE("a predicate that writes what is local to its task is found out") {
    CHECK(broken(asked_often(true), Search::states) == "undeclared-state");
    CHECK(check(asked_often(false), Search::states).verdict == Verdict::verified);
  }

  TEST_CASE("an audit that meets what the search has missed reports it as what it is") {
    const Model model = declaring(Dialect::threads, [] {
      sync::mutex mutex{"m"};
      int last = 0;
      const auto write = [&](int value) {
        const sync::lock_guard guard(mutex);
        last = value;
      };
      sync::thread one([&] { write(1); });
      sync::thread two([&] { write(2); });
      one.join();
      two.join();
      // The search gives up the execution that would show it, going on with the first values.
      if (choose(2) == 1) require(last == 2, "the second comes last");
    });
    const Report report = check(model, Search::states);
    REQUIRE(report.failures.size() == 1);
    CHECK(report.failures.front().violation.property == Property::requirement);
    CHECK(report.failures.front().violation.message.find("the search did not") !=
          std::string::npos);
    CHECK(replay(model, report.failures.front().schedule).verdict == Verdict::violated);
  }

  TEST_CASE("no shipped model raises a false alarm of states or of equal tasks") {
    ModelRegistry registry;
    models::register_all(registry);
    for (const Model& model : registry.all()) {
      CAPTURE(model.name);
      const Expectation expected = model.expected ? model.expected({}) : Expectation{};
      const Report report = check(model, Search::states);
      CHECK(report.verdict == expected.verdict);
      CHECK(std::ranges::none_of(report.failures, [](const Failure& failure) {
        return failure.violation.property == Property::undeclared_state ||
               failure.violation.property == Property::unequal_tasks;
      }));
    }
  }
}

}  // namespace vigil::tests
