// SPDX-License-Identifier: MIT
#include "checker/cli/source_lines.hpp"

#include <fstream>

namespace vigil::cli {

namespace {

void read(const std::string& file, std::vector<std::string>& lines) {
  std::ifstream stream(file);
  constexpr std::size_t line_count_max = 100'000;
  for (std::string line; lines.size() < line_count_max && std::getline(stream, line);) {
    const std::size_t begin = line.find_first_not_of(" \t");
    const std::size_t end = line.find_last_not_of(" \t\r");
    const bool blank = begin == std::string::npos;
    lines.push_back(blank ? std::string{} : line.substr(begin, end - begin + 1));
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
