// SPDX-License-Identifier: MIT
#pragma once

/// How often a text contains a part, for tests of what is printed. Parts may overlap.

#include <cstddef>
#include <string>

namespace vigil::test {

[[nodiscard]] inline std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

}  // namespace vigil::test
