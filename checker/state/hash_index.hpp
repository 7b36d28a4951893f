// SPDX-License-Identifier: MIT
#pragma once

/// From 128-bit hashes to numbers, in a table that only grows. Open addressing with 20 bytes a
/// slot, of which a half to three quarters are in use.

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "checker/state/hash128.hpp"

namespace vigil {

class HashIndex {
 public:
  static constexpr std::uint32_t none = UINT32_MAX;

  HashIndex() : hashes_(initial_slot_count), numbers_(initial_slot_count) {}

  /// Returns: `none` if the hash is not there. Cost: about 5 ns, and one cache miss in a large
  /// table.
  [[nodiscard]] std::uint32_t find(const Hash128& hash) const {
    const Hash128 own = stored(hash);
    const std::size_t slot = slot_of(own);
    return hashes_[slot] == own ? numbers_[slot] : none;
  }

  /// Requires: the hash is not there.
  void insert(const Hash128& hash, std::uint32_t number) {
    if ((size_ + 1) * 4 > hashes_.size() * 3) grow();
    const Hash128 own = stored(hash);
    const std::size_t slot = slot_of(own);
    hashes_[slot] = own;
    numbers_[slot] = number;
    ++size_;
  }

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(size_); }
  [[nodiscard]] std::uint64_t memory_bytes() const {
    return hashes_.size() * (sizeof(Hash128) + sizeof(std::uint32_t));
  }

 private:
  static constexpr std::size_t initial_slot_count = 16;

  /// Never all zero, which means an empty slot.
  [[nodiscard]] static Hash128 stored(const Hash128& hash) {
    return {hash.low | (hash.low == 0 ? 1 : 0), hash.high};
  }

  /// Where it is, or would be.
  [[nodiscard]] std::size_t slot_of(const Hash128& own) const {
    // A multiplication instead of a remainder: the table's size is no power of two.
    const auto wide = static_cast<unsigned __int128>(own.high) * hashes_.size();
    auto slot = static_cast<std::size_t>(wide >> 64);
    while (hashes_[slot].low != 0 && hashes_[slot] != own) {
      if (++slot == hashes_.size()) slot = 0;
    }
    return slot;
  }

  void grow() {
    const std::size_t slot_count = hashes_.size() + hashes_.size() / 2;
    const auto hashes = std::exchange(hashes_, std::vector<Hash128>(slot_count));
    const auto numbers = std::exchange(numbers_, std::vector<std::uint32_t>(slot_count));
    for (std::size_t i = 0; i < hashes.size(); ++i) {
      if (hashes[i].low == 0) continue;
      const std::size_t slot = slot_of(hashes[i]);
      hashes_[slot] = hashes[i];
      numbers_[slot] = numbers[i];
    }
  }

  std::vector<Hash128> hashes_;
  std::vector<std::uint32_t> numbers_;
  std::size_t size_ = 0;
};

}  // namespace vigil
