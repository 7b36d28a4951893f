// SPDX-License-Identifier: MIT
#include "checker/cli/formats.hpp"

#include <cstdlib>
#include <filesystem>
#include <vector>

#include "checker/cli/interrupt.hpp"
#include "checker/cli/source_lines.hpp"
#include "checker/explain/explain.hpp"
#include "checker/report/chrome_trace.hpp"
#include "checker/report/dot.hpp"
#include "checker/report/dot_tree.hpp"
#include "checker/report/expectation.hpp"
#include "checker/report/github.hpp"
#include "checker/report/html.hpp"
#include "checker/report/json.hpp"
#include "checker/report/junit.hpp"
#include "checker/report/mermaid.hpp"
#include "checker/report/sarif.hpp"
#include "checker/report/text.hpp"

namespace vigil::cli {

namespace {

/// The folder that file names are relative to: the checkout in a CI job, else where we stand.
[[nodiscard]] std::string source_root() {
  const char* const workspace = std::getenv("GITHUB_WORKSPACE");
  if (workspace != nullptr && *workspace != '\0') return workspace;
  std::error_code ignored;
  return std::filesystem::current_path(ignored).string();
}

/// What the page says of a failure beyond its diagnosis; nothing where nobody wants to wait for it.
[[nodiscard]] HtmlExplanation explanation_of(const Failure& failure) {
  HtmlExplanation result;
  const auto schedule = parse_schedule(failure.schedule);
  if (!schedule || interrupted()) return result;
  const Model* const model = ModelRegistry::global().find(schedule->model);
  if (model == nullptr) return result;
  Explanation found = explain(*model, *schedule, failure);
  result.story = std::move(found.story);
  if (!found.needs.empty()) result.story.push_back("what it takes: " + found.needs);
  if (!found.hint.empty()) result.story.push_back("hint (checked): " + found.hint);
  if (!found.decisive) return result;
  result.decisive_step = found.decisive->step;
  result.decisive = found.decisive->taken + "; if instead " + found.decisive->other +
                    ", it can still pass";
  result.passing = std::move(found.decisive->passing);
  return result;
}

[[nodiscard]] HtmlOptions html_options(const CommandLine& line) {
  HtmlOptions options;
  options.replay_command = line.replay_command;
  options.source_line = SourceLines{};
  if (line.explain) {
    options.explain = [](const Report&, const Failure& failure) { return explanation_of(failure); };
  }
  return options;
}

/// One execution as a diagram.
[[nodiscard]] std::string diagram(Format format, const Trace& trace,
                                  const std::optional<Violation>& violation,
                                  const std::string& title) {
  if (format == Format::dot || format == Format::tree) return dot(trace, title);
  if (format == Format::mermaid) return mermaid(trace, violation, title);
  return chrome_trace(trace, violation, title);
}

/// Of the first report that has one.
[[nodiscard]] std::string tree_of(std::span<const Report> reports) {
  for (const Report& report : reports) {
    if (report.tree.nodes.empty()) continue;
    return dot(report.tree, title(report.model, report.parameters) + ": " +
                                std::string{name(report.verdict)});
  }
  return dot(ExploredTree{}, "nothing was explored");
}

[[nodiscard]] std::string diagram(Format format, std::span<const Report> reports) {
  if (format == Format::tree) return tree_of(reports);
  for (const Report& report : reports) {
    const std::string whole = title(report.model, report.parameters);
    for (const Failure& failure : report.failures) {
      return diagram(format, failure.trace, failure.violation,
                     whole + ": " + failure.violation.name);
    }
  }
  if (format == Format::dot) return tree_of(reports);
  std::string words = "nothing to draw";
  if (!reports.empty()) {
    words = title(reports[0].model, reports[0].parameters) + ": " +
            std::string{name(reports[0].verdict)};
  }
  return diagram(format, Trace{}, std::nullopt, words);
}

[[nodiscard]] std::string reports_as_json(const CommandLine& line, std::span<const Check> checks,
                                          std::span<const Report> reports) {
  const bool outcomes = line.verb == Verb::outcomes;
  std::vector<const Model*> models;
  for (std::size_t i = 0; i < reports.size(); ++i) models.push_back(checks[i].model);
  if (reports.size() == 1 && checks.size() == 1) {
    return report_json(*models[0], reports[0], outcomes);
  }
  return reports_json(models, reports, outcomes);
}

/// Where the command line asks for it, each is held against what its author expects.
[[nodiscard]] std::string reports_as_junit(const CommandLine& line, std::span<const Check> checks,
                                           std::span<const Report> reports) {
  if (!line.compares()) return junit(reports);
  std::vector<Expectation> expected;
  for (std::size_t i = 0; i < reports.size(); ++i) {
    expected.push_back(expectation_of(*checks[i].model, reports[i].options));
  }
  return junit(reports, expected);
}

}  // namespace

std::string rendered(const CommandLine& line, std::span<const Check> checks,
                     std::span<const Report> reports) {
  switch (line.format) {
    case Format::text: break;
    case Format::json: return reports_as_json(line, checks, reports);
    case Format::html: return html(reports, html_options(line));
    case Format::junit: return reports_as_junit(line, checks, reports);
    case Format::sarif: return sarif(reports, {.root = source_root(), .version = VIGIL_VERSION});
    case Format::github: return github(reports, source_root(), line.replay_command);
    case Format::chrome_trace:
    case Format::mermaid:
    case Format::dot:
    case Format::tree: return diagram(line.format, reports);
  }
  return {};
}

std::string rendered(const CommandLine& line, const Schedule& schedule,
                     const std::string& schedule_text, const Replay& replay) {
  const std::string whole = title(schedule.model, schedule.parameters);
  Report report;
  report.model = schedule.model;
  report.parameters = schedule.parameters;
  report.options = schedule.options;
  report.search = "replay";
  report.verdict = replay.verdict;
  report.failures = replay.failures;
  report.stopped_by = replay.divergence;
  report.executions = 1;
  report.transitions = report.depth_max = replay.trace.step_count;
  const std::span<const Report> reports(&report, 1);
  switch (line.format) {
    case Format::text: break;
    case Format::json: return replay_json(schedule, schedule_text, replay);
    case Format::html: return html(schedule, schedule_text, replay, html_options(line));
    case Format::junit: return junit(reports);
    case Format::sarif: return sarif(reports, {.root = source_root(), .version = VIGIL_VERSION});
    case Format::github: return github(reports, source_root(), line.replay_command);
    case Format::chrome_trace:
    case Format::mermaid:
    case Format::dot:
    case Format::tree: {
      std::optional<Violation> violation;
      if (!replay.failures.empty()) violation = replay.failures.front().violation;
      return diagram(line.format, replay.trace, violation, whole);
    }
  }
  return {};
}

}  // namespace vigil::cli
