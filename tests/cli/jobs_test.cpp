// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <regex>
#include <string>

#include "tests/cli/command.hpp"

namespace vigil::test {

namespace {

[[nodiscard]] std::string without_seconds(const std::string& text) {
  return std::regex_replace(text, std::regex("\"seconds\": [0-9.e+-]+"), "\"seconds\": 0");
}

}  // namespace

TEST_SUITE("several models") {
  TEST_CASE("the number of jobs changes nothing that is printed") {
    for (const std::string arguments :
         {"verify", "verify 'tutorial/*' --clock arbitrary", "verify 'tutorial/*' --format json",
          "verify 'tutorial/*' --format sarif", "verify tutorial/notify_all --format tree",
          "outcomes 'tutorial/*not*' workload/lost_notify", "outcomes 'tutorial/*not*' --bare"}) {
      CAPTURE(arguments);
      const Run alone = run_vigil(arguments + " --jobs 1");
      for (const std::string jobs : {" --jobs 2", " -j 7", " -j 0"}) {
        const Run together = run_vigil(arguments + jobs);
        CHECK(together.exit_code == alone.exit_code);
        CHECK(without_seconds(together.out) == without_seconds(alone.out));
        CHECK(together.err == alone.err);
      }
    }
  }

  TEST_CASE("an interrupt ends all jobs and prints what they explored so far") {
    const Run run = run_vigil(
        "verify tutorial/wait_for workload/wait_for workload/notify_all --search exhaustive "
        "-p tasks=9 -p n=9 --jobs 2",
        "timeout --foreground --preserve-status --signal INT 1");
    // Workers share its stdout: it would not be at its end while one of them lives.
    CHECK(run.exit_code == 130);
    CHECK(run.out.find("inconclusive tutorial/wait_for") == 0);
    CHECK(run.out.find("\ninconclusive workload/wait_for") != std::string::npos);
    CHECK(run.out.find("\n2 models: 2 inconclusive\n") != std::string::npos);
    CHECK(run.err == "vigil: interrupted after 2 of 3 checks\n");
  }

  TEST_CASE("a job that dies is an internal error that names its model") {
    // A second of processor time for each process; the one that waits needs none.
    const Run run = run_vigil(
        "verify tutorial/wait_for workload/wait_for --search exhaustive -p tasks=9 -p n=9 --jobs 2",
        "ulimit -t 1; ");
    CHECK(run.exit_code == 70);
    CHECK(run.out.empty());
    CHECK(is_one_line(run.err));
    CHECK(run.err.find("vigil: internal error: the job of ") == 0);
    CHECK(run.err.find("wait_for died (signal ") != std::string::npos);
  }

  TEST_CASE("a summary ends a run of several models") {
    const Run run = run_vigil(
        "verify tutorial/wait_notify tutorial/lost_notification tutorial/wait_for -p tasks=4 "
        "--max-executions 1000 --no-explain");
    CHECK(run.exit_code == 1);
    const std::size_t summary = run.out.rfind("\n\n");
    REQUIRE(summary != std::string::npos);
    CHECK(run.out.substr(summary + 2) ==
          "verified      tutorial/wait_notify                1 execution\n"
          "violated      tutorial/lost_notification          2 executions  deadlock (as expected)\n"
          "inconclusive  tutorial/wait_for tasks=4       1,000 executions  --max-executions 1000\n"
          "3 models: 1 verified, 1 violated, 1 inconclusive\n");
    const Run one = run_vigil("verify tutorial/wait_notify");
    CHECK(one.out.find(" models: ") == std::string::npos);
  }
}

}  // namespace vigil::test
