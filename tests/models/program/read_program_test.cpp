// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <string>

#include "checker/report/text_width.hpp"
#include "models/program/program.hpp"

namespace {

using vigil::models::OpKind;
using vigil::models::read_program;

/// The error of a text that is no program; empty when it is one.
std::string error_of(const std::string& text) {
  const auto program = read_program(text, "p.json");
  return program ? std::string{} : program.error();
}

/// A program of one task with one operation, a condition `cond`, a lock `L` and variables.
std::string with_op(const std::string& op) {
  return R"({"objects": {"cond": {"type": "condition"}, "L": {"type": "lock"}},
 "vars": {"count": 0, "items": []},
 "tasks": [{"name": "worker", "ops": [)" + op + "]}]}";
}

}  // namespace

TEST_SUITE_BEGIN("program files");

TEST_CASE("a program becomes objects, variables, tasks and operations") {
  const auto program = read_program(
      with_op(R"({"op": "repeat", "times": 3, "do": [{"op": "wait", "on": "cond"}]})"), "p.json");
  REQUIRE(program);
  CHECK(program->objects.size() == 2);
  CHECK(program->variables.size() == 2);
  REQUIRE(program->tasks.size() == 1);
  REQUIRE(program->tasks[0].ops.size() == 1);
  CHECK(program->tasks[0].ops[0].kind == OpKind::repeat);
  CHECK(program->tasks[0].ops[0].number == 3);
  REQUIRE(program->tasks[0].ops[0].body.size() == 1);
  CHECK(program->tasks[0].ops[0].body[0].line == 3);
}

TEST_CASE("a text that is no JSON is refused with line and column") {
  CHECK(error_of("") == "p.json: is empty; expected a JSON object");
  CHECK(error_of(" \n ") == "p.json: is empty; expected a JSON object");
  CHECK(error_of("{\n \"tasks\": [}") .starts_with("p.json: line 2, column 12: "));
  CHECK(error_of(std::string("{\"a\0\": 1}", 9)) == "p.json: line 1, column 4: a NUL byte");
  CHECK(error_of("{\"name\": \"\xff\"}").find("UTF-8") != std::string::npos);
  CHECK(error_of(std::string(100'000, '[')).ends_with(
      ": nested more than 100 levels deep (line 1)"));
}

TEST_CASE("a misspelt name is refused with its place and the nearest name") {
  CHECK(error_of(with_op(R"({"op": "wiat", "on": "cond"})")) ==
        "p.json: /tasks/0/ops/0/op (line 3): there is no operation 'wiat'; did you mean 'wait'?");
  CHECK(error_of(with_op(R"({"op": "wait", "on": "cnod"})")) ==
        "p.json: /tasks/0/ops/0/on (line 3): there is no object 'cnod'; did you mean 'cond'?");
  CHECK(error_of(with_op(R"({"op": "sleep", "tikcs": 1})")) ==
        "p.json: /tasks/0/ops/0/tikcs (line 3): 'sleep' has no field 'tikcs'; did you mean "
        "'ticks'?");
  CHECK(error_of(with_op(R"({"op": "store", "var": "cuont", "value": 1})")) ==
        "p.json: /tasks/0/ops/0/var (line 3): there is no variable 'cuont'; did you mean "
        "'count'?");
  CHECK(error_of(with_op(R"({"op": "join", "tasks": ["wroker"]})")) ==
        "p.json: /tasks/0/ops/0/tasks/0 (line 3): there is no task 'wroker'; did you mean "
        "'worker'?");
}

TEST_CASE("what an error repeats of the file is one printable line and cut where it is long") {
  CHECK(error_of(with_op(R"({"op": "a\nb\u001b[31m", "on": "cond"})")).find(
            "there is no operation 'a?b?[31m'") != std::string::npos);
  for (const std::string letter : {"x", "\xc3\xa9", "\xf0\x9f\x90\x88"}) {
    std::string name;
    for (int i = 0; i < 5'000; ++i) name += letter;
    for (const std::string& text :
         {with_op(R"({"op": ")" + name + R"("})"), with_op("{\"" + name + "\": 1}"),
          "{\"" + name + "\": 1, \"" + name + "\": 2}"}) {
      const std::string error = error_of(text);
      CHECK(error.size() < 500);
      CHECK(error == vigil::detail::printable(error));
    }
  }
}

TEST_CASE("a pattern that could never match is refused") {
  CHECK(error_of(R"({"tasks": [], "never": [{"outcome": "deadlok"}]})") ==
        "p.json: /never/0/outcome: there is no outcome 'deadlok'; did you mean 'deadlock'?");
  CHECK(error_of(R"({"tasks": [], "never": [{"outcom": "deadlock"}]})") ==
        "p.json: /never/0/outcom: a pattern has no field 'outcom'; did you mean 'outcome'?");
  CHECK(error_of(R"({"tasks": [], "never": [{"vars": {"x": 1}}]})") ==
        "p.json: /never/0/vars/x: there is no variable 'x'; there is none");
}

TEST_CASE("an operation on the wrong type of object is refused") {
  CHECK(error_of(with_op(R"({"op": "wait", "on": "L"})")) ==
        "p.json: /tasks/0/ops/0/on (line 3): 'wait' works on a condition, event or barrier; 'L' is "
        "of type 'lock'");
  CHECK(error_of(with_op(R"({"op": "append", "var": "count", "value": 1})")) ==
        "p.json: /tasks/0/ops/0/var (line 3): 'append' needs a list; 'count' begins as a whole "
        "number");
}

TEST_CASE("values of the wrong type or size are refused") {
  CHECK(error_of("[]") == "p.json: /: expected a program, an object, found a list");
  CHECK(error_of(R"({"tasks": 7})") ==
        "p.json: /tasks: expected a list of tasks, found a whole number");
  CHECK(error_of(with_op(R"({"op": "sleep", "ticks": 99999999999999999999})")) ==
        "p.json: /tasks/0/ops/0/ticks (line 3): expected a whole number, found a number that is "
        "not a whole 64-bit one");
  CHECK(error_of(with_op(R"({"op": "within", "ticks": 0, "do": []})")) ==
        "p.json: /tasks/0/ops/0/ticks (line 3): expected a whole number >= 1, found 0");
  CHECK(error_of(R"({"tasks": [], "tasks": []})") ==
        "p.json: /: the name 'tasks' occurs twice (line 1)");
  CHECK(error_of(R"({"tasks": [{"name": "A", "ops": []}, {"name": "A", "ops": []}]})") ==
        "p.json: /tasks/1/name: a second task 'A'");
}

TEST_CASE("a program that runs too many operations is refused before it runs") {
  const std::string inner = R"({"op": "repeat", "times": 2000, "do": [{"op": "yield"}]})";
  CHECK(error_of(with_op(R"({"op": "repeat", "times": 2000, "do": [)" + inner + "]}"))
            .ends_with(": the program runs more than 1,000,000 operations"));
}

TEST_SUITE_END();
