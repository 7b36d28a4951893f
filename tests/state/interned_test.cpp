// SPDX-License-Identifier: MIT
/// Tables that only grow.
#include "checker/state/interned.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "checker/state/hash_index.hpp"

namespace vigil {

TEST_SUITE("interned") {
  TEST_CASE("an index finds what was put into it and nothing else") {
    HashIndex index;
    constexpr std::uint32_t count = 20'000;
    for (std::uint32_t i = 0; i < count; ++i) index.insert(content_hash(2 * i), i);
    CHECK(index.size() == count);
    std::uint32_t found = 0;
    std::uint32_t foreign = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
      found += index.find(content_hash(2 * i)) == i ? 1 : 0;
      foreign += index.find(content_hash(2 * i + 1)) == HashIndex::none ? 0 : 1;
    }
    CHECK(found == count);
    CHECK(foreign == 0);
    CHECK(index.memory_bytes() >= count * 20);
    CHECK(index.memory_bytes() <= count * 41);
  }

  TEST_CASE("a hash of zeros is one like any other") {
    HashIndex index;
    CHECK(index.find(Hash128{}) == HashIndex::none);
    index.insert(Hash128{}, 5);
    CHECK(index.find(Hash128{}) == 5);
  }

  TEST_CASE("equal values and equal lists have one number") {
    Interned<std::uint32_t> values;
    CHECK(values.add(7) == 0);
    CHECK(values.add(9) == 1);
    CHECK(values.add(7) == 0);
    CHECK(values[1] == 9);
    InternedLists<std::uint32_t> lists;
    using List = std::vector<std::uint32_t>;
    const std::vector<List> different{{}, {0}, {0, 0}, {1, 2}, {2, 1}, {1}, {2}};
    for (std::uint32_t round = 0; round < 2; ++round) {
      for (std::uint32_t i = 0; i < different.size(); ++i) {
        CHECK(lists.add(different[i]) == i);
        CHECK(List(lists[i].begin(), lists[i].end()) == different[i]);
      }
    }
  }
}

}  // namespace vigil
