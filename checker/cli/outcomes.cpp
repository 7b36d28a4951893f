// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <vector>

#include "checker/cli/formats.hpp"
#include "checker/cli/interrupt.hpp"
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
    fmt::print(stderr, "vigil: outcomes needs a model (vigil list shows them)\n");
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
  for (const Check& check : *selected) {
    if (!json && !reports.empty()) fmt::print("\n");
    reports.push_back(run_check(check, Collect::outcomes));
    const ExitCode one = completeness(reports.back());
    if (static_cast<int>(one) > static_cast<int>(code)) code = one;
    if (line.bare && one != ExitCode::verified) {
      fmt::print(stderr, "vigil: the outcomes of {} are not complete: {}\n", check.model->name,
                 reports.back().stopped_by);
    }
    if (line.bare) {
      for (const Outcome& outcome : reports.back().outcomes) fmt::print("{}\n", outcome.text);
      if (selected->size() > 1) fmt::print("\n");
      reports.pop_back();
    } else if (!json) {
      print(reports.back(), text_options(line));
    }
    if (interrupted()) break;
  }
  if (json) fmt::print("{}", rendered(line, *selected, reports));
  return code;
}

}  // namespace vigil::cli
