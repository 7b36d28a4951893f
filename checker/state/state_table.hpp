// SPDX-License-Identifier: MIT
#pragma once

/// The states that a search has visited: a hash table of their keys with open addressing. A key is
/// its own hash. One bit of each tells whether the state lies on the path that the search stands
/// on, so that a cycle shows; 127 bits are left of the key.
///
/// Cost: 16 bytes a slot; full to 13/16 at most, and it grows by half: 20 to 30 bytes a state, and
/// while it grows both tables are there.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "checker/state/hash128.hpp"

namespace vigil {

/// An upper bound of the probability that two of so many different things had one key, by the union
/// bound: n^2 / 2^128 for keys of 127 bits.
[[nodiscard]] double collision_probability(std::uint64_t count);

class StateTable {
 public:
  enum class Found : std::uint8_t {
    fresh,    ///< it was not there; it is now, on the path
    visited,  ///< and has been left since
    on_path,  ///< a cycle
    full,     ///< not there, and there is no memory for it
  };

  /// 0: as much memory as there is.
  explicit StateTable(std::uint64_t memory_bytes_max = 0);

  Found visit(const Hash128& key);
  /// What `visit` would find; nothing is there after it that was not before. Never `full`.
  [[nodiscard]] Found look(const Hash128& key) const {
    const Hash128& slot = slots_[slot_of(stored(key))];
    if (empty(slot)) return Found::fresh;
    return (slot.high & path_bit) != 0 ? Found::on_path : Found::visited;
  }
  /// Makes a question about the key that comes soon cheaper.
  void prefetch(const Hash128& key) const { __builtin_prefetch(&slots_[home_of(stored(key))]); }
  /// The search has returned from it. Requires: `visit` found it fresh.
  void leave(const Hash128& key);

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] std::uint64_t memory_bytes() const { return slots_.size() * sizeof(Hash128); }

 private:
  static constexpr std::uint64_t path_bit = 1;  // of `high`

  /// The key as it is stored; never all zero.
  [[nodiscard]] static Hash128 stored(const Hash128& key) {
    return {key.low | (key.low == 0 ? 1 : 0), key.high & ~path_bit};
  }
  [[nodiscard]] static bool same(const Hash128& slot, const Hash128& key) {
    return slot.low == key.low && (slot.high & ~path_bit) == key.high;
  }
  [[nodiscard]] static bool empty(const Hash128& slot) { return slot.low == 0; }
  /// Where the search for the key begins.
  [[nodiscard]] std::size_t home_of(const Hash128& key) const {
    // A multiplication instead of a remainder: the table's size is no power of two.
    const auto wide = static_cast<unsigned __int128>(key.high) * slots_.size();
    return static_cast<std::size_t>(wide >> 64);
  }
  /// Where the key is, or would be.
  [[nodiscard]] std::size_t slot_of(const Hash128& key) const {
    std::size_t slot = home_of(key);
    while (!empty(slots_[slot]) && !same(slots_[slot], key)) {
      if (++slot == slots_.size()) slot = 0;
    }
    return slot;
  }
  [[nodiscard]] bool grow();

  std::vector<Hash128> slots_;  // all zero: empty
  std::uint64_t size_ = 0;
  std::uint64_t memory_bytes_max_;
};

}  // namespace vigil
