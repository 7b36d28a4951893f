// SPDX-License-Identifier: MIT
#pragma once

/// Damage to the text of a schedule, as people and tools do it, and a checksum that hides it.

#include <cstdint>
#include <string>
#include <string_view>

#include "checker/trace/schedule_text.hpp"
#include "tests/agreement/rng.hpp"

namespace vigil::test {

/// One change: a byte replaced, inserted or removed, a piece doubled or cut out.
inline void mutate(std::string& text, agreement::Rng& rng) {
  constexpr std::string_view alphabet = "abcz019:,=@%+-*/ \t\n~\"'\\.#v";
  const auto size = static_cast<std::uint32_t>(text.size());
  const std::uint32_t at = rng.below(size + 1);
  const auto length = rng.below(12) + 1;
  const char byte = rng.percent(80)
                        ? alphabet[rng.below(static_cast<std::uint32_t>(alphabet.size()))]
                        : static_cast<char>(rng.below(256));
  switch (rng.below(5)) {
    case 0:
      if (at < size) text[at] = byte;
      break;
    case 1: text.insert(at, 1, byte); break;
    case 2: text.erase(at, 1); break;
    case 3: text.insert(at, text.substr(rng.below(size + 1), length)); break;
    default: text.erase(at, length); break;
  }
}

/// The text with its checksum, or with one more field that is one.
[[nodiscard]] inline std::string with_right_checksum(const std::string& text) {
  const std::string body = text.substr(0, text.rfind(':')) + ":";
  return body + detail::checksum(body);
}

}  // namespace vigil::test
