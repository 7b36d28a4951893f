// SPDX-License-Identifier: MIT
/// Careless keys, values: two that look alike to a weak hash, and one that a task keeps without
/// having looked at it.
#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "primitives/choose.hpp"
#include "primitives/require.hpp"
#include "checker/state_hash.hpp"
#include "primitives/shared.hpp"
#include "primitives/threads.hpp"
#include "tests/state/careless.hpp"

namespace vigil::tests {

namespace {

namespace sync = vigil::threads;

/// A thread that ends sets one of two values; it is looked at afterwards.
template <class T>
[[nodiscard]] Explored one_of(const T& first, const T& second) {
  const auto body = [&] {
    sync::mutex mutex{"m"};
    Shared<T> value{T{}, "value"};
    sync::thread setter([&] {
      const bool takes_first = choose(2) == 0;
      const sync::lock_guard guard(mutex);
      value = takes_first ? first : second;
    });
    setter.join();
    const sync::lock_guard guard(mutex);
    outcome("first", value.get() == first ? "yes" : "no");
  };
  return explored({.body = body});
}

struct Point {
  int x = 0;
  int y = 0;
  bool operator==(const Point&) const = default;
};

/// As one writes it.
[[nodiscard]] std::uint64_t hash_value(const Point& point) {
  return hash_step(static_cast<std::uint64_t>(point.x), static_cast<std::uint64_t>(point.y));
}

}  // namespace

TEST_SUITE("careless_keys") {
  TEST_CASE("which of two values a variable has is part of the state") {
    const Explored both{{"done first=no", "done first=yes"}, 8};
    CHECK(one_of(1, 2) == both);
    CHECK(one_of(0.25, 0.5) == both);
    CHECK(one_of(-0.25, -0.5) == both);
    CHECK(one_of(0.25F, 0.75F) == both);
    CHECK(one_of(1.0L, 1.0L + std::numeric_limits<long double>::epsilon()) == both);
    CHECK(one_of(std::string{"ab"}, std::string{"ba"}) == both);
    CHECK(one_of(std::vector{1, 1}, std::vector{1}) == both);
  }

  TEST_CASE("which of two pairs of equal parts a variable has is part of the state") {
    const Explored both{{"done first=no", "done first=yes"}, 8};
    CHECK(one_of(std::pair{1, 2}, std::pair{2, 1}) == both);
    CHECK(one_of(std::pair{1, 1}, std::pair{2, 2}) == both);
    CHECK(one_of(std::map<int, int>{{1, 1}}, std::map<int, int>{{2, 2}}) == both);
    CHECK(one_of(std::optional{std::pair{0, -1}}, std::optional{std::pair{-1, 0}}) == both);
    CHECK(one_of(Point{1, 2}, Point{2, 1}) == both);
    CHECK(one_of(Point{0, 0}, Point{-1, -1}) == both);
  }

  TEST_CASE("what was told as an outcome is not what was told the other way round") {
    const auto body = [] {
      sync::mutex mutex{"m"};
      sync::thread teller([] {
        const bool turned = choose(2) == 1;
        outcome(turned ? "b" : "a", turned ? "a" : "b");
      });
      teller.join();
      const sync::lock_guard guard(mutex);
    };
    CHECK(explored({.body = body}) == Explored{{"done a=b", "done b=a"}, 6});
  }
}

}  // namespace vigil::tests
