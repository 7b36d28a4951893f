// SPDX-License-Identifier: MIT
#include "tests/support/markdown.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

namespace vigil::test {

namespace {

/// A block with what the commands of its prompts print now.
[[nodiscard]] std::string played_block(const std::string& block, const std::string& prompt,
                                       const std::function<std::string(const std::string&)>& run) {
  std::string text;
  std::istringstream lines(block);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(prompt)) continue;
    const std::string output = run(line.substr(prompt.size()));
    if (output.empty()) return block;
    text += line + "\n" + output;
  }
  return text.empty() ? block : text;
}

}  // namespace

std::string page(const std::string& name) {
  std::ifstream stream(VIGIL_SOURCE_DIR "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>{stream}, std::istreambuf_iterator<char>{}};
}

std::vector<std::string> blocks(const std::string& page, const std::string& kind) {
  std::vector<std::string> found;
  const std::string open = "```" + kind + "\n";
  for (std::size_t at = page.find(open); at != std::string::npos;) {
    const std::size_t end = page.find("```", at + open.size());
    found.push_back(page.substr(at + open.size(), end - at - open.size()));
    at = page.find(open, end);
  }
  return found;
}

std::string played(std::string page, const std::string& prompt,
                   const std::function<std::string(const std::string&)>& run) {
  for (const std::string& block : blocks(page, "console")) {
    page.replace(page.find("```console\n" + block) + 11, block.size(),
                 played_block(block, prompt, run));
  }
  return page;
}

std::string differs_from_page(const std::string& name, const std::string& text) {
  const std::string old = page(name);
  if (old == text) return {};
  const char* const update = std::getenv("VIGIL_UPDATE_GOLDEN");
  if (update != nullptr && *update == '1') {
    std::ofstream(VIGIL_SOURCE_DIR "/" + name, std::ios::binary) << text;
    return {};
  }
  std::istringstream before(old);
  std::istringstream after(text);
  for (std::size_t number = 1;; ++number) {
    std::string line;
    std::string now;
    const bool more = static_cast<bool>(std::getline(before, line));
    if (!more && !std::getline(after, now)) return name + ": only the ends of lines differ";
    if (more) std::getline(after, now);
    if (line == now) continue;
    return name + ":" + std::to_string(number) + " says\n" + line + "\nbut now it is\n" + now;
  }
}

}  // namespace vigil::test
