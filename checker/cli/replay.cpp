// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <string>

#include "checker/cli/formats.hpp"
#include "checker/cli/given_schedule.hpp"
#include "checker/cli/terminal.hpp"
#include "checker/cli/verbs.hpp"
#include "checker/explore.hpp"
#include "checker/report/lanes.hpp"
#include "checker/report/text.hpp"
#include "checker/trace/schedule.hpp"

namespace vigil::cli {

namespace {

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
  const auto given = given_schedule(line.schedule);
  if (!given) {
    fmt::print(stderr, "vigil: {}\n", given.error());
    return ExitCode::usage;
  }
  const Schedule& schedule = given->schedule;
  const Replay replay = vigil::replay(*given->model, schedule, line.continuation);
  if (line.format != Format::text) {
    fmt::print("{}", rendered(line, schedule, given->text, replay));
  } else if (replay.verdict != Verdict::diverged) {
    print(schedule, replay, text_options(line));
  }
  if (replay.verdict == Verdict::diverged) {
    fmt::print(stderr, "vigil: the replay diverged: {}\n", replay.divergence);
  }
  return exit_code_of(replay);
}

}  // namespace vigil::cli
