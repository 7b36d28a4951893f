// SPDX-License-Identifier: MIT
#include "checker/report/expectation.hpp"

namespace vigil {

Expectation expectation_of(const Model& model, const ExecutionOptions& options) {
  return model.expected ? model.expected(options) : Expectation{};
}

bool meets(const Report& report, const Expectation& expected) {
  if (report.verdict != expected.verdict) return false;
  if (!expected.property) return true;
  return !report.failures.empty() &&
         report.failures.front().violation.property == *expected.property;
}

}  // namespace vigil
