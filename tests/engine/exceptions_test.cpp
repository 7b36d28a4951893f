// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <exception>
#include <mutex>
#include <stdexcept>
#include <string>

#include "primitives/asyncio.hpp"
#include "primitives/choose.hpp"
#include "primitives/require.hpp"
#include "tests/support/check.hpp"

namespace vigil::tests {

namespace {

struct Custom {};

/// The message of the first violation.
[[nodiscard]] std::string message_of(const Body& body) {
  const Report report = verify(model_of(body));
  return report.failures.empty() ? std::string{} : report.failures.front().violation.message;
}

/// A task that waits for ever while main does too: the execution ends early and unwinds it.
template <class Wait>
Body stuck(Wait wait_for_ever) {
  return [wait_for_ever] {
    asyncio::Event never{"never"};
    asyncio::spawn("task", [&] { wait_for_ever(never); });
    never.wait();
  };
}

}  // namespace

TEST_SUITE_BEGIN("exceptions");

TEST_CASE("a rethrow finds the exception of its own task after a switch") {
  const Body body = [] {
    const auto catcher = [](const char* mine) {
      try {
        throw std::runtime_error(mine);
      } catch (...) {
        asyncio::yield_now();  // the other task throws and catches meanwhile
        try {
          throw;
        } catch (const std::runtime_error& again) {
          require(std::string{again.what()} == mine, "throw; throws what this task caught");
        }
        require(std::uncaught_exceptions() == 0, "no exception of another task is in flight");
      }
    };
    const auto a = asyncio::spawn("a", [&] { catcher("a"); });
    const auto b = asyncio::spawn("b", [&] { catcher("b"); });
    asyncio::wait(a, b);
  };
  CHECK(broken_by(body) == std::vector<Property>{});
}

TEST_CASE("an exception of any type that leaves a task is a violation with its text") {
  CHECK(message_of([] { throw std::runtime_error("the text"); }) ==
        "`main` ended with an exception: the text");
  CHECK(message_of([] { throw 42; }) == "`main` ended with an int: 42");
  CHECK(message_of([] { throw std::string{"words"}; }) ==
        "`main` ended with a std::string: words");
  CHECK(message_of([] { throw Custom{}; }) ==
        "`main` ended with an exception of unknown type");
}

TEST_CASE("a deadlocked task is unwound and its destructors run") {
  static int destroyed = 0;
  destroyed = 0;
  struct Guard {
    ~Guard() { ++destroyed; }
  };
  const Report report = verify(model_of(stuck([](asyncio::Event& never) {
    const Guard guard;
    never.wait();
  })));
  REQUIRE(report.failures.size() == 1);
  CHECK(report.failures.front().violation.property == Property::deadlock);
  CHECK(destroyed >= 1);
}

TEST_CASE("a task that swallows everything is unwound all the same") {
  const Body body = stuck([](asyncio::Event& never) {
    while (true) {
      try {
        never.wait();
      } catch (...) {  // swallows the unwinding as well
      }
    }
  });
  CHECK(broken_by(body) == std::vector{Property::deadlock});
}

TEST_CASE("a noexcept frame does not end the process when a task is unwound") {
  const Body body = stuck([](asyncio::Event& never) {
    [&]() noexcept { never.wait(); }();
  });
  CHECK(broken_by(body) == std::vector{Property::deadlock});
}

TEST_CASE("a task that is dropped while it handles exceptions leaves none of them behind") {
  static int alive = 0;
  struct Counted {
    Counted() { ++alive; }
    Counted(const Counted&) { ++alive; }
    ~Counted() { --alive; }
  };
  const Body dropped = stuck([](asyncio::Event& never) {
    try {
      throw Counted{};
    } catch (const Counted&) {
      try {
        throw Counted{};
      } catch (const Counted&) {
        [&]() noexcept { never.wait(); }();
      }
    }
  });
  CHECK(broken_by(dropped) == std::vector{Property::deadlock});
  CHECK(alive == 0);
  const Body insisting = stuck([](asyncio::Event& never) {
    try {
      throw Counted{};
    } catch (const Counted&) {
      while (true) {
        try {
          never.wait();
        } catch (...) {  // swallows the unwinding as well
        }
      }
    }
  });
  CHECK(broken_by(insisting) == std::vector{Property::deadlock});
  CHECK(alive == 0);
}

TEST_CASE("an exception that meets a noexcept function is a violation and the process goes on") {
  const Report report = verify(model_of([] {
    const auto thrower = [] { throw std::runtime_error("too late"); };
    [&]() noexcept { thrower(); }();
  }));
  REQUIRE(report.failures.size() == 1);
  CHECK(report.failures.front().violation.property == Property::uncaught);
}

TEST_CASE("a lock that a destructor releases does not disturb the unwinding") {
  const Body body = [] {
    asyncio::Lock lock{"lock"};
    asyncio::Event never{"never"};
    const auto task = asyncio::spawn("task", [&] {
      const std::scoped_lock held{lock};
      never.wait();
    });
    asyncio::wait(task);
  };
  CHECK(broken_by(body) == std::vector{Property::deadlock});
}

TEST_SUITE_END();

}  // namespace vigil::tests
