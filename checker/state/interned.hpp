// SPDX-License-Identifier: MIT
#pragma once

/// Values and sequences of values, each different one stored once and known by a number. Values are
/// compared by `content_hash(value)`, 128 bits: equal hashes are taken for equal values.

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "checker/state/hash128.hpp"
#include "checker/state/hash_index.hpp"

namespace vigil {

/// Appends; a capacity that doubles would leave half of a large table unused.
template <class Item>
void append(std::vector<Item>& items, const Item& item) {
  constexpr std::size_t capacity_min = 16;
  if (items.size() == items.capacity()) {
    items.reserve(std::max(capacity_min, items.size() + items.size() / 4));
  }
  items.push_back(item);
}

[[nodiscard]] constexpr Hash128 content_hash(std::uint32_t number) {
  return hash_step(Hash128{}, number);
}

template <class Item>
class Interned {
 public:
  [[nodiscard]] std::uint32_t add(const Item& item) {
    const Hash128 hash = content_hash(item);
    const std::uint32_t known = index_.find(hash);
    if (known != HashIndex::none) return known;
    const auto number = static_cast<std::uint32_t>(items_.size());
    append(items_, item);
    index_.insert(hash, number);
    return number;
  }

  [[nodiscard]] const Item& operator[](std::uint32_t number) const { return items_[number]; }
  [[nodiscard]] std::uint32_t size() const { return index_.size(); }
  [[nodiscard]] std::uint64_t memory_bytes() const {
    return index_.memory_bytes() + items_.capacity() * sizeof(Item);
  }

 private:
  HashIndex index_;
  std::vector<Item> items_;
};

template <class Item>
class InternedLists {
 public:
  [[nodiscard]] std::uint32_t add(std::span<const Item> list) {
    Hash128 hash{list.size(), 0};
    for (const Item& item : list) hash = hash_step(hash, content_hash(item));
    const std::uint32_t known = index_.find(hash);
    if (known != HashIndex::none) return known;
    const auto number = static_cast<std::uint32_t>(ends_.size());
    for (const Item& item : list) append(items_, item);
    append(ends_, static_cast<std::uint32_t>(items_.size()));
    index_.insert(hash, number);
    return number;
  }

  /// Good until something is added.
  [[nodiscard]] std::span<const Item> operator[](std::uint32_t number) const {
    const std::uint32_t first = number == 0 ? 0 : ends_[number - 1];
    return {items_.data() + first, ends_[number] - first};
  }
  [[nodiscard]] std::uint32_t size() const { return index_.size(); }
  [[nodiscard]] std::uint64_t memory_bytes() const {
    return index_.memory_bytes() + items_.capacity() * sizeof(Item) +
           ends_.capacity() * sizeof(std::uint32_t);
  }

 private:
  HashIndex index_;
  std::vector<Item> items_;
  std::vector<std::uint32_t> ends_;
};

}  // namespace vigil
