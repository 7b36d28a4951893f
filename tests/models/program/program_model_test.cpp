// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "checker/explore.hpp"
#include "models/program/program_model.hpp"

namespace {

using vigil::models::follow;
using vigil::models::Judging;
using vigil::models::model_of;
using vigil::models::Program;

std::shared_ptr<const Program> program(const std::string& text) {
  auto read = vigil::models::read_program(text, "p.json");
  REQUIRE(read);
  return std::make_shared<const Program>(std::move(read.value()));
}

std::vector<std::string> outcomes_of(const std::string& text, vigil::Search search) {
  vigil::VerifyOptions options;
  options.search = search;
  options.execution.discipline = false;
  std::vector<std::string> texts;
  const vigil::Report report = vigil::outcomes(model_of(program(text), Judging::nothing), options);
  for (const vigil::Outcome& outcome : report.outcomes) texts.push_back(outcome.text);
  return texts;
}

constexpr const char* lost = R"({"objects": {"c": {"type": "condition"}}, "vars": {"x": 0},
 "tasks": [{"name": "W", "ops": [{"op": "with", "on": "c", "do": [{"op": "wait", "on": "c"}]}]},
  {"name": "N", "ops": [{"op": "with", "on": "c", "do": [{"op": "notify", "on": "c"}]}]}])";

}  // namespace

TEST_SUITE_BEGIN("program files");

TEST_CASE("the outcomes of a program are the lines of the reference tool") {
  const std::vector<std::string> expected{
      R"({"outcome": "deadlock", "tasks": {"N": {"state": "done"}, )"
      R"("W": {"pc": "0.0", "state": "blocked"}}, "vars": {"x": 0}})",
      R"({"outcome": "done", "tasks": {"N": {"state": "done"}, "W": {"state": "done"}}, )"
      R"("vars": {"x": 0}})"};
  CHECK(outcomes_of(std::string{lost} + "}", vigil::Search::exhaustive) == expected);
  CHECK(outcomes_of(std::string{lost} + "}", vigil::Search::dpor) == expected);
}

TEST_CASE("a conditional write is not missed when the condition was false first") {
  const char* const text = R"({"vars": {"x": 0, "y": 0}, "tasks": [
 {"name": "A", "ops": [{"op": "if", "var": "y", "cmp": "==", "value": 0, "do": [
   {"op": "add", "var": "x", "value": 1}]}]},
 {"name": "B", "ops": [{"op": "store", "var": "y", "value": 1}]},
 {"name": "C", "ops": [{"op": "store", "var": "x", "value": 5}]}]})";
  CHECK(outcomes_of(text, vigil::Search::exhaustive).size() == 2);
  CHECK(outcomes_of(text, vigil::Search::dpor) ==
        outcomes_of(text, vigil::Search::exhaustive));
}

TEST_CASE("a program without never is violated by a deadlock") {
  const vigil::Report report = vigil::verify(model_of(program(std::string{lost} + "}"),
                                                      Judging::violations));
  REQUIRE(report.failures.size() == 1);
  CHECK(report.failures[0].violation.property == vigil::Property::deadlock);
}

TEST_CASE("a program with never is violated by what matches it and nothing else") {
  const auto verdict = [](const std::string& never) {
    const std::string text = std::string{lost} + R"(, "never": [)" + never + "]}";
    return vigil::verify(model_of(program(text), Judging::violations)).verdict;
  };
  CHECK(verdict(R"({"outcome": "error"})") == vigil::Verdict::verified);
  CHECK(verdict(R"({"vars": {"x": 1}})") == vigil::Verdict::verified);
  CHECK(verdict(R"({"outcome": "deadlock", "vars": {"x": 0}})") == vigil::Verdict::violated);
  CHECK(verdict(R"({"tasks": {"W": {"state": "done"}}})") == vigil::Verdict::violated);
}

TEST_CASE("choices that do not fit are refused") {
  std::vector<std::string> lines;
  const auto print = [&](const std::string& line) { lines.push_back(line); };
  CHECK(follow(program(std::string{lost} + "}"), {}, {1}, print).complete);
  CHECK(lines.back().starts_with(R"({"outcome": "deadlock")"));
  const auto too_large = follow(program(std::string{lost} + "}"), {}, {2}, print);
  CHECK(too_large.misfit);
  CHECK(too_large.problem == "choice 1 is 2, and there are 2 alternatives");
}

TEST_SUITE_END();
