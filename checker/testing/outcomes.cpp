// SPDX-License-Identifier: MIT
#include "checker/testing/outcomes.hpp"

#include <algorithm>

namespace vigil {

Outcomes::Outcomes(std::initializer_list<std::string> texts) : texts_(texts) {
  std::ranges::sort(texts_);
  const auto repeated = std::ranges::unique(texts_);
  texts_.erase(repeated.begin(), repeated.end());
}

bool operator==(const Report& report, const Outcomes& outcomes) {
  if (!report.complete || report.outcomes.empty()) return false;
  std::vector<std::string> found;
  for (const Outcome& outcome : report.outcomes) found.push_back(outcome.text);
  std::ranges::sort(found);
  return found == outcomes.texts();
}

}  // namespace vigil
