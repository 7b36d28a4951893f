// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <string>
#include <vector>

#include "tests/cli/command.hpp"
#include "tests/support/markdown.hpp"

namespace vigil::test {

namespace {

/// README.md with every console block played anew.
[[nodiscard]] std::string played_readme(const std::string& readme) {
  return played(readme, "$ vigil ", [](const std::string& arguments) {
    const Run run = run_vigil(arguments);
    REQUIRE_MESSAGE((run.exit_code == 0 || run.exit_code == 1), arguments << ": " << run.err);
    return run.out;
  });
}

[[nodiscard]] bool contains(const std::string& source, const std::string& block) {
  return source.find(block) != std::string::npos;
}

/// What stands in backquotes and looks like a file or a folder of the sources.
[[nodiscard]] std::vector<std::string> paths_in(const std::string& page) {
  static const std::regex path("`([a-z._][a-zA-Z0-9_./-]*(/|\\.hpp|\\.cpp|\\.py|\\.md|\\.cmake))`");
  std::vector<std::string> paths;
  for (std::sregex_iterator at(page.begin(), page.end(), path), end; at != end; ++at) {
    paths.push_back((*at)[1]);
  }
  return paths;
}

}  // namespace

TEST_SUITE("readme") {
  TEST_CASE("the README shows what its commands print") {
    const std::string readme = page("README.md");
    REQUIRE(blocks(readme, "console").size() >= 2);
    CHECK(differs_from_page("README.md", played_readme(readme)) == "");
  }

  TEST_CASE("the programs in the README are compiled as they stand") {
    const std::vector<std::string> programs = blocks(page("README.md"), "cpp");
    REQUIRE(programs.size() == 2);
    CHECK(contains(page("models/tutorial/lost_notification.cpp"), programs[0]));
    CHECK(contains(page("tests/cli/readme_example_test.cpp"), programs[1]));
  }

  TEST_CASE("the README fits on two screens") {
    const std::string readme = page("README.md");
    CHECK(std::ranges::count(readme, '\n') <= 150);
  }

  TEST_CASE("every file that a page names exists") {
    struct Page {
      std::string name;
      std::size_t least_count;
    };
    for (const Page& one : {Page{"README.md", 12}, Page{"checker/README.md", 25},
                            Page{".github/CONTRIBUTING.md", 12}, Page{".github/SECURITY.md", 1}}) {
      CAPTURE(one.name);
      const std::vector<std::string> paths = paths_in(page(one.name));
      CHECK(paths.size() >= one.least_count);
      for (const std::string& path : paths) {
        CAPTURE(path);
        // Pages about the engine leave out its folder.
        CHECK((std::filesystem::exists(VIGIL_SOURCE_DIR "/" + path) ||
               std::filesystem::exists(VIGIL_SOURCE_DIR "/checker/" + path)));
      }
    }
  }
}

}  // namespace vigil::test
