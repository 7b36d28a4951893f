// SPDX-License-Identifier: MIT
#include "checker/trace/schedule.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace vigil::test {

namespace {

[[nodiscard]] Decision task(std::string name) { return {false, 0, std::move(name)}; }
[[nodiscard]] Decision value(std::uint32_t number) { return {true, number, {}}; }
[[nodiscard]] Decision waiter(std::string name) { return {true, 0, std::move(name)}; }

[[nodiscard]] Schedule tutorial_schedule() {
  Schedule schedule;
  schedule.model = "tutorial/notify_all";
  schedule.options.clock = Clock::arbitrary;
  schedule.decisions = {task("task 1"), task("task 2"), task("main"), task("main"), task("task 3"),
                        task("task 3"), task("task 4"), task("task 5"), task("main")};
  return schedule;
}

[[nodiscard]] Schedule marked_schedule() {
  Schedule schedule = tutorial_schedule();
  for (std::size_t i = 0; i < schedule.decisions.size(); ++i) {
    schedule.decisions[i].mark = static_cast<Mark>((i * 341) % mark_count);
  }
  schedule.decisions.push_back(value(3));
  return schedule;
}

[[nodiscard]] Schedule rich_schedule() {
  Schedule schedule;
  schedule.model = "user model/#1";
  schedule.parameters = {{"tasks", 12}, {"offset", -3}};
  schedule.options.dialect = Dialect::threads;
  schedule.options.order = Order::fifo;
  schedule.options.clock = Clock::early;
  schedule.options.notify_order = NotifyOrder::fifo;
  schedule.options.cpython = Cpython::v3_11;
  schedule.options.spurious_budget = 2;
  schedule.options.cancellation_budget = 1;
  schedule.options.any_timeouts = true;
  schedule.options.exact_turns = true;
  schedule.options.preempt_operations = true;
  schedule.options.discipline = false;
  schedule.options.step_count_max = 77;
  schedule.options.stack_bytes = 64 * 1024;
  schedule.refined = {"main/lock", "mutex#2"};
  schedule.decisions = {task("a/b c#2"),     value(0),      value(25), value(26), value(4'000'000),
                        waiter("a/b c#2"),   value(25),     value(25), value(25), task("t:,=@%+"),
                        task("\xc3\xa9t\xc3\xa9"), task("\xff\x01\n'\"$`\\")};
  return schedule;
}

[[nodiscard]] Schedule wide_schedule() {
  Schedule schedule;
  schedule.model = "m";
  for (int i = 0; i < 80; ++i) schedule.decisions.push_back(task("worker " + std::to_string(i)));
  schedule.decisions.push_back(waiter("worker 79"));
  schedule.decisions.push_back(waiter("worker 79"));
  return schedule;
}

[[nodiscard]] std::vector<Schedule> examples() {
  Schedule empty;
  empty.model = "tutorial/wait_notify";
  return {empty, tutorial_schedule(), marked_schedule(), rich_schedule(), wide_schedule()};
}

[[nodiscard]] std::string error_of(std::string_view text) {
  const auto schedule = parse_schedule(text);
  return schedule ? "no error" : schedule.error();
}

/// The text with its checksum computed anew, to reach errors behind it.
[[nodiscard]] std::string error_before_checksum(const std::string& text) {
  return error_of(text + ":00000");
}

}  // namespace

