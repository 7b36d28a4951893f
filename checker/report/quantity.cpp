// SPDX-License-Identifier: MIT
#include "checker/report/quantity.hpp"

#include <fmt/format.h>

namespace vigil {

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

std::string size_in_words(std::uint64_t bytes) {
  if (bytes < 1024) return fmt::format("{} byte{}", bytes, bytes == 1 ? "" : "s");
  double count = static_cast<double>(bytes) / 1024;
  const char* unit = "KiB";
  // From 1023.5 on it would be rounded to 1024.
  for (const char* const larger : {"MiB", "GiB", "TiB"}) {
    if (count < 1023.5) break;
    count /= 1024;
    unit = larger;
  }
  const int decimals = count < 9.995 ? 2 : count < 99.95 ? 1 : 0;
  std::string digits = fmt::format("{:.{}f}", count, decimals);
  if (decimals > 0) {
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.ends_with('.')) digits.pop_back();
  }
  return digits + " " + unit;
}

}  // namespace vigil
