// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "tests/cli/command.hpp"

namespace vigil::test {

namespace {

[[nodiscard]] std::string without_seconds(std::string json) {
  const std::size_t start = json.find("\"seconds\"");
  if (start != std::string::npos) json.erase(start, json.find('\n', start) - start);
  return json;
}

}  // namespace

TEST_SUITE("command output") {
  TEST_CASE("the same command prints the same bytes") {
    for (const std::string arguments : {"list", "list --json", "verify",
                                  "verify tutorial/notify_all --clock arbitrary",
                                  "outcomes tutorial/wait_for -p tasks=2",
                                  "verify workload/wait_for --format json"}) {
      CAPTURE(arguments);
      const Run once = run_vigil(arguments);
      const Run again = run_vigil(arguments);
      CHECK(once.exit_code == again.exit_code);
      CHECK(without_seconds(once.out) == without_seconds(again.out));
      CHECK(once.err == again.err);
    }
  }

  TEST_CASE("a replay shows the steps of the violation and the same bytes each time") {
    const Run verify = run_vigil("verify tutorial/notify_all --clock arbitrary");
    const std::string schedule = schedule_in(verify.out);
    REQUIRE_FALSE(schedule.empty());
    const Run once = run_vigil("replay '" + schedule + "'");
    const Run again = run_vigil("replay '" + schedule + "'");
    CHECK(once.exit_code == 1);
    CHECK(once.out == again.out);
    const std::string violation = verify.out.substr(verify.out.find("\n step "));
    CHECK(once.out.find(violation) != std::string::npos);
  }

  TEST_CASE("the schedule of a failing tutorial run is shorter than 120 characters") {
    for (const std::string clock : {"virtual", "early", "arbitrary"}) {
      std::string rest = run_vigil("verify 'tutorial/*' --no-explain --clock " + clock).out;
      int count = 0;
      for (std::string schedule = schedule_in(rest); !schedule.empty();
           schedule = schedule_in(rest)) {
        CAPTURE(schedule);
        CHECK(schedule.size() < 120);
        rest.erase(0, rest.find(schedule) + schedule.size());
        ++count;
      }
      CHECK(count >= 3);
    }
  }

  TEST_CASE("a schedule of a program file finds its way after the file was edited") {
    const std::string before =
        R"({"name": "p", "objects": {"c": {"type": "condition"}},
            "never": [{"outcome": "deadlock"}],
            "tasks": [{"name": "waiter",
                       "ops": [{"op": "with", "on": "c", "do": [{"op": "wait", "on": "c"}]}]},
                      {"name": "notifier", "ops": [)";
    const std::string after =
        R"({"op": "with", "on": "c", "do": [{"op": "notify", "on": "c"}]}]}]})";
    const std::string path = "/tmp/vigil-test-edited.json";
    const auto write = [&](const std::string& edit) {
      std::ofstream(path) << before + edit + after;
    };
    write(R"({"op": "sleep", "ticks": 0},)");
    const std::string schedule = schedule_in(run_vigil("verify " + path).out);
    REQUIRE_FALSE(schedule.empty());
    CHECK(run_vigil("replay '" + schedule + "'").err.empty());
    write("");
    const Run edited = run_vigil("replay '" + schedule + "'");
    std::remove(path.c_str());
    CHECK(edited.exit_code == 1);
    CHECK(is_one_line(edited.err));
    CHECK(edited.err.find("vigil: the model has changed: ") == 0);
    CHECK(edited.err.find("; replay it from now on as 'v1:") != std::string::npos);
  }

  TEST_CASE("a schedule can be replayed from a file") {
    const std::string schedule = schedule_in(run_vigil("verify tutorial/lost_notification").out);
    const TemporaryFile file(schedule + "\n");
    const Run from_file = run_vigil("replay " + file.path());
    CHECK(from_file.exit_code == 1);
    CHECK(from_file.out == run_vigil("replay '" + schedule + "'").out);
  }

  TEST_CASE("every schedule of an outcome leads to that outcome") {
    const Run outcomes = run_vigil("outcomes workload/lost_notify");
    std::string rest = outcomes.out;
    int count = 0;
    for (std::string schedule = schedule_in(rest); !schedule.empty();
         schedule = schedule_in(rest)) {
      const Run run = run_vigil("replay '" + schedule + "'");
      CHECK((run.exit_code == 0 || run.exit_code == 1));
      rest.erase(0, rest.find(schedule) + schedule.size());
      ++count;
    }
    CHECK(count == 2);
  }

  TEST_CASE("colour appears when asked for and never in a file by itself") {
    const std::string escape = "\x1b[";
    const std::string command = "verify tutorial/wait_notify";
    CHECK(run_vigil(command).out.find(escape) == std::string::npos);
    CHECK(run_vigil(command + " --color always").out.find(escape) != std::string::npos);
    CHECK(run_vigil(command + " --color never").out.find(escape) == std::string::npos);
    CHECK(run_vigil(command + " --color always", "NO_COLOR=1").out.find(escape) !=
          std::string::npos);
  }

  TEST_CASE("no line of a violation is longer than the width that was asked for") {
    const Run run = run_vigil("verify tutorial/notify_all --clock arbitrary --width 120");
    std::string rest = run.out.substr(run.out.find('\n') + 1);  // the verdict line is one line
    while (!rest.empty()) {
      const std::string line = rest.substr(0, rest.find('\n'));
      std::size_t columns = 0;
      for (const char c : line) columns += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
      if (line.find("vigil replay") == std::string::npos) CHECK(columns <= 120);
      rest.erase(0, line.size() + 1);
    }
  }

  TEST_CASE("list names every model once with its parameters") {
    const Run run = run_vigil("list");
    CHECK(run.exit_code == 0);
    for (const std::string model :
         {"tutorial/wait_notify ", "tutorial/notify_all tasks=5 ", "tutorial/wait_for tasks=5 "}) {
      CAPTURE(model);
      const std::size_t first = run.out.find(model);
      CHECK(first != std::string::npos);
      CHECK(run.out.find(model, first + 1) == std::string::npos);
    }
  }
}

}  // namespace vigil::test
