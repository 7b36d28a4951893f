// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <string>

#include "tests/cli/command.hpp"

namespace vigil::test {

TEST_SUITE("exit codes") {
  TEST_CASE("a verified model exits with 0 and one line that says what was covered") {
    const Run run = run_vigil("verify tutorial/wait_notify");
    CHECK(run.exit_code == 0);
    CHECK(is_one_line(run.out));
    CHECK(run.err.empty());
    for (const std::string part : {"verified tutorial/wait_notify", "asyncio", "order any",
                             "clock virtual", "notify fifo", "no faults", "dpor", "execution",
                             "0 blocked", "transitions"}) {
      CAPTURE(part);
      CHECK(run.out.find(part) != std::string::npos);
    }
  }

  TEST_CASE("a violated model exits with 1 even when that is expected and says so") {
    const Run run = run_vigil("verify tutorial/lost_notification");
    CHECK(run.exit_code == 1);
    CHECK(run.out.find("violated (as expected) tutorial/lost_notification") == 0);
    CHECK(run.out.find("\ndeadlock at lost_notification.cpp:20: ") != std::string::npos);
    CHECK_FALSE(schedule_in(run.out).empty());
    CHECK(run.err.empty());
  }

  TEST_CASE("a bound that stops the search exits with 3 and is no proof") {
    const Run run = run_vigil("verify tutorial/wait_for --search exhaustive --max-executions 2");
    CHECK(run.exit_code == 3);
    CHECK(run.out.find("inconclusive tutorial/wait_for") == 0);
    CHECK(run.out.find("stopped by --max-executions 2") != std::string::npos);
  }

  TEST_CASE("a time limit that stops the search exits with 3") {
    const Run run =
        run_vigil("verify tutorial/wait_for --search exhaustive -p tasks=9 --time-limit 0.2");
    CHECK(run.exit_code == 3);
    CHECK(run.out.find("stopped by --time-limit") != std::string::npos);
  }

  TEST_CASE("states that do not fit into --memory exit with 3 with figures and how to go on") {
    const Run run =
        run_vigil("verify workload/wait_for -p n=14 --search states --no-symmetry --memory 1");
    CHECK(run.exit_code == 3);
    CHECK(run.out.find("inconclusive workload/wait_for") == 0);
    CHECK(run.out.find("stopped by --memory: the table of 21,323 states takes 410 KiB and cannot "
                       "grow within 1 MiB; threads") != std::string::npos);
    CHECK(run.out.find("\nto go on: raise --memory (in MiB; 0: no limit), merge") !=
          std::string::npos);
  }

  TEST_CASE("an interrupt exits with 130 and prints what was explored so far") {
    const Run run = run_vigil("verify tutorial/wait_for --search exhaustive -p tasks=9",
                              "timeout --preserve-status --signal INT 1");
    CHECK(run.exit_code == 130);
    CHECK(run.out.find("inconclusive tutorial/wait_for") == 0);
    CHECK(run.out.find("stopped by interrupt") != std::string::npos);
    CHECK(run.out.find(" executions") != std::string::npos);
  }

  TEST_CASE("verify without a model compares every shipped model with its expectation") {
    const Run run = run_vigil("verify");
    CHECK(run.exit_code == 0);
    CHECK(run.out.find("FAILED") == std::string::npos);
    CHECK(run.out.find("tutorial/wait_notify") != std::string::npos);
    CHECK(run.out.find("checks of models met their expectation") != std::string::npos);
  }

  TEST_CASE("outcomes exits with 0 when the table is complete") {
    const Run run = run_vigil("outcomes tutorial/lost_notification");
    CHECK(run.exit_code == 0);
    CHECK(run.out.find("outcome") != std::string::npos);
    CHECK_FALSE(schedule_in(run.out).empty());
  }

  TEST_CASE("help and version are printed to stdout and exit with 0") {
    for (const std::string arguments : {"--help", "verify --help", "--version"}) {
      CAPTURE(arguments);
      const Run run = run_vigil(arguments);
      CHECK(run.exit_code == 0);
      CHECK_FALSE(run.out.empty());
      CHECK(run.err.empty());
    }
  }
}

}  // namespace vigil::test
