// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "checker/cli/formats.hpp"
#include "checker/cli/interrupt.hpp"
#include "checker/cli/jobs.hpp"
#include "checker/cli/program_files.hpp"
#include "checker/cli/run_check.hpp"
#include "checker/cli/select.hpp"
#include "checker/cli/terminal.hpp"
#include "checker/cli/verbs.hpp"
#include "checker/explain/explain.hpp"
#include "checker/report/expectation.hpp"
#include "checker/report/text.hpp"
#include "checker/stopwatch.hpp"

namespace vigil::cli {

namespace {

[[nodiscard]] bool as_expected(const Check& check, const Report& report) {
  return meets(report, expectation_of(*check.model, report.options));
}

/// "as expected", "expected: violated (deadlock)", or nothing where both are "verified".
[[nodiscard]] std::string remark(const Check& check, const Report& report) {
  if (report.verdict == Verdict::inconclusive) return {};
  if (names_program_file(check.model->name)) return {};  // its author expects what `never` says
  const Expectation expected = expectation_of(*check.model, report.options);
  if (meets(report, expected)) {
    return expected.verdict == Verdict::verified ? "" : "as expected";
  }
  std::string text = fmt::format("expected: {}", name(expected.verdict));
  if (expected.property) text += fmt::format(", {}", name(*expected.property));
  return text;
}

/// The model, and the clock where it is not the usual one.
[[nodiscard]] std::string title_of(const Check& check, const Report& report) {
  std::string text = title(report.model, report.parameters);
  if (check.options.execution.clock == Clock::arbitrary) text += ", any clock";
  return text;
}

/// One line of the survey: whether the model met its expectation, and the figures.
void print_in_short(const Check& check, const Report& report, std::size_t title_width,
                    const TextOptions& options) {
  const bool met = as_expected(check, report);
  std::string verdict{name(report.verdict)};
  for (const Failure& failure : report.failures) verdict += ": " + failure.violation.name;
  if (!met) verdict += fmt::format(" ({})", remark(check, report));
  const Verdict paint = met ? Verdict::verified : Verdict::violated;
  fmt::print("{}  {:<{}}  {:<21}  {}\n", painted(met ? "ok    " : "FAILED", paint, options.color),
             title_of(check, report), title_width, verdict,
             effort(report, options));
  if (met) return;
  for (const Failure& failure : report.failures) {
    fmt::print("\n{}\n", failure_text(failure, options));
  }
}

/// The column for titles: as wide as the widest one, but for those that stand out.
[[nodiscard]] std::size_t title_width(const std::vector<Check>& checks) {
  constexpr std::size_t width_max = 40;
  std::size_t width = 0;
  for (const Check& check : checks) {
    const std::size_t one =
        title(check.model->name, Parameters(check.model->parameters).all()).size();
    if (one <= width_max) width = std::max(width, one);
  }
  return width;
}

/// What the lines of the survey claim: said once, for each set of options that occurs.
void print_claims(const std::vector<Check>& checks) {
  std::vector<std::string> claims;
  for (const Check& check : checks) {
    std::string text = claim(check.options.execution);
    if (std::ranges::find(claims, text) == claims.end()) claims.push_back(std::move(text));
  }
  for (const std::string& text : claims) fmt::print("{}\n", text);
  fmt::print("\n");
}

/// Verifies all models against what their authors expect.
[[nodiscard]] ExitCode survey(const std::vector<Check>& checks, unsigned jobs,
                              const TextOptions& options) {
  const Stopwatch stopwatch;
  print_claims(checks);
  std::size_t met_count = 0;
  std::size_t run_count = 0;
  bool inconclusive = false;
  const auto work = [](const Check& check) { return run_check(check, Collect::violations); };
  run_checks(checks, jobs, work, [&](const Check& check, Report&& report) {
    if (interrupted() && report.verdict == Verdict::inconclusive) return;
    ++run_count;
    met_count += as_expected(check, report) ? 1U : 0U;
    inconclusive = inconclusive || report.verdict == Verdict::inconclusive;
    print_in_short(check, report, title_width(checks), options);
    std::fflush(stdout);
  });
  fmt::print("\n{} of {} checks of models met their expectation\n", met_count, checks.size());
  if (options.seconds) fmt::print("{:.2f} s\n", stopwatch.seconds());
  if (interrupted()) {
    fmt::print(stderr, "vigil: interrupted after {} of {} checks\n", run_count, checks.size());
    return ExitCode::interrupted;
  }
  if (met_count == checks.size()) return ExitCode::verified;
  return inconclusive ? ExitCode::inconclusive : ExitCode::violated;
}

/// The worst of several codes, in the order in which they matter to a script.
[[nodiscard]] ExitCode worse(ExitCode a, ExitCode b) {
  constexpr ExitCode order[] = {ExitCode::interrupted, ExitCode::violated, ExitCode::diverged,
                                ExitCode::inconclusive, ExitCode::verified};
  for (const ExitCode code : order) {
    if (a == code || b == code) return code;
  }
  return ExitCode::internal;
}

/// Where verdicts are compared, an expected violation is as good as a proof.
[[nodiscard]] ExitCode code_of_survey(const Check& check, const Report& report) {
  const ExitCode code = exit_code_of(report);
  if (code != ExitCode::verified && code != ExitCode::violated) return code;
  return as_expected(check, report) ? ExitCode::verified : ExitCode::violated;
}

/// All verdicts below each other, for whoever asked for several models.
void print_summary(const std::vector<Check>& checks, const std::vector<Report>& reports,
                   const TextOptions& options) {
  fmt::print("\n");
  std::map<Verdict, std::size_t> counts;
  for (std::size_t i = 0; i < reports.size(); ++i) {
    const Report& report = reports[i];
    ++counts[report.verdict];
    std::string what;
    for (const Failure& failure : report.failures) {
      what += (what.empty() ? "" : ", ") + failure.violation.name;
    }
    if (!report.stopped_by.empty()) what = report.stopped_by;
    const std::string words = remark(checks[i], report);
    if (!words.empty()) what += fmt::format("{}({})", what.empty() ? "" : " ", words);
    const std::string verdict = fmt::format("{:<12}", name(report.verdict));
    std::string row =
        fmt::format("{}  {:<{}}  {:>9} {:<10}  {}", painted(verdict, report.verdict, options.color),
                    title(report.model, report.parameters), title_width(checks),
                    grouped(report.executions), report.executions == 1 ? "execution" : "executions",
                    what);
    row.erase(row.find_last_not_of(' ') + 1);
    fmt::print("{}\n", row);
  }
  std::string totals;
  for (const auto& [verdict, count] : counts) {
    totals += fmt::format("{}{} {}", totals.empty() ? "" : ", ", count, name(verdict));
  }
  fmt::print("{} models: {}\n", reports.size(), totals);
  if (reports.size() < checks.size()) {
    fmt::print(stderr, "vigil: interrupted after {} of {} checks\n", reports.size(),
               checks.size());
  }
}

/// What the file says, in a line each, for whoever sits at the terminal.
void tell_verdicts(const std::vector<Report>& reports) {
  for (const Report& report : reports) fmt::print(stderr, "{}\n", verdict_line(report, {}));
}

}  // namespace

ExitCode verify(const CommandLine& line) {
  const auto selected = select(line);
  if (!selected) {
    fmt::print(stderr, "vigil: {}\n", selected.error());
    return ExitCode::usage;
  }
  const std::vector<Check>& checks = *selected;
  const TextOptions options = text_options(line);
  const bool text = line.format == Format::text;
  if (line.models.empty() && text) return survey(checks, line.jobs, options);
  const auto work = [&line](const Check& check) {
    Report report = run_check(check, Collect::violations);
    if (line.explain && !interrupted()) explain_failures(*check.model, report);
    return report;
  };
  ExitCode code = ExitCode::verified;
  std::vector<Report> reports;
  run_checks(checks, line.jobs, work, [&](const Check& check, Report&& report) {
    if (text && !reports.empty()) fmt::print("\n");
    code = worse(code, line.compares() ? code_of_survey(check, report) : exit_code_of(report));
    if (text) {
      // With --expected it is a test, and somebody may read it who has not seen such a table.
      const bool fails = line.expected && !as_expected(check, report);
      TextOptions options_here = options;
      if (fails) options_here.legend = newcomers_legend;
      fmt::print("{}", report_text(report, options_here, remark(check, report)));
    }
    std::fflush(stdout);
    reports.push_back(std::move(report));
  });
  if (text && reports.size() > 1) print_summary(checks, reports, options);
  if (!text) fmt::print("{}", rendered(line, checks, reports));
  if (!text && !line.output.empty()) tell_verdicts(reports);
  return code;
}

}  // namespace vigil::cli
