// SPDX-License-Identifier: MIT
#include <fstream>
#include <iterator>
#include <utility>

#include "checker/report/text_width.hpp"
#include "models/program/program.hpp"

namespace vigil::models {

namespace {

using Programs = std::vector<Program>;

constexpr std::size_t byte_count_max = std::size_t{256} << 20;

[[nodiscard]] Result<std::string> contents(const std::string& path) {
  std::ifstream file(path == "-" ? "/dev/stdin" : path, std::ios::binary);
  if (!file) return Result<std::string>::failure(detail::printable(path) + ": cannot be opened");
  std::string text;
  std::vector<char> block(1 << 16);
  while (file.read(block.data(), static_cast<std::streamsize>(block.size())), file.gcount() > 0) {
    text.append(block.data(), static_cast<std::size_t>(file.gcount()));
    if (text.size() > byte_count_max) {
      return Result<std::string>::failure(path + ": larger than 256 MiB");
    }
  }
  if (file.bad() || !file.eof()) {
    return Result<std::string>::failure(path + ": cannot be read; expected a file");
  }
  return text;
}

[[nodiscard]] Result<Programs> one_a_line(const std::string& text, const std::string& path) {
  Programs programs;
  std::size_t line = 0;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::string_view part = std::string_view{text}.substr(start, end - start);
    start = end + 1;
    ++line;
    if (part.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    auto program = read_program(part, path + ":" + std::to_string(line));
    if (!program) return Result<Programs>::failure(program.error());
    programs.push_back(std::move(program.value()));
  }
  if (programs.empty()) {
    return Result<Programs>::failure(path + ": is empty; expected one program a line");
  }
  return programs;
}

}  // namespace

bool is_program_file(std::string_view name) {
  return name.ends_with(".json") || name.ends_with(".jsonl");
}

Result<Programs> read_program_file(const std::string& path) {
  const auto text = contents(path);
  if (!text) return Result<Programs>::failure(text.error());
  if (path.ends_with(".jsonl")) return one_a_line(*text, path);
  auto program = read_program(*text, path);
  if (!program) return Result<Programs>::failure(program.error());
  Programs programs;
  programs.push_back(std::move(program.value()));
  return programs;
}

}  // namespace vigil::models
