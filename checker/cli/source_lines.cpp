// SPDX-License-Identifier: MIT
#include "checker/cli/source_lines.hpp"

#include <fstream>

#include "checker/cli/trimmed.hpp"

namespace vigil::cli {

namespace {

void read(const std::string& file, std::vector<std::string>& lines) {
  std::ifstream stream(file);
  constexpr std::size_t line_count_max = 100'000;
  for (std::string line; lines.size() < line_count_max && std::getline(stream, line);) {
    lines.push_back(trimmed(line));
  }
}

}  // namespace

std::string SourceLines::operator()(const std::string& file, std::uint32_t line) {
  auto [known, is_new] = files_.try_emplace(file);
  if (is_new) read(file, known->second);
  const std::vector<std::string>& lines = known->second;
  return line >= 1 && line <= lines.size() ? lines[line - 1] : std::string{};
}

}  // namespace vigil::cli
