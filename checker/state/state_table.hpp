// SPDX-License-Identifier: MIT
#pragma once

/// The states that a search has visited: a hash table of their keys with open addressing. A key is its
/// own hash. One bit of each tells whether the state lies on the path that the search stands on, so
/// that a cycle shows; 127 bits are left of the key.
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
  /// The search has returned from it. Requires: `visit` found it fresh.
  void leave(const Hash128& key);

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] std::uint64_t memory_bytes() const { return slots_.size() * sizeof(Hash128); }

 private:
  [[nodiscard]] std::size_t slot_of(const Hash128& key) const;
  [[nodiscard]] bool grow();

  std::vector<Hash128> slots_;  // all zero: empty
  std::uint64_t size_ = 0;
  std::uint64_t memory_bytes_max_;
};

}  // namespace vigil
