// SPDX-License-Identifier: MIT
#include "checker/testing/outcomes.hpp"

#include <algorithm>

namespace vigil {

Outcomes::Outcomes(std::initializer_list<std::string> texts) : texts_(texts) {
  std::ranges::sort(texts_);
  // Not ranges::unique: clang 14, which builds the fuzzers, cannot read libstdc++'s subranges.
  texts_.erase(std::unique(texts_.begin(), texts_.end()), texts_.end());
}

bool tells_all(const Report& report) {
  const bool undeclared = std::ranges::any_of(report.failures, [](const Failure& failure) {
    return failure.violation.property == Property::undeclared_state ||
           failure.violation.property == Property::unequal_tasks;
  });
  return report.complete && !undeclared && report.verdict != Verdict::nondeterministic;
}

bool operator==(const Report& report, const Outcomes& outcomes) {
  if (!tells_all(report) || report.outcomes.empty()) return false;
  std::vector<std::string> found;
  for (const Outcome& outcome : report.outcomes) found.push_back(outcome.text);
  std::ranges::sort(found);
  return found == outcomes.texts();
}

}  // namespace vigil
