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

[[nodiscard]] Report report_of(const Careless& program, Search search) {
  VerifyOptions options;
  options.search = search;
  options.execution = program.execution;
  options.symmetry = program.symmetry;
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
  const Report by_states = report_of(program, Search::states);
  Explored explored{.outcomes = texts(by_states), .states = 0, .by_history = true};
  REQUIRE(by_states.states);
  explored.states = by_states.states->states;
  explored.by_history = by_states.states->by_history;
  for (const Search search : {Search::exhaustive, Search::dpor}) {
    const Report reference = report_of(program, search);
    CHECK(reference.complete);
    CHECK(texts(reference) == explored.outcomes);
  }
  return explored;
}

}  // namespace vigil::tests
