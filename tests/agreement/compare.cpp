// SPDX-License-Identifier: MIT
#include "tests/agreement/compare.hpp"

#include <algorithm>
#include <set>

#include "checker/explore.hpp"
#include "tests/agreement/interpret.hpp"

namespace vigil::agreement {

namespace {

[[nodiscard]] Report search(const Program& program, Search search,
                            std::uint64_t execution_count_max) {
  VerifyOptions options;
  options.execution = program.options;
  options.search = search;
  options.execution_count_max = execution_count_max;
  options.count_traces = true;
  options.validate = true;
  options.audit_samples = 0;
  return outcomes(model_of(program), options);
}

[[nodiscard]] std::set<std::string> texts(const Report& report) {
  std::set<std::string> all;
  for (const Outcome& outcome : report.outcomes) all.insert(outcome.text);
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

/// A search that matches states claims the same, by exact keys where they are and by history.
[[nodiscard]] std::string differences_of_states(const Report& reference, const Report& matched) {
  const std::string search = matched.states->by_history ? "states by history" : "states";
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

}  // namespace

Comparison compare(const Program& program, const Limits& limits) {
  Comparison comparison;
  const Report reference = search(program, Search::exhaustive, limits.exhaustive_executions);
  comparison.exhaustive_executions = reference.executions;
  if (!reference.stopped_by.empty() && reference.verdict != Verdict::nondeterministic) {
    comparison.skipped = true;
    return comparison;
  }
  // One that runs away is cut off, and then disagrees.
  const Report reduced = search(program, Search::dpor, 4 * reference.executions + 1000);
  comparison.traces = reduced.traces;
  comparison.outcome_count = reference.outcomes.size();
  comparison.violated = !reference.failures.empty();
  comparison.early = std::ranges::any_of(reference.failures, [](const Failure& failure) {
    return failure.violation.property != Property::deadlock &&
           failure.violation.property != Property::data_race;
  });
  comparison.disagreement = differences(reference, reduced);
  const Report matched = search(program, Search::states, 4 * reference.executions + 1000);
  comparison.exact_keys = !matched.states->by_history;
  comparison.disagreement += differences_of_states(reference, matched);
  return comparison;
}

}  // namespace vigil::agreement
