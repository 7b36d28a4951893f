// SPDX-License-Identifier: MIT
#include "primitives/choose.hpp"

#include <array>
#include <numeric>
#include <span>
#include <vector>

#include "checker/execution.hpp"

namespace vigil {

namespace {

constexpr std::uint32_t small_count = 64;

constexpr std::array<std::uint32_t, small_count> small_numbers = [] {
  std::array<std::uint32_t, small_count> numbers{};
  std::iota(numbers.begin(), numbers.end(), 0u);
  return numbers;
}();

}  // namespace

std::uint32_t choose(std::uint32_t n, source_location where) {
  Execution& execution = Execution::current();
  if (n == 0) {
    if (execution.unwinding()) return 0;
    execution.fail(Property::requirement, "`choose` is asked for one of no values");
  }
  std::vector<std::uint32_t> many;
  std::span<const std::uint32_t> values{small_numbers.data(), std::min(n, small_count)};
  if (n > small_count) {
    many.resize(n);
    std::iota(many.begin(), many.end(), 0u);
    values = many;
  }
  const std::uint32_t value = execution.choose(values);
  execution.complete({.kind = OperationKind::choose, .a = value, .b = n, .where = where}, value);
  return value;
}

}  // namespace vigil
