// SPDX-License-Identifier: MIT
#pragma once

/// A line as people mean it: without the blanks at its ends.

#include <string>

namespace vigil::cli {

[[nodiscard]] inline std::string trimmed(const std::string& line) {
  constexpr const char* blanks = " \t\r";
  const std::size_t begin = line.find_first_not_of(blanks);
  if (begin == std::string::npos) return {};
  return line.substr(begin, line.find_last_not_of(blanks) - begin + 1);
}

}  // namespace vigil::cli
