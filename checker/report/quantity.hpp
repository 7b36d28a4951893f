// SPDX-License-Identifier: MIT
#pragma once

/// Numbers as people read them, the same in every locale.

#include <cstdint>
#include <string>

namespace vigil {

/// "1,234,567".
[[nodiscard]] std::string grouped(std::uint64_t number);

/// "17 bytes", "410 KiB", "1.5 GiB": in the largest unit of which there is one, rounded to three
/// digits (four above 999), without zeros at the end of a fraction.
[[nodiscard]] std::string size_in_words(std::uint64_t bytes);

}  // namespace vigil
