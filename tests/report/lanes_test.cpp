// SPDX-License-Identifier: MIT
#include "checker/report/lanes.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

#include "checker/report/text_width.hpp"
#include "tests/detect/trace_builder.hpp"
#include "tests/golden/golden.hpp"

namespace vigil {

namespace {

using Kind = OperationKind;
using test::TraceBuilder;

[[nodiscard]] Failure failure_of(const TraceBuilder& built, const Violation& violation) {
  return {.violation = violation, .schedule = {}, .diagnosis = {}, .trace = built.trace()};
}

[[nodiscard]] std::size_t widest_line(const std::string& table) {
  std::istringstream lines(table);
  std::size_t widest = 0;
  for (std::string line; std::getline(lines, line);) {
    widest = std::max(widest, detail::display_width(line));
  }
  return widest;
}

/// A notify_all that comes before the last waiter; the lines below stand for those of a model.
[[nodiscard]] Failure dropped_notification() {
  TraceBuilder built;
  const TaskId main = built.task("main");
  const TaskId one = built.task("task 1");
  const TaskId two = built.task("task 2");
  const ObjectId cv = built.object("cv", "condition");
#line 100 "models/dropped.cpp"
  built.step(main).op(Kind::spawn, {}, 0, 0, one).op(Kind::spawn, {}, 0, 0, two);
  built.op(Kind::sleep, {}, 1'000'000'000, 0);
  built.step(one).op(Kind::acquire, cv).op(Kind::wait, cv);
  built.step(clock_task).op(Kind::advance, {}, 1'000'000'000);
  built.step(main).op(Kind::sleep, {}, 1'000'000'000, 1).op(Kind::acquire, cv);
  built.op(Kind::notify_all, cv, 1, 1).woke({one}).op(Kind::release, cv);
  built.step(two).op(Kind::acquire, cv).op(Kind::wait, cv);
  built.step(one).op(Kind::wait, cv, 1).op(Kind::release, cv).op(Kind::finish);
  built.blocked(two, Kind::wait, cv).blocked(main, Kind::join, {}, two);
#line 51 "tests/report/lanes_test.cpp"
  return failure_of(built, built.deadlock());
}

[[nodiscard]] Failure many_tasks(std::uint32_t count) {
  TraceBuilder built;
  const ObjectId m = built.object("m", "mutex");
  const ObjectId cv = built.object("not_empty", "condition_variable");
  std::vector<TaskId> tasks;
  for (std::uint32_t i = 0; i < count; ++i) {
    tasks.push_back(built.task("consumer " + std::to_string(i + 1)));
  }
#line 200 "models/many.cpp"
  for (const TaskId task : tasks) built.step(task).op(Kind::lock, m).op(Kind::wait, cv);
  built.step(tasks[0]).op(Kind::relock, m).op(Kind::wait, cv, 1).op(Kind::notify_all, cv, 4, 4);
  built.blocked(tasks.back(), Kind::relock, m);
#line 67 "tests/report/lanes_test.cpp"
  return failure_of(built, built.deadlock());
}

}  // namespace

TEST_SUITE("lanes") {
  TEST_CASE("a deadlock shows who woke whom and what the blocked tasks wait for") {
    CHECK(test::differs_from_golden("lanes_dropped", lanes(dropped_notification())) == "");
  }

  TEST_CASE("colours change no letter of the table") {
    LanesOptions options;
    options.color = true;
    std::string coloured = lanes(dropped_notification(), options);
    CHECK(coloured.find('\033') != std::string::npos);
    for (std::size_t at = 0; (at = coloured.find('\033', at)) != std::string::npos;) {
      coloured.erase(at, coloured.find('m', at) + 1 - at);
    }
    std::istringstream with(coloured);
    std::istringstream without(lanes(dropped_notification()));
    for (std::string left, right; std::getline(without, right);) {
      REQUIRE(std::getline(with, left));
      left.erase(left.find_last_not_of(' ') + 1);
      CHECK(left == right);
    }
  }

  TEST_CASE("the step that broke the property is marked and named") {
    TraceBuilder built;
    const TaskId main = built.task("main");
    const TaskId thief = built.task("thief");
    const ObjectId lock = built.object("lock", "lock");
#line 300 "models/thief.cpp"
    built.step(main).op(Kind::acquire, lock).op(Kind::spawn, {}, 0, 0, thief);
    built.step(thief).op(Kind::release, lock);
#line 101 "tests/report/lanes_test.cpp"
    Violation violation;
    violation.property = Property::discipline;
    violation.name = "discipline";
    violation.step = StepIndex{1};
    violation.task = thief;
    CHECK(test::differs_from_golden("lanes_violation", lanes(failure_of(built, violation))) == "");
  }

  TEST_CASE("a loop is shown once with a count") {
    TraceBuilder built;
    const TaskId spinner = built.task("spinner");
    const TaskId other = built.task("other");
    const ObjectId flag = built.object("flag", "atomic");
    for (int i = 0; i < 50; ++i) {
#line 400 "models/spin.cpp"
      built.step(spinner).op(Kind::load, flag);
      built.step(other).op(Kind::yield_now);
    }
    built.step(other).op(Kind::store, flag);
#line 119 "tests/report/lanes_test.cpp"
    CHECK(test::differs_from_golden("lanes_folded", lanes(built.trace())) == "");
    LanesOptions all;
    all.fold = false;
    const std::string table = lanes(built.trace(), all);
    CHECK(std::count(table.begin(), table.end(), '\n') == 102);
  }

  TEST_CASE("six tasks fit a hundred columns and more share one with a hint") {
    CHECK(test::differs_from_golden("lanes_six", lanes(many_tasks(6))) == "");
    CHECK(test::differs_from_golden("lanes_nine", lanes(many_tasks(9))) == "");
    for (const unsigned width : {60u, 80u, 100u, 140u, 200u}) {
      for (const std::uint32_t count : {1u, 2u, 5u, 6u, 7u, 20u}) {
        LanesOptions options;
        options.width = width;
        CHECK(widest_line(lanes(many_tasks(count), options)) <= width);
      }
    }
  }

  TEST_CASE("the width that the hint names gives each task its own column") {
    LanesOptions options;
    const std::string table = lanes(many_tasks(9), options);
    const std::size_t at = table.find("--width ");
    REQUIRE(at != std::string::npos);
    options.width = static_cast<unsigned>(std::stoul(table.substr(at + 8)));
    CHECK(lanes(many_tasks(9), options).find("others") == std::string::npos);
    --options.width;
    CHECK(lanes(many_tasks(9), options).find("others") != std::string::npos);
  }

  TEST_CASE("files that share a name are told apart by their folders") {
    TraceBuilder built;
    const TaskId main = built.task("main");
#line 5 "left/same.cpp"
    built.step(main).op(Kind::yield_now);
#line 6 "right/same.cpp"
    built.step(main).op(Kind::yield_now);
#line 157 "tests/report/lanes_test.cpp"
    const std::string table = lanes(built.trace());
    CHECK(table.find("left/same.cpp:5") != std::string::npos);
    CHECK(table.find("right/same.cpp:6") != std::string::npos);
  }

  TEST_CASE("an empty trace gives a heading and nothing else") {
    CHECK(lanes(Trace{}) == " step\n");
  }
}

TEST_SUITE("text_width") {
  TEST_CASE("wide characters count two and combining ones none") {
    CHECK(detail::display_width("abc") == 3);
    CHECK(detail::display_width("\u00e4\u2717") == 2);
    CHECK(detail::display_width("\u6f22\u5b57") == 4);
    CHECK(detail::display_width("e\u0301") == 1);
    CHECK(detail::display_width("\xff\xc3") == 2);
  }

  TEST_CASE("nothing in a name can break a line") {
    CHECK(detail::printable("a\nb\tc\033[0m\xff") == "a?b?c?[0m?");
    CHECK(detail::printable("gr\u00fc\u00df\u6f22") == "gr\u00fc\u00df\u6f22");
  }

  TEST_CASE("text is broken at blanks and inside words that are too long") {
    using Lines = std::vector<std::string>;
    CHECK(detail::wrapped("one two three", 8) == Lines{"one two", "  three"});
    CHECK(detail::wrapped("abcdefghij k", 4) == Lines{"abcd", "  ef", "  gh", "  ij", "  k"});
    CHECK(detail::wrapped("", 4) == Lines{""});
    CHECK(detail::wrapped("\u6f22\u5b57\u6f22", 4) == Lines{"\u6f22\u5b57", "  \u6f22"});
  }
}

}  // namespace vigil
