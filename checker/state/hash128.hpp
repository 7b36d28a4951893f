// SPDX-License-Identifier: MIT
#pragma once

/// 128 bits of hash, for keys that must not collide by accident: state keys and fingerprints. Two
/// lanes of 64 bits are mixed with different constants; sums of hashes do not depend on the order
/// of their terms, which is how sets are hashed.

#include <compare>
#include <cstddef>
#include <cstdint>

#include "checker/state_hash.hpp"

namespace vigil {

struct Hash128 {
  std::uint64_t low = 0;
  std::uint64_t high = 0;

  auto operator<=>(const Hash128&) const = default;

  /// Lane by lane, without carry. Commutative.
  constexpr Hash128& operator+=(const Hash128& other) {
    low += other.low;
    high += other.high;
    return *this;
  }
  constexpr Hash128& operator-=(const Hash128& other) {
    low -= other.low;
    high -= other.high;
    return *this;
  }
};

/// Appends a word to what `seed` stands for. Cost: about 2 ns.
[[nodiscard]] constexpr Hash128 hash_step(const Hash128& seed, std::uint64_t word) {
  constexpr std::uint64_t other_lane = 0xA0761D6478BD642Full;
  return {hash_step(seed.low, word), hash_step(seed.high ^ other_lane, word + (seed.low >> 32))};
}

[[nodiscard]] constexpr Hash128 hash_step(const Hash128& seed, const Hash128& words) {
  return hash_step(hash_step(seed, words.low), words.high);
}

/// For tables: the lanes are mixed already.
struct Hash128Hash {
  std::size_t operator()(const Hash128& hash) const { return static_cast<std::size_t>(hash.low); }
};

}  // namespace vigil
