// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <fstream>
#include <string>

#include "checker/cli/formats.hpp"
#include "checker/cli/program_files.hpp"
#include "checker/cli/select.hpp"
#include "checker/cli/terminal.hpp"
#include "checker/cli/verbs.hpp"
#include "checker/explore.hpp"
#include "checker/report/lanes.hpp"
#include "checker/report/text.hpp"
#include "checker/trace/schedule.hpp"

namespace vigil::cli {

namespace {

/// The schedule that was typed, or the first line of the file of that name.
[[nodiscard]] std::string schedule_text(const std::string& typed) {
  if (typed.find(':') != std::string::npos) return typed;
  std::ifstream file(typed);
  std::string text;
  if (!file || !std::getline(file, text)) return typed;
  const std::size_t end = text.find_last_not_of(" \t\r");
  text.erase(end == std::string::npos ? 0 : end + 1);
  return text;
}

/// What is wrong with a schedule that was read well: its model or its parameters. Empty: nothing.
[[nodiscard]] std::string misfit(const Schedule& schedule) {
  if (names_program_file(schedule.model)) {
    std::string error = load_program_files({schedule.model}, Verb::replay);
    if (!error.empty()) return error;
  }
  const Model* const model = ModelRegistry::global().find(schedule.model);
  if (model == nullptr) return "the schedule is of another model: " + unknown_model(schedule.model);
  for (const auto& [name, value] : schedule.parameters) {
    std::string error = parameter_error(*model, name, value);
    if (!error.empty()) return "the schedule is of another version of the model: " + error;
  }
  if (schedule.options.dialect != model->dialect) {
    return fmt::format("the schedule is of another version of {}, which has changed its dialect",
                       model->name);
  }
  return {};
}

void print(const Schedule& schedule, const Replay& replay, const TextOptions& options) {
  const std::string_view verdict = replay.failures.empty() ? "replayed" : name(replay.verdict);
  fmt::print("{} {}: {}\n\n", painted(verdict, replay.verdict, options.color),
             title(schedule.model, schedule.parameters), claim(schedule.options));
  if (replay.failures.empty()) {
    fmt::print("{}\n", lanes(replay.trace, {.color = options.color, .width = options.width}));
    fmt::print("{}: {}\n", replay.verdict == Verdict::inconclusive ? "cut off" : "no violation",
               replay.outcome);
  }
  for (std::size_t i = 0; i < replay.failures.size(); ++i) {
    fmt::print("{}{}", i == 0 ? "" : "\n", failure_text(replay.failures[i], options));
  }
}

[[nodiscard]] ExitCode exit_code_of(const Replay& replay) {
  switch (replay.verdict) {
    case Verdict::verified: return ExitCode::verified;
    case Verdict::violated: return ExitCode::violated;
    case Verdict::inconclusive: return ExitCode::inconclusive;
    case Verdict::diverged:
    case Verdict::nondeterministic: return ExitCode::diverged;
  }
  return ExitCode::internal;
}

}  // namespace

ExitCode replay(const CommandLine& line) {
  const std::string text = schedule_text(line.schedule);
  const auto schedule = parse_schedule(text);
  const std::string error = schedule ? misfit(*schedule) : schedule.error();
  if (!error.empty()) {
    fmt::print(stderr, "vigil: {}\n", error);
    return ExitCode::usage;
  }
  const Model& model = *ModelRegistry::global().find(schedule->model);
  const Replay replay = vigil::replay(model, *schedule);
  if (line.format != Format::text) {
    fmt::print("{}", rendered(line, *schedule, text, replay));
  } else if (replay.verdict != Verdict::diverged) {
    print(*schedule, replay, text_options(line));
  }
  if (replay.verdict == Verdict::diverged) {
    fmt::print(stderr, "vigil: the replay diverged: {}\n", replay.divergence);
  }
  return exit_code_of(replay);
}

}  // namespace vigil::cli
