// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <string>

#include "checker/trace/schedule.hpp"
#include "tests/cli/command.hpp"

namespace vigil::test {

namespace {

struct BadInput {
  std::string arguments;
  std::string says;  ///< part of the one line on stderr
};

const BadInput bad_inputs[] = {
    {"", "expected a verb: list, verify, replay"},
    {"prove", "there is no verb 'prove'"},
    {"verfiy", "did you mean verify?"},
    {"--color always", "--color"},
    {"verify --fast", "--fast"},
    {"verify tutorial/wait_notfy", "did you mean tutorial/wait_notify?"},
    {"verify zzzzzzzzzzzzzzzzzzzzzzzzzzz", "there is no model 'zzzzzzzzzzzzzzzzzzzzzzzzzzz'"},
    {"verify wait_for", "which 'wait_for' is meant: tutorial/wait_for or workload/wait_for?"},
    {"verify 'nothing/*'", "there is no model 'nothing/*'"},
    {"verify tutorial/wait_for -p task=3", "no parameter 'task'; did you mean tasks?"},
    {"verify tutorial/wait_for -p colour=3", "no parameter 'colour'; it has tasks"},
    {"verify 'tutorial/*' -p colour=3", "none of the models has a parameter 'colour'"},
    {"verify tutorial/wait_for -p tasks=-1", "tasks=-1 is out of range"},
    {"verify tutorial/wait_for -p tasks=three", "expected name=value with a whole number"},
    {"verify tutorial/wait_for -p tasks=99999999999999999999", "whole number"},
    {"verify tutorial/wait_for -p tasks", "expected name=value"},
    {"verify tutorial/wait_for --order lifo", "--order"},
    {"verify tutorial/wait_for --spurious -1", "--spurious"},
    {"verify tutorial/wait_for --max-executions many", "--max-executions"},
    {"verify tutorial/wait_for --stack-kib 1", "--stack-kib"},
    {"verify tutorial/wait_for --spurious 1", "--spurious has a meaning in the threads dialect"},
    {"verify workload/wait_for --clock early", "--clock has a meaning in the asyncio dialect"},
    {"verify tutorial/wait_for --dialect threads", "is a model of the asyncio dialect"},
    {"verify tutorial/wait_for --format xml", "--format"},
    {"outcomes", "outcomes needs a model"},
    {"replay", "schedule"},
    {"replay hello", "expected a schedule, which begins with 'v1:'"},
    {"replay v2:tutorial/wait_notify::::abcde", "this is a schedule of version 2"},
    {"replay v1:tutorial/wait_notify::::abcde", "expected the checksum"},
    {"replay v1:tutorial/wait_notify:::", "cut off"},
};

[[nodiscard]] std::string schedule_for(std::string model) {
  Schedule schedule;
  schedule.model = std::move(model);
  return format_schedule(schedule);
}

}  // namespace

TEST_SUITE("bad input") {
  TEST_CASE("every bad input exits with 2 and one clear line on stderr") {
    for (const BadInput& input : bad_inputs) {
      CAPTURE(input.arguments);
      const Run run = run_vigil(input.arguments);
      CHECK(run.exit_code == 2);
      CHECK(run.out.empty());
      CAPTURE(run.err);
      CHECK(is_one_line(run.err));
      CHECK(run.err.find("vigil: ") == 0);
      CHECK(run.err.find(input.says) != std::string::npos);
    }
  }

  TEST_CASE("a schedule of a model that is not known exits with 2 and names the nearest") {
    const Run run = run_vigil("replay " + schedule_for("tutorial/wait_notifi"));
    CHECK(run.exit_code == 2);
    CHECK(run.err ==
          "vigil: the schedule is of another model: there is no model 'tutorial/wait_notifi'; did "
          "you mean tutorial/wait_notify?\n");
  }

  TEST_CASE("a schedule with a parameter that the model lost exits with 2") {
    Schedule schedule;
    schedule.model = "tutorial/wait_for";
    schedule.parameters = {{"workers", 3}};
    const Run run = run_vigil("replay " + format_schedule(schedule));
    CHECK(run.exit_code == 2);
    CHECK(run.err.find("of another version of the model") != std::string::npos);
  }

  TEST_CASE("a schedule that does not fit the model diverges with 4 and names the step") {
    Schedule schedule;
    schedule.model = "tutorial/wait_for";
    schedule.decisions = {{false, 0, "nobody"}};
    const Run unknown = run_vigil("replay " + format_schedule(schedule));
    CHECK(unknown.exit_code == 4);
    CHECK(unknown.out.empty());
    CHECK(is_one_line(unknown.err));
    CHECK(unknown.err.find("vigil: the replay diverged: at step ") == 0);
    CHECK(unknown.err.find("`nobody`") != std::string::npos);

    schedule.decisions.assign(2000, Decision{false, 0, "task 1"});
    const Run too_long = run_vigil("replay " + format_schedule(schedule));
    CHECK(too_long.exit_code == 4);
    CHECK(is_one_line(too_long.err));
  }

  TEST_CASE("every truncation of a real schedule is refused with 2") {
    const std::string text = schedule_in(run_vigil("verify tutorial/lost_notification").out);
    REQUIRE_FALSE(text.empty());
    for (std::size_t length = 1; length < text.size(); length += 7) {
      const Run run = run_vigil("replay '" + text.substr(0, length) + "'");
      CHECK(run.exit_code == 2);
      CHECK(is_one_line(run.err));
    }
  }
}

}  // namespace vigil::test
