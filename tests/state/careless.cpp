// SPDX-License-Identifier: MIT
#include "tests/state/careless.hpp"

#include <doctest/doctest.h>

#include <ostream>
#include <utility>

namespace vigil::tests {

namespace {

[[nodiscard]] Model model_of(const Careless& program) {
  Model model;
  model.name = "test/careless";
  model.dialect = program.dialect;
  model.all_state_declared = true;
  model.body = [body = program.body](const Parameters&) { body(); };
  return model;
}

struct Question {
  Search search = Search::states;
  bool symmetry = true;
  Remembering remembering = Remembering::on;
};

[[nodiscard]] Report report_of(const Careless& program, const Question& question) {
  VerifyOptions options;
  options.search = question.search;
  options.execution = program.execution;
  options.symmetry = question.symmetry;
  options.remembering = question.remembering;
  options.shrink = false;
  return outcomes(model_of(program), options);
}

[[nodiscard]] std::vector<std::string> texts(const Report& report) {
  std::vector<std::string> all;
  for (const Outcome& outcome : report.outcomes) all.push_back(outcome.text);
  return all;
}

}  // namespace

std::ostream& operator<<(std::ostream& stream, const Explored& explored) {
  for (const std::string& outcome : explored.outcomes) stream << outcome << "; ";
  return stream << explored.states << " states" << (explored.by_history ? " by history" : "");
}

Explored explored(const Careless& program) {
  const Report plain = report_of(
      program, {.symmetry = program.symmetry, .remembering = Remembering::off});
  Explored explored{.outcomes = texts(plain), .states = 0, .by_history = true};
  REQUIRE(plain.states);
  explored.states = plain.states->states;
  explored.by_history = plain.states->by_history;
  for (const Remembering remembering : {Remembering::on, Remembering::checked}) {
    CAPTURE(static_cast<int>(remembering));
    const Report report =
        report_of(program, {.symmetry = program.symmetry, .remembering = remembering});
    CHECK(texts(report) == explored.outcomes);
    CHECK(report.states->states == explored.states);
    CHECK_FALSE(report.states->contradicted);
    const Report turned =
        report_of(program, {.symmetry = !program.symmetry, .remembering = remembering});
    CHECK(texts(turned) == explored.outcomes);
  }
  for (const Search search : {Search::exhaustive, Search::dpor}) {
    if (search == Search::dpor && !program.dpor_finds_all) continue;
    CAPTURE(static_cast<int>(search));
    const Report reference =
        report_of(program, {.search = search, .symmetry = program.symmetry});
    CHECK(reference.complete);
    CHECK(texts(reference) == explored.outcomes);
  }
  return explored;
}

}  // namespace vigil::tests
