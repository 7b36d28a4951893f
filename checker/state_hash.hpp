// SPDX-License-Identifier: MIT
#pragma once

/// `state_hash(value)`: the hash of a value that tasks share, for observations and state keys.
/// Works for numbers, enums, strings, pairs, optionals and ranges of such; a type of one's own
/// provides `std::uint64_t hash_value(const T&)` in its namespace. Equal values must hash alike in
/// every process, so pointers are refused.

#include <bit>
#include <cstdint>
#include <optional>
#include <ranges>
#include <string_view>
#include <type_traits>
#include <utility>

namespace vigil {

/// Mixes one word into a hash. The two do not play the same part: `hash_step(a, b)` is not
/// `hash_step(b, a)`, so that it can combine the hashes of two values. Cost: about 1 ns.
[[nodiscard]] constexpr std::uint64_t hash_step(std::uint64_t seed, std::uint64_t word) {
  std::uint64_t mixed = (seed ^ (word * 0xBF58476D1CE4E5B9ull)) * 0x9E3779B97F4A7C15ull;
  mixed ^= mixed >> 32;
  return mixed * 0xD6E8FEB86659FD93ull;
}

template <class T>
concept HashableByUser = requires(const T& value) {
  { hash_value(value) } -> std::convertible_to<std::uint64_t>;
};

template <class T>
[[nodiscard]] std::uint64_t state_hash(const T& value);

namespace detail {
template <class T>
struct StateHash {
  static_assert(!std::is_pointer_v<T>, "an address is not the same in every process");
  static std::uint64_t of(const T& value) {
    if constexpr (HashableByUser<T>) {
      return hash_value(value);
    } else if constexpr (std::is_floating_point_v<T>) {
      return of_floating_point(value);
    } else if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
      return hash_step(1, static_cast<std::uint64_t>(value));
    } else {
      static_assert(std::ranges::input_range<const T>, "the type needs hash_value(const T&)");
      std::uint64_t hash = 2;
      for (const auto& element : value) hash = hash_step(hash, state_hash(element));
      return hash;
    }
  }

 private:
  /// A long double is more than a double, by less than another one, and has padding.
  static std::uint64_t of_floating_point(T value) {
    const auto rounded = static_cast<double>(value);
    const auto rest = static_cast<double>(value - static_cast<T>(rounded));
    return hash_step(hash_step(1, std::bit_cast<std::uint64_t>(rounded)),
                     std::bit_cast<std::uint64_t>(rest));
  }
};
template <class A, class B>
struct StateHash<std::pair<A, B>> {
  static std::uint64_t of(const std::pair<A, B>& value) {
    return hash_step(state_hash(value.first), state_hash(value.second));
  }
};
template <class T>
struct StateHash<std::optional<T>> {
  static std::uint64_t of(const std::optional<T>& value) {
    return value ? hash_step(3, state_hash(*value)) : 4;
  }
};
}  // namespace detail

template <class T>
std::uint64_t state_hash(const T& value) {
  return detail::StateHash<T>::of(value);
}

}  // namespace vigil
