// SPDX-License-Identifier: MIT
#include "checker/report/text_width.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace vigil::detail {

namespace {

struct Range {
  char32_t first;
  char32_t last;
};

/// The blocks that terminals draw two columns wide (Unicode, East Asian Width W and F).
constexpr std::array wide_ranges = {
    Range{0x1100, 0x115F},   Range{0x2E80, 0x303E},   Range{0x3041, 0xA4CF},
    Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},   Range{0xFE30, 0xFE6F},
    Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},   Range{0x1F300, 0x1F64F},
    Range{0x1F680, 0x1F6FF}, Range{0x1F900, 0x1FAFF}, Range{0x20000, 0x3FFFD}};

constexpr std::array zero_ranges = {Range{0x0300, 0x036F}, Range{0x200B, 0x200F},
                                    Range{0x20D0, 0x20FF}, Range{0xFE00, 0xFE0F}};

template <std::size_t Count>
[[nodiscard]] bool in_any(char32_t code, const std::array<Range, Count>& ranges) {
  return std::ranges::any_of(
      ranges, [code](Range range) { return range.first <= code && code <= range.last; });
}

[[nodiscard]] std::size_t code_width(char32_t code) {
  if (in_any(code, zero_ranges)) return 0;
  return in_any(code, wide_ranges) ? 2 : 1;
}

/// One character: how many bytes, and which code point; `valid` is false for anything that is not
/// well-formed UTF-8 (then one byte).
struct Character {
  std::size_t byte_count = 1;
  char32_t code = 0;
  bool valid = false;
};

[[nodiscard]] Character decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {1, lead, true};
  const std::size_t count = lead >= 0xF0 && lead < 0xF5   ? 4
                            : lead >= 0xE0 && lead < 0xF0 ? 3
                            : lead >= 0xC2 && lead < 0xE0 ? 2
                                                          : 0;
  if (count == 0 || text.size() < count) return {};
  char32_t code = lead & (0x7Fu >> count);
  for (std::size_t i = 1; i < count; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    code = (code << 6) | (byte(i) & 0x3Fu);
  }
  constexpr std::array<char32_t, 5> smallest = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < smallest[count] || code > 0x10FFFF || surrogate) return {};
  return {count, code, true};
}

/// How many bytes of `text` fit into `width` columns; at least one character.
[[nodiscard]] std::size_t prefix_bytes(std::string_view text, std::size_t width) {
  std::size_t bytes = 0;
  std::size_t columns = 0;
  while (bytes < text.size()) {
    const Character next = decode(text.substr(bytes));
    columns += next.valid ? code_width(next.code) : 1;
    if (columns > width && bytes > 0) break;
    bytes += next.byte_count;
  }
  return bytes;
}

/// As many bytes of a word that is too long as fit into `width` columns, up to a place where a
/// reader would break it ("condition.", "Cancelled"), unless that leaves less than a third.
[[nodiscard]] std::size_t break_bytes(std::string_view word, std::size_t width) {
  constexpr std::string_view joints = ".-_/:,";
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const std::size_t most = prefix_bytes(word, width);
  for (std::size_t at = most; at > most / 3; --at) {
    const bool after_joint = joints.find(word[at - 1]) != joints.npos;
    const bool between_words = at < word.size() && is_lower(word[at - 1]) && is_upper(word[at]);
    if (after_joint || between_words) return at;
  }
  return most;
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const Character next = decode(text);
    columns += next.valid ? code_width(next.code) : 1;
    text.remove_prefix(next.byte_count);
  }
  return columns;
}

std::string printable(std::string_view text) {
  std::string clean;
  while (!text.empty()) {
    const Character next = decode(text);
    const bool control = next.code < 0x20 || (next.code >= 0x7F && next.code < 0xA0);
    if (next.valid && !control) {
      clean += text.substr(0, next.byte_count);
    } else {
      clean += '?';
    }
    text.remove_prefix(next.byte_count);
  }
  return clean;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  constexpr std::string_view indent = "  ";
  std::vector<std::string> lines;
  std::string line;
  const auto room = [&] { return width - (lines.empty() ? 0 : indent.size()); };
  const auto close = [&] {
    lines.push_back(lines.empty() ? line : std::string{indent} + line);
    line.clear();
  };
  while (!text.empty()) {
    const std::size_t blank = text.find(' ');
    std::string_view word = text.substr(0, blank);
    text = blank == std::string_view::npos ? std::string_view{} : text.substr(blank + 1);
    if (!line.empty() && display_width(line) + 1 + display_width(word) > room()) close();
    while (display_width(word) > room()) {
      const std::size_t bytes = break_bytes(word, room());
      line = word.substr(0, bytes);
      word.remove_prefix(bytes);
      close();
    }
    if (!line.empty() && !word.empty()) line += ' ';
    line += word;
  }
  if (!line.empty() || lines.empty()) close();
  return lines;
}

std::string padded(std::string_view text, std::size_t width) {
  const std::size_t columns = display_width(text);
  return std::string{text} + std::string(width > columns ? width - columns : 0, ' ');
}

}  // namespace vigil::detail
