// SPDX-License-Identifier: MIT
#include "checker/state/state_table.hpp"

#include <cmath>
#include <utility>

#include "checker/assert.hpp"

namespace vigil {

namespace {

constexpr std::size_t initial_slot_count = 1024;
}  // namespace

StateTable::StateTable(std::uint64_t memory_bytes_max)
    : slots_(initial_slot_count), memory_bytes_max_(memory_bytes_max) {}

StateTable::Found StateTable::visit(const Hash128& key) {
  const Hash128 own = stored(key);
  std::size_t slot = slot_of(own);
  if (!empty(slots_[slot])) {
    return (slots_[slot].high & path_bit) != 0 ? Found::on_path : Found::visited;
  }
  if ((size_ + 1) * 16 > slots_.size() * 13) {
    if (!grow()) return Found::full;
    slot = slot_of(own);
  }
  slots_[slot] = {own.low, own.high | path_bit};
  ++size_;
  return Found::fresh;
}

void StateTable::leave(const Hash128& key) {
  Hash128& slot = slots_[slot_of(stored(key))];
  VIGIL_ASSERT(!empty(slot), "a state that is left was visited");
  slot.high &= ~path_bit;
}

bool StateTable::grow() {
  const std::size_t slot_count = slots_.size() + slots_.size() / 2;
  const std::uint64_t needed_bytes = (slots_.size() + slot_count) * sizeof(Hash128);
  if (memory_bytes_max_ != 0 && needed_bytes > memory_bytes_max_) return false;
  const std::vector<Hash128> old = std::exchange(slots_, std::vector<Hash128>(slot_count));
  for (const Hash128& slot : old) {
    if (empty(slot)) continue;
    slots_[slot_of({slot.low, slot.high & ~path_bit})] = slot;
  }
  return true;
}

double collision_probability(std::uint64_t count) {
  const auto number = static_cast<double>(count);
  return std::ldexp(number * number, -128);
}

}  // namespace vigil
