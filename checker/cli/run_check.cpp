// SPDX-License-Identifier: MIT
#include "checker/cli/run_check.hpp"

#include "checker/cli/interrupt.hpp"
#include "checker/cli/progress.hpp"
#include "checker/explore.hpp"

namespace vigil::cli {

Report run_check(const Check& check, Collect collect) {
  ProgressLine progress(check.model->name);
  VerifyOptions options = check.options;
  options.progress = [&progress](const Progress& now) { progress.show(now); };
  options.interrupted = &interrupted();
  return collect == Collect::outcomes ? vigil::outcomes(*check.model, std::move(options))
                                      : vigil::verify(*check.model, options);
}

ExitCode exit_code_of(const Report& report) {
  if (interrupted()) return ExitCode::interrupted;
  switch (report.verdict) {
    case Verdict::verified: return ExitCode::verified;
    case Verdict::violated: return ExitCode::violated;
    case Verdict::inconclusive: return ExitCode::inconclusive;
    case Verdict::diverged:
    case Verdict::nondeterministic: return ExitCode::diverged;
  }
  return ExitCode::internal;
}

}  // namespace vigil::cli
