// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "tests/cli/command.hpp"

namespace vigil::test {

namespace {

[[nodiscard]] std::string file(const std::string& name) {
  std::ifstream stream(VIGIL_SOURCE_DIR "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>{stream}, std::istreambuf_iterator<char>{}};
}

/// The blocks of README.md in that language, without their fences.
[[nodiscard]] std::vector<std::string> blocks(const std::string& readme, const std::string& kind) {
  std::vector<std::string> found;
  const std::string open = "```" + kind + "\n";
  for (std::size_t at = readme.find(open); at != std::string::npos;) {
    const std::size_t end = readme.find("```", at + open.size());
    found.push_back(readme.substr(at + open.size(), end - at - open.size()));
    at = readme.find(open, end);
  }
  return found;
}

/// The block with what the commands of its `$ vigil` lines print now.
[[nodiscard]] std::string played(const std::string& block) {
  std::string text;
  for (std::size_t at = 0; at < block.size();) {
    const std::size_t end = block.find('\n', at);
    const std::string line = block.substr(at, end - at);
    at = end + 1;
    const std::string prompt = "$ vigil ";
    if (line.rfind(prompt, 0) != 0) continue;
    const Run run = run_vigil(line.substr(prompt.size()));
    REQUIRE_MESSAGE((run.exit_code == 0 || run.exit_code == 1), line << ": " << run.err);
    text += line + "\n" + run.out;
  }
  return text;
}

/// README.md with every console block played anew.
[[nodiscard]] std::string played_readme(std::string readme) {
  for (const std::string& block : blocks(readme, "console")) {
    readme.replace(readme.find(block), block.size(), played(block));
  }
  return readme;
}

[[nodiscard]] bool contains(const std::string& source, const std::string& block) {
  return source.find(block) != std::string::npos;
}

}  // namespace

TEST_SUITE("readme") {
  TEST_CASE("the README shows what its commands print") {
    const std::string readme = file("README.md");
    REQUIRE(blocks(readme, "console").size() >= 2);
    const std::string now = played_readme(readme);
    const char* const update = std::getenv("VIGIL_UPDATE_GOLDEN");
    if (update != nullptr && *update == '1') {
      std::ofstream(VIGIL_SOURCE_DIR "/README.md", std::ios::binary) << now;
    } else {
      CHECK(readme == now);
    }
  }

  TEST_CASE("the programs in the README are compiled as they stand") {
    const std::vector<std::string> programs = blocks(file("README.md"), "cpp");
    REQUIRE(programs.size() == 2);
    CHECK(contains(file("models/tutorial/lost_notification.cpp"), programs[0]));
    CHECK(contains(file("tests/cli/readme_example_test.cpp"), programs[1]));
  }

  TEST_CASE("the README fits on two screens") {
    const std::string readme = file("README.md");
    CHECK(std::ranges::count(readme, '\n') <= 160);
  }
}

}  // namespace vigil::test
