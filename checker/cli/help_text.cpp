// SPDX-License-Identifier: MIT
#include "checker/cli/help_text.hpp"

#include <algorithm>

namespace vigil::cli {

namespace {

/// Where the explanation of an option begins: behind the last run of several spaces.
[[nodiscard]] std::size_t hanging_indent(std::string_view line) {
  const std::size_t gap = line.rfind("  ");
  return gap == std::string_view::npos ? 0 : gap + 2;
}

void append_fitted(std::string& text, std::string_view line, std::size_t width) {
  const std::size_t indent = hanging_indent(line);
  const std::size_t room = width > indent + 20 ? width - indent : 20;
  text += line.substr(0, indent);
  line.remove_prefix(indent);
  while (line.size() > room) {
    std::size_t end = line.rfind(' ', room);
    if (end == std::string_view::npos) end = std::min(line.find(' '), line.size());
    text += line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    if (!line.empty()) text += "\n" + std::string(indent, ' ');
  }
  text += line;
}

}  // namespace

std::string fitted(std::string_view help, std::size_t width) {
  std::string text;
  while (!help.empty()) {
    const std::size_t end = std::min(help.find('\n'), help.size());
    append_fitted(text, help.substr(0, end), width);
    text += '\n';
    help.remove_prefix(std::min(end + 1, help.size()));
  }
  return text;
}

}  // namespace vigil::cli
