// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <vector>

#include "checker/cli/formats.hpp"
#include "checker/cli/jobs.hpp"
#include "checker/cli/run_check.hpp"
#include "checker/cli/select.hpp"
#include "checker/cli/terminal.hpp"
#include "checker/cli/verbs.hpp"
#include "checker/report/text.hpp"

namespace vigil::cli {

namespace {

/// Whether the table is complete is what counts; that an outcome is a violation is not an error.
[[nodiscard]] ExitCode completeness(const Report& report) {
  const ExitCode code = exit_code_of(report);
  if (code != ExitCode::violated) return code;
  return report.stopped_by.empty() ? ExitCode::verified : ExitCode::inconclusive;
}

void print(const Report& report, const TextOptions& options) {
  fmt::print("{} outcome{} of {}: {}; {}\n", report.outcomes.size(),
             report.outcomes.size() == 1 ? "" : "s", title(report.model, report.parameters),
             claim(report.options), effort(report, options));
  if (!report.stopped_by.empty()) {
    fmt::print("incomplete: stopped by {}\n", report.stopped_by);
  }
  fmt::print("{}", outcome_table(report, options));
}

}  // namespace

ExitCode outcomes(const CommandLine& line) {
  if (line.models.empty()) {
    fmt::print(stderr, "vigil: outcomes needs a model (the verb list shows them)\n");
    return ExitCode::usage;
  }
  if (line.format != Format::text && line.format != Format::json) {
    fmt::print(stderr, "vigil: outcomes prints text or json, see --format\n");
    return ExitCode::usage;
  }
  const auto selected = select(line);
  if (!selected) {
    fmt::print(stderr, "vigil: {}\n", selected.error());
    return ExitCode::usage;
  }
  const bool json = line.format == Format::json && !line.bare;
  ExitCode code = ExitCode::verified;
  std::vector<Report> reports;
  const auto work = [](const Check& check) { return run_check(check, Collect::outcomes); };
  run_checks(*selected, line.jobs, work, [&](const Check& check, Report&& report) {
    if (!json && !reports.empty()) fmt::print("\n");
    const ExitCode one = completeness(report);
    if (static_cast<int>(one) > static_cast<int>(code)) code = one;
    if (line.bare && one != ExitCode::verified) {
      fmt::print(stderr, "vigil: the outcomes of {} are not complete: {}\n", check.model->name,
                 report.stopped_by);
    }
    if (line.bare) {
      for (const Outcome& outcome : report.outcomes) fmt::print("{}\n", outcome.text);
      if (selected->size() > 1) fmt::print("\n");
      return;
    }
    if (!json) print(report, text_options(line));
    reports.push_back(std::move(report));
  });
  if (json) fmt::print("{}", rendered(line, *selected, reports));
  return code;
}

}  // namespace vigil::cli
