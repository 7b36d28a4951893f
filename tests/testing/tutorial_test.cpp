// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/markdown.hpp"

// Pages whose programs are targets of their own (see CMakeLists.txt), made of the page.

namespace vigil::test {

namespace {

/// What a program of the tutorial prints; empty if it was not built (its framework is missing).
[[nodiscard]] std::string run_program(const std::string& command) {
  const std::string program = command.substr(0, command.find(' '));
  if (!std::filesystem::exists(VIGIL_TUTORIAL_DIR "/" + program)) return {};
  const std::string line = "cd '" VIGIL_TUTORIAL_DIR "' && ./" + command + " 2>&1";
  std::FILE* const pipe = popen(line.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string text;
  std::array<char, 4096> buffer{};
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    text.append(buffer.data(), count);
  }
  // The tests that the page shows are those that fail.
  CHECK(pclose(pipe) != 0);
  return text;
}

}  // namespace

TEST_SUITE("tutorial") {
  TEST_CASE("the tutorial on tests shows what its failing tests print") {
    const std::string name = "models/README.md";
    const std::string text = page(name);
    REQUIRE(blocks(text, "console").size() == 3);
    CHECK(differs_from_page(name, played(text, "$ ./", run_program)) == "");
  }

  TEST_CASE("the page on primitives of your own shows what its failing test prints") {
    const std::string name = "models/own/README.md";
    const std::string text = page(name);
    REQUIRE(blocks(text, "console").size() == 1);
    CHECK(differs_from_page(name, played(text, "$ ./", run_program)) == "");
  }

  TEST_CASE("the page on primitives of your own quotes the sources as they stand") {
    std::string sources;
    for (const std::string name :
         {"models/own/sync.hpp", "models/own/channel.hpp", "tests/models/own/laws.hpp",
          "tests/models/own/own_test.cpp", "tests/models/own/real_threads_test.cpp"}) {
      sources += page(name);
    }
    const std::vector<std::string> quotes = blocks(page("models/own/README.md"), "cpp");
    REQUIRE(quotes.size() == 6);
    for (const std::string& quote : quotes) {
      CAPTURE(quote);
      CHECK(sources.find(quote) != std::string::npos);
    }
  }
}

}  // namespace vigil::test
