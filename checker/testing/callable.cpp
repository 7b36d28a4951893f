// SPDX-License-Identifier: MIT
#include "checker/testing/callable.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <optional>

#include "checker/explain/explain.hpp"

namespace vigil {

namespace {

using Settings = std::vector<std::pair<std::string, std::int64_t>>;

/// "/home/me/kitchen_test.cpp", 21 -> "kitchen_test.cpp:21": no path, so that a schedule of one
/// machine is good on another.
[[nodiscard]] std::string name_of(const source_location& where) {
  const std::string_view path = where.file_name();
  const std::size_t slash = path.find_last_of("/\\");
  return std::string{path.substr(slash == path.npos ? 0 : slash + 1)} + ":" +
         std::to_string(where.line());
}

[[nodiscard]] Settings sorted(Settings settings) {
  std::ranges::sort(settings);
  return settings;
}

/// What VIGIL_REPLAY asks of this check, if it asks anything of it.
struct Asked {
  std::optional<Schedule> schedule;
  std::string error;
};

/// A test program has many checks; the schedule says which one it is from.
[[nodiscard]] Asked asked_of(const Model& model, const VerifyOptions& options) {
  const char* const text = std::getenv("VIGIL_REPLAY");
  if (text == nullptr || *text == '\0') return {};
  const Result<Schedule> schedule = parse_schedule(text);
  if (!schedule) return {std::nullopt, "VIGIL_REPLAY: " + schedule.error()};
  const bool meant = schedule->model == model.name && schedule->options.dialect == model.dialect &&
                     sorted(schedule->parameters) == sorted(options.parameters);
  if (!meant) return {};
  return {*schedule, {}};
}

[[nodiscard]] Report empty_report(const Model& model, const VerifyOptions& options) {
  Report report;
  report.model = model.name;
  report.parameters = options.parameters;
  report.options = options.execution;
  report.search = "replay";
  return report;
}

/// The report of one execution. Never "verified".
[[nodiscard]] Report replayed(const Model& model, const VerifyOptions& options,
                              const Schedule& schedule) {
  Replay replay = vigil::replay(model, schedule);
  Report report = empty_report(model, options);
  report.options = schedule.options;
  report.verdict = replay.verdict == Verdict::verified ? Verdict::inconclusive : replay.verdict;
  report.stopped_by = !replay.divergence.empty()
                          ? "VIGIL_REPLAY, which does not fit: " + replay.divergence
                      : report.verdict == Verdict::inconclusive
                          ? "VIGIL_REPLAY: only its schedule ran, and nothing fails in it"
                          : "";
  report.executions = 1;
  report.transitions = report.depth_max =
      replay.trace.entries.empty() ? 0 : replay.trace.entries.back().step.value + 1;
  report.failures = std::move(replay.failures);
  report.replayed = std::move(replay.trace);
  report.outcomes.push_back(
      {.text = replay.outcome, .executions = 1, .schedule = format_schedule(schedule)});
  return report;
}

[[nodiscard]] Report explore(const CallableModel& callable, const VerifyOptions& options) {
  const Model model = callable.model(options);
  const Asked asked = asked_of(model, options);
  Report report;
  if (!asked.error.empty()) {
    report = empty_report(model, options);
    report.verdict = Verdict::diverged;
    report.stopped_by = asked.error;
  } else if (asked.schedule) {
    report = replayed(model, options, *asked.schedule);
    if (!options.collect_outcomes) report.outcomes.clear();
  } else {
    report = vigil::verify(model, options);
  }
  report.of_callable = true;
  if (!options.collect_outcomes) explain_failures(model, report);
  return report;
}

[[nodiscard]] VerifyOptions in(Dialect dialect, VerifyOptions options) {
  options.execution.dialect = dialect;
  return options;
}

}  // namespace

Model CallableModel::model(const VerifyOptions& options) const {
  Model model;
  model.name = name_.empty() ? name_of(where_) : name_;
  model.about = "a callable of a test";
  model.dialect = options.execution.dialect;
  model.body = body_;
  model.source = where_.file_name();
  for (const auto& [name, value] : options.parameters) {
    // A default that no check uses, so that schedules name every parameter.
    model.parameters.push_back({.name = name,
                                .value = std::numeric_limits<std::int64_t>::min(),
                                .min = std::numeric_limits<std::int64_t>::min(),
                                .max = std::numeric_limits<std::int64_t>::max()});
  }
  return model;
}

Report verify(const CallableModel& model, const VerifyOptions& options) {
  return explore(model, options);
}

Report outcomes(const CallableModel& model, VerifyOptions options) {
  options.collect_outcomes = true;
  return explore(model, options);
}

Replay replay(const CallableModel& model, std::string_view schedule_text) {
  VerifyOptions options;
  if (const Result<Schedule> schedule = parse_schedule(schedule_text)) {
    options.execution = schedule->options;
    options.parameters = schedule->parameters;
  }
  return replay(model.model(options), schedule_text);
}

Report asyncio::verify(const CallableModel& model, VerifyOptions options) {
  return vigil::verify(model, in(Dialect::asyncio, std::move(options)));
}

Report asyncio::outcomes(const CallableModel& model, VerifyOptions options) {
  return vigil::outcomes(model, in(Dialect::asyncio, std::move(options)));
}

Report threads::verify(const CallableModel& model, VerifyOptions options) {
  return vigil::verify(model, in(Dialect::threads, std::move(options)));
}

Report threads::outcomes(const CallableModel& model, VerifyOptions options) {
  return vigil::outcomes(model, in(Dialect::threads, std::move(options)));
}

}  // namespace vigil
