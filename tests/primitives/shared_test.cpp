// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "primitives/asyncio.hpp"
#include "tests/support/check.hpp"

namespace vigil::tests {

using asyncio::spawn;
using asyncio::wait;
using asyncio::yield_now;

using Updated = decltype(++std::declval<Shared<int>&>());
static_assert(std::is_convertible_v<Updated, int>);
static_assert(!std::is_convertible_v<Updated&, int>, "a task could keep what it did not observe");
static_assert(!std::is_convertible_v<const Updated&, int>);

TEST_SUITE_BEGIN("shared");

TEST_CASE("a write conflicts with a read and with a write but reads commute") {
  const auto body_of = [](bool a_writes, bool b_writes) {
    return [a_writes, b_writes] {
      Shared<int> variable{0};
      const auto access = [&](bool writes) {
        if (writes) {
          variable = 1;
        } else {
          (void)variable.get();
        }
      };
      const auto a = spawn([&] { access(a_writes); });
      const auto b = spawn([&] { access(b_writes); });
      wait(a, b);
    };
  };
  CHECK(traces_of(body_of(false, false)) == 1);
  CHECK(traces_of(body_of(false, true)) == 2);
  CHECK(traces_of(body_of(true, true)) == 2);
}

TEST_CASE("a read and a write in different transitions lose updates") {
  const Body body = [] {
    Shared<int> counter{0};
    const auto add = [&] {
      const int before = counter;
      yield_now();
      counter = before + 1;
    };
    const auto a = spawn(add);
    const auto b = spawn(add);
    wait(a, b);
    outcome("counter", counter.get());
  };
  CHECK(outcomes_of(body) == Outcomes{"done counter=1", "done counter=2"});
}

TEST_CASE("operators do to the variable what they do to its value") {
  const Body body = [] {
    Shared<int> number{5};
    const int before = number++;
    const int after = ++number;
    number += 10;
    number -= 4;
    --number;
    Shared<int> copy{0};
    copy = number;
    Shared<std::vector<int>> list{{1, 2}};
    list.push_back(3);
    const auto size = list.modify([](std::vector<int>& all) { return all.size(); });
    outcome("values", std::to_string(before) + " " + std::to_string(after) + " " +
                          std::to_string(copy) + " " + std::to_string(size));
  };
  CHECK(outcomes_of(body) == Outcomes{"done values=5 7 12 3"});
}

TEST_CASE("choose gives every value") {
  const Body body = [] {
    const auto first = choose(3);
    const auto second = choose(first + 1);
    outcome("values", first * 10 + second);
  };
  CHECK(outcomes_of(body) == Outcomes{"done values=0", "done values=10", "done values=11",
                                      "done values=20", "done values=21", "done values=22"});
  CHECK(broken_by([] { (void)choose(0); }) == std::vector{Property::requirement});
}

TEST_CASE("choices of two tasks multiply") {
  const Body body = [] {
    Shared<unsigned> sum{0};
    const auto a = spawn([&] { sum += choose(2); });
    const auto b = spawn([&] { sum += 10 * choose(2); });
    wait(a, b);
    outcome("sum", sum.get());
  };
  CHECK(outcomes_of(body) == Outcomes{"done sum=0", "done sum=1", "done sum=10", "done sum=11"});
}

TEST_CASE("require ends the execution when its condition is false") {
  CHECK(broken_by([] { require(1 + 1 == 2, "sums"); }).empty());
  const Body body = [] {
    Shared<int> x{0};
    const auto task = spawn("task", [&] { require(x == 0, "x is zero"); });
    x = static_cast<int>(choose(2));
    task.join();
  };
  CHECK(outcomes_of(body) == Outcomes{"done", "violated requirement: `task` requires: x is zero"});
}

TEST_CASE("an always predicate is checked after every transition") {
  const auto body_with = [](int step) {
    return [step] {
      const auto x = std::make_shared<Shared<int>>(0);
      always("x stays small", [x] { return *x < 2; });
      const auto add = [x, step] { *x += step; };
      const auto a = spawn(add);
      const auto b = spawn([x] { *x -= 1; });
      wait(a, b);
    };
  };
  CHECK(broken_by(body_with(1)).empty());
  // Only where the addition comes first.
  CHECK(broken_by(body_with(2)) == std::vector{Property::invariant});
}

TEST_CASE("a finally predicate is checked when all tasks have finished") {
  const auto body_with = [](int last) {
    return [last] {
      const auto x = std::make_shared<Shared<int>>(0);
      finally("x is one", [x] { return *x == 1; });
      *x = 7;
      yield_now();
      *x = last;
    };
  };
  CHECK(broken_by(body_with(1)).empty());
  CHECK(broken_by(body_with(2)) == std::vector{Property::final_state});
}

TEST_CASE("writers of one outcome are ordered") {
  const Body body = [] {
    const auto a = spawn([] { outcome("last", "a"); });
    const auto b = spawn([] { outcome("last", "b"); });
    wait(a, b);
  };
  CHECK(outcomes_of(body) == Outcomes{"done last=a", "done last=b"});
}

TEST_SUITE_END();

}  // namespace vigil::tests
