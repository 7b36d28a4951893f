// SPDX-License-Identifier: MIT
// `vigil replay --step`, driven line by line.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "tests/cli/command.hpp"
#include "tests/golden/golden.hpp"

namespace vigil::test {

namespace {

constexpr const char* lost = "replay 'v1:tutorial/lost_notification::notifier:a:32:99cbs' --step";

[[nodiscard]] Run walk(const std::string& commands, const std::string& arguments = lost) {
  const TemporaryFile input(commands);
  return run_vigil(arguments, "", input.path());
}

/// What comes after the greeting.
[[nodiscard]] std::string answers(const std::string& commands) {
  const std::string out = walk(commands).out;
  const std::string greeting = "h lists the commands.\n";
  return out.substr(out.find(greeting) + greeting.size());
}

}  // namespace

TEST_SUITE("replay --step") {
  TEST_CASE("a walk shows each step with its decision, its source line and what it changes") {
    const Run all = walk("\nn\nprint\nnext\nnext\nlanes\nback\n0\nlanes\nhelp\nquit\n");
    CHECK(all.exit_code == 1);
    CHECK(all.err.empty());
    CHECK(differs_from_golden("walk_lost_notification", all.out).empty());
  }

  TEST_CASE("the end of the input ends the walk like quit") {
    const Run quit = walk("n\nq\nn\n");
    const Run end = walk("n\n");
    const Run unfinished_line = walk("n");
    CHECK(quit.exit_code == 1);
    CHECK(quit.out == end.out);
    CHECK(quit.out == unfinished_line.out);
  }

  TEST_CASE("going back or to a step shows what going there step by step shows") {
    const std::string second = answers("1\n");
    CHECK(answers("step 1\n") == second);
    CHECK(answers("n\nn\n") == answers("n\n") + second);
    CHECK(answers("last\nb\n") == answers("last\n") + second);
    CHECK(answers("last\n") == answers("2\n"));
    CHECK(answers("first\n") == "nothing has run yet\n");
    CHECK(answers("b\n") == "nothing has run yet\n");
  }

  TEST_CASE("what is no command or no step is answered in one line and the walk goes on") {
    for (const std::string wrong : {"jump", "3", "step x", "step 99", "next 2", "99999999999999999",
                                    "\x1b[31m", "last\nlast\nn"}) {
      CAPTURE(wrong);
      std::string answer = answers(wrong + "\n1\n");
      const std::string second = answers("1\n");
      REQUIRE(answer.ends_with(second));
      answer.resize(answer.size() - second.size());
      if (wrong != "last\nlast\nn") CHECK(is_one_line(answer));
      CHECK(answer.find('\x1b') == std::string::npos);
    }
  }

  TEST_CASE("an execution that passes is walked through to its outcome") {
    const std::string schedule = schedule_in(run_vigil("outcomes tutorial/wait_notify").out);
    REQUIRE_FALSE(schedule.empty());
    const Run passing = walk("last\n", "replay '" + schedule + "' --step");
    CHECK(passing.exit_code == 0);
    CHECK(passing.out.ends_with("the end: done\n"));
  }

  TEST_CASE("a walk is text on stdout and nothing else") {
    for (const std::string option : {" --format json", " -o /dev/null"}) {
      const Run run = walk("n\n", lost + option);
      CHECK(run.exit_code == 2);
      CHECK(run.out.empty());
      CHECK(is_one_line(run.err));
    }
  }
}

}  // namespace vigil::test
