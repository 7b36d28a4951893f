// SPDX-License-Identifier: MIT
#include "tests/agreement/compare.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "checker/explore.hpp"
#include "tests/agreement/interpret.hpp"

namespace vigil::agreement {

namespace {

struct Question {
  Search search = Search::exhaustive;
  bool symmetry = false;
  bool by_history = false;  ///< the model does not say that all its state is declared
  Remembering remembering = Remembering::on;
};

[[nodiscard]] Report search(const Program& program, const Question& question,
                            std::uint64_t execution_count_max) {
  VerifyOptions options;
  options.execution = program.options;
  options.search = question.search;
  options.symmetry = question.symmetry;
  options.remembering = question.remembering;
  options.execution_count_max = execution_count_max;
  options.count_traces = true;
  options.validate = true;
  options.audit_samples = 0;
  Model model = model_of(program);
  model.all_state_declared = !question.by_history;
  return outcomes(model, options);
}

[[nodiscard]] bool has_groups(const Program& program) {
  return std::ranges::any_of(program.tasks, [](const std::vector<Instruction>& task) {
    return std::ranges::any_of(task, [](const Instruction& instruction) {
      return instruction.word == Word::spawn_equal;
    });
  });
}

/// A text that does not say which of several equal tasks it speaks of: "t1 2" becomes "t1 *".
[[nodiscard]] std::string nameless(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto digit = [&](std::size_t at) {
      return at < text.size() && text[at] >= '0' && text[at] <= '9';
    };
    const bool member = i >= 3 && text[i - 3] == 't' && digit(i - 2) && text[i - 1] == ' ' &&
                        digit(i) && !digit(i + 1);
    result += member ? '*' : text[i];
  }
  return result;
}

[[nodiscard]] std::set<std::string> texts(const Report& report) {
  std::set<std::string> all;
  for (const Outcome& outcome : report.outcomes) all.insert(nameless(outcome.text));
  return all;
}

[[nodiscard]] std::set<std::string> broken(const Report& report) {
  std::set<std::string> all;
  for (const Failure& failure : report.failures) all.insert(failure.violation.name);
  return all;
}

[[nodiscard]] std::string only_in(const std::set<std::string>& first,
                                  const std::set<std::string>& second, const std::string& what) {
  std::string words;
  for (const std::string& one : first) {
    if (!second.contains(one)) words += "\n  " + what + ": " + one;
  }
  return words;
}

/// The outcomes and violations that only one of the two finds; `search` names the second.
[[nodiscard]] std::string missed(const Report& reference, const Report& other,
                                 const std::string& search) {
  std::string words =
      only_in(texts(reference), texts(other), "outcome that " + search + " misses");
  words += only_in(texts(other), texts(reference), "outcome that " + search + " makes up");
  words += only_in(broken(reference), broken(other), "violation that " + search + " misses");
  words += only_in(broken(other), broken(reference), "violation that " + search + " makes up");
  return words;
}

[[nodiscard]] std::string differences(const Report& reference, const Report& reduced) {
  if (reduced.verdict == Verdict::nondeterministic ||
      reference.verdict == Verdict::nondeterministic) {
    return "\n  not deterministic: " + reduced.stopped_by + reference.stopped_by;
  }
  // With a data race the behaviour is undefined, and reading plain data is no scheduling point:
  // only that it is found can be compared.
  const std::string data_race{name(Property::data_race)};
  if (broken(reference).contains(data_race) || broken(reduced).contains(data_race)) {
    return broken(reference).contains(data_race) == broken(reduced).contains(data_race)
               ? std::string{}
               : "\n  data race that only one search finds";
  }
  std::string words = missed(reference, reduced, "dpor");
  if (reduced.executions != reduced.traces) {
    words += "\n  dpor runs " + std::to_string(reduced.executions) + " executions of " +
             std::to_string(reduced.traces) + " traces";
  }
  if (reduced.traces != reference.traces) {
    words += "\n  dpor explores " + std::to_string(reduced.traces) + " of " +
             std::to_string(reference.traces) + " traces";
  }
  if (reduced.blocked != 0) words += "\n  blocked: " + std::to_string(reduced.blocked);
  return words;
}

/// Another search claims the same; how many executions that takes is its own affair.
[[nodiscard]] std::string differences_of_claims(const Report& reference, const Report& matched,
                                                const std::string& search) {
  if (matched.verdict == Verdict::nondeterministic) {
    return "\n  " + search + ": not deterministic: " + matched.stopped_by;
  }
  const std::string data_race{name(Property::data_race)};
  if (broken(reference).contains(data_race) || broken(matched).contains(data_race)) {
    return broken(reference).contains(data_race) == broken(matched).contains(data_race)
               ? std::string{}
               : "\n  data race that only one search finds, not " + search;
  }
  return missed(reference, matched, search);
}

/// The search by states that remembers what transitions do finds what the one that runs all of them
/// finds, state by state, and no run contradicts what is remembered.
[[nodiscard]] std::string differences_of_memory(const Program& program, Question question,
                                                std::uint64_t execution_count_max) {
  const auto counts = [&](Remembering remembering) {
    question.remembering = remembering;
    const Report report = search(program, question, execution_count_max);
    const StateCounts& states = *report.states;
    return std::tuple{report.verdict, texts(report), broken(report),      states.states,
                      states.transitions, states.matched, states.contradicted};
  };
  std::string text;
  const auto plain = counts(Remembering::off);
  if (counts(Remembering::checked) != plain) text += "\n  states, checking what is remembered";
  if (counts(Remembering::on) != plain) text += "\n  states, remembering";
  return text;
}

}  // namespace

Comparison compare(const Program& program, const Limits& limits) {
  Comparison comparison;
  const Report reference = search(program, {}, limits.exhaustive_executions);
  comparison.exhaustive_executions = reference.executions;
  if (!reference.stopped_by.empty() && reference.verdict != Verdict::nondeterministic) {
    comparison.skipped = true;
    return comparison;
  }
  // One that runs away is cut off, and then disagrees.
  const std::uint64_t many = 4 * reference.executions + 1000;
  const Report reduced = search(program, {.search = Search::dpor}, many);
  comparison.traces = reduced.traces;
  comparison.outcome_count = reference.outcomes.size();
  comparison.violated = !reference.failures.empty();
  comparison.early = std::ranges::any_of(reference.failures, [](const Failure& failure) {
    return failure.violation.property != Property::deadlock &&
           failure.violation.property != Property::data_race;
  });
  comparison.disagreement = differences(reference, reduced);
  const auto compare_claims = [&](const Question& question, const std::string& name) {
    const Report other = search(program, question, many);
    comparison.disagreement += differences_of_claims(reference, other, name);
    return other;
  };
  const Report matched = compare_claims({.search = Search::states}, "states");
  comparison.exact_keys = !matched.states->by_history;
  if (comparison.exact_keys) {
    compare_claims({.search = Search::states, .by_history = true}, "states by history");
  }
  if (comparison.exact_keys) {
    comparison.disagreement += differences_of_memory(program, {.search = Search::states}, many);
  }
  if (!has_groups(program)) return comparison;
  const Report merged =
      compare_claims({.search = Search::states, .symmetry = true}, "states with symmetry");
  comparison.merged = !merged.merged.empty();
  compare_claims({.search = Search::dpor, .symmetry = true}, "dpor with symmetry");
  if (comparison.exact_keys) {
    const Question merging{.search = Search::states, .symmetry = true};
    comparison.disagreement += differences_of_memory(program, merging, many);
  }
  return comparison;
}

}  // namespace vigil::agreement