TEST_SUITE("schedule") {
  TEST_CASE("a schedule that is written and read again is the same") {
    for (const Schedule& schedule : examples()) {
      const std::string text = format_schedule(schedule);
      const auto again = parse_schedule(text);
      REQUIRE_MESSAGE(again.ok(), text << ": " << (again ? "" : again.error()));
      CHECK(*again == schedule);
      CHECK(format_schedule(*again) == text);
    }
  }

  TEST_CASE("the text of a schedule is one word that no shell changes") {
    for (const Schedule& schedule : examples()) {
      const std::string text = format_schedule(schedule);
      CHECK(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                   "_./-+%:,=@") == std::string::npos);
    }
  }

  TEST_CASE("the text of a schedule does not change between versions of this program") {
    CHECK(format_schedule(tutorial_schedule()) ==
          "v1:tutorial/notify_all:@clock=arbitrary:task+1,task+2,main,task+3,task+4,task+5:"
          "abc2d2efc:dssyz");
    CHECK(format_schedule(marked_schedule()) ==
          "v1:tutorial/notify_all:@clock=arbitrary:task+1,task+2,main,task+3,task+4,task+5:"
          "abc2d2efcD:00annazzamn9zyakn8:pmc8y");
  }

  TEST_CASE("every truncation of a schedule is detected") {
    for (const Schedule& schedule : examples()) {
      const std::string text = format_schedule(schedule);
      for (std::size_t length = 0; length < text.size(); ++length) {
        CHECK_FALSE(parse_schedule(std::string_view{text}.substr(0, length)).ok());
      }
    }
  }

  TEST_CASE("every change of one character of a schedule is detected") {
    for (const Schedule& schedule : examples()) {
      const std::string text = format_schedule(schedule);
      std::size_t missed = 0;
      for (std::size_t at = 0; at < text.size(); ++at) {
        for (int byte = 0; byte < 256; ++byte) {
          std::string typo = text;
          typo[at] = static_cast<char>(byte);
          if (typo != text && parse_schedule(typo).ok()) ++missed;
        }
      }
      CHECK(missed == 0);
    }
  }

  TEST_CASE("every missing or doubled or swapped character of a schedule is detected") {
    for (const Schedule& schedule : examples()) {
      const std::string text = format_schedule(schedule);
      std::size_t missed = 0;
      for (std::size_t at = 0; at < text.size(); ++at) {
        std::string missing = text;
        missing.erase(at, 1);
        if (parse_schedule(missing).ok()) ++missed;
        std::string doubled = text;
        doubled.insert(at, 1, text[at]);
        if (parse_schedule(doubled).ok()) ++missed;
        std::string swapped = text;
        if (at > 0) std::swap(swapped[at - 1], swapped[at]);
        if (swapped != text && parse_schedule(swapped).ok()) ++missed;
      }
      CHECK(missed == 0);
    }
  }

  TEST_CASE("a schedule of another version says so") {
    std::string text = format_schedule(tutorial_schedule());
    text[1] = '2';
    CHECK(error_of(text) ==
          "column 1 of the schedule: this is a schedule of version 2, and this vigil reads "
          "version 1");
  }

  TEST_CASE("a malformed schedule is refused with the column and what was expected") {
    const std::string at = "column ";
    CHECK(error_of("") == at + "1 of the schedule: expected a schedule, which begins with 'v1:', "
                               "but it is cut off");
    CHECK(error_of("hello") ==
          at + "1 of the schedule: expected a schedule, which begins with 'v1:'");
    CHECK(error_before_checksum("v1:m:@colour=red::") ==
          at + "7 of the schedule: no option is called 'colour'");
    CHECK(error_before_checksum("v1:m:@clock=late::") ==
          at + "13 of the schedule: expected a value of clock: virtual, early, arbitrary");
    CHECK(error_before_checksum("v1:m:@spurious=x::") ==
          at + "16 of the schedule: expected the value of spurious, a number up to 4294967295, "
               "found 'x'");
    CHECK(error_before_checksum("v1:m:n=1,:a:a") ==
          at + "10 of the schedule: expected another setting after ','");
    CHECK(error_before_checksum("v1:m::a:b") ==
          at + "9 of the schedule: this stands for name 2, and the schedule names 1 task");
    CHECK(error_before_checksum("v1:m::a:a1") ==
          at + "11 of the schedule: a decision repeats at least twice");
    CHECK(error_before_checksum("v1:m::%4:") ==
          at + "7 of the schedule: expected two digits 0-9 or A-F after '%'");
    CHECK(error_before_checksum("v1:m::a:a2:123") ==
          at + "14 of the schedule: expected a mark (two digits or letters) for each decision "
               "about tasks, found '3'");
    CHECK(error_of("v1:m::a:a") ==
          at + "10 of the schedule: expected a decision (a letter, '_', '.', '-') or ':', the "
               "schedule ends here (cut off?)");
  }

  TEST_CASE("a schedule cannot make the reader use up memory") {
    CHECK(error_before_checksum("v1:m::a:a999999999") ==
          "column 10 of the schedule: expected how often the decision repeats, a number up to "
          "200000, found a larger one");
    CHECK(error_before_checksum("v1:m::a:a200000a2") ==
          "column 18 of the schedule: more decisions than a schedule can have (200000)");
    CHECK(error_before_checksum("v1:m:@max-steps=4000000000:a:a1000000a2") ==
          "column 40 of the schedule: more decisions than a schedule can have (1000000)");
  }
}

}  // namespace vigil::test
