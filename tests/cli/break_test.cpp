// SPDX-License-Identifier: MIT
// `vigil replay --break`, under gdb in batch mode with the commands of checker/debug.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/cli/command.hpp"
#include "tests/support/count_of.hpp"

namespace vigil::test {

namespace {

constexpr const char* lost = "'v1:tutorial/lost_notification::notifier:a:32:99cbs'";

/// What gdb prints when it runs `vigil ARGUMENTS` and then these commands.
[[nodiscard]] std::string under_gdb(const std::string& arguments, const std::string& commands) {
  std::string gdb = "gdb -nx -batch -x '" VIGIL_SOURCE_DIR "/checker/debug/vigil_gdb.py' -ex run";
  for (std::size_t begin = 0; begin < commands.size();) {
    const std::size_t end = commands.find('\n', begin);
    gdb += " -ex '" + commands.substr(begin, end - begin) + "'";
    begin = end == std::string::npos ? commands.size() : end + 1;
  }
  const Run run = run_vigil(arguments, gdb + " --args");
  return run.out + run.err;
}

/// True if gdb is there, may control a process and can call its functions (which a kernel that does
/// not let it write the extended registers back prevents); says so when not.
[[nodiscard]] bool gdb_works() {
  static const bool works = [] {
    const bool runs = under_gdb("--version", "").find("exited normally") != std::string::npos;
    const bool calls = runs && under_gdb(std::string{"replay --break 0 "} + lost, "vigil-tasks")
                                       .find("Couldn't write extended state") == std::string::npos;
    if (!calls) std::puts("skipped: there is no gdb here that can run a process and call into it");
    return calls;
  }();
  return works;
}

}  // namespace

TEST_SUITE("replay --break") {
  TEST_CASE("without a debugger it says in one line how to start one") {
    const Run run = run_vigil(std::string{"replay --break 1 "} + lost);
    CHECK(run.exit_code == 2);
    CHECK(run.out.empty());
    CHECK(is_one_line(run.err));
    CHECK(run.err.find("vigil_gdb.py --args vigil replay --break 1 " + std::string{lost}) !=
          std::string::npos);
  }

  TEST_CASE("it stops on the stack of the task that runs at that step") {
    if (!gdb_works()) return;
    const std::string at_0 = under_gdb(std::string{"replay --break 0 "} + lost, "vigil-tasks");
    CHECK(at_0.find("SIGTRAP") != std::string::npos);
    CHECK(at_0.find("vigil_break_here") != std::string::npos);
    CHECK(at_0.find("* `main` runs\n") != std::string::npos);
    const std::string at_1 =
        under_gdb(std::string{"replay --break 1 "} + lost, "backtrace\nvigil-tasks\ncontinue");
    CHECK(at_1.find("lost_notification") != std::string::npos);
    CHECK(at_1.find("  `main` blocked at join\n") != std::string::npos);
    CHECK(at_1.find("  `waiter` ready") != std::string::npos);
    CHECK(at_1.find("* `notifier` runs\n") != std::string::npos);
    CHECK(at_1.find("exited with code 01") != std::string::npos);
  }

  TEST_CASE("every suspended task has a backtrace, and the process goes on unharmed") {
    if (!gdb_works()) return;
    const std::string all = under_gdb(std::string{"replay --break 2 "} + lost,
                                      "info registers rsp rip\nvigil-bt\ninfo registers rsp rip\n"
                                      "vigil-bt waiter -- 1\nvigil-bt nobody\ncontinue");
    INFO(all);
    CHECK(count_of(all, "vigil::Execution::suspend") >= 1);
    CHECK(count_of(all, "`main` blocked at join\n") == 1);
    CHECK(count_of(all, "* `waiter` runs\n") == 2);
    CHECK(all.find("exited with code 01") != std::string::npos);
    const std::size_t first = all.find("\nrsp ");
    const std::size_t second = all.find("\nrsp ", first + 1);
    REQUIRE(second != std::string::npos);
    CHECK(all.substr(first, 120) == all.substr(second, 120));
  }

  TEST_CASE("a step that the execution does not have is bad input") {
    if (!gdb_works()) return;
    const std::string out = under_gdb(std::string{"replay --break 3 "} + lost, "");
    CHECK(out.find("exited with code 02") != std::string::npos);
  }
}

}  // namespace vigil::test
