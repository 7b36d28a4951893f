// SPDX-License-Identifier: MIT
#include "tests/detect/failure_text.hpp"

#include <utility>

#include "checker/explore.hpp"
#include "checker/report/lanes.hpp"

namespace vigil::test {

std::string failure_text(const ExecutionOptions& options, std::function<void()> body) {
  Model model;
  model.name = "test/failure";
  model.dialect = options.dialect;
  model.body = [body = std::move(body)](const Parameters&) { body(); };
  VerifyOptions verify_options;
  verify_options.execution = options;
  verify_options.search = Search::exhaustive;
  const Report report = verify(model, verify_options);
  if (report.failures.empty()) return "no failure";
  const Failure& failure = report.failures.front();
  return failure.violation.name + ": " + failure.diagnosis + "\n" + lanes(failure);
}

}  // namespace vigil::test
