// SPDX-License-Identifier: MIT
#include "checker/explain/explain.hpp"

#include <fmt/core.h>

#include <optional>
#include <string>

#include "checker/cli/given_schedule.hpp"
#include "checker/cli/terminal.hpp"
#include "checker/cli/verbs.hpp"
#include "checker/explore.hpp"
#include "checker/report/lanes.hpp"
#include "checker/report/text.hpp"
#include "checker/trace/shrink.hpp"

namespace vigil::cli {

namespace {

/// More than what `verify` spends on the brief form: here somebody asked.
constexpr TrialBudget budget{.execution_count_max = 200'000, .transition_count_max = 5'000'000};

}  // namespace

ExitCode explain(const CommandLine& line) {
  const auto given = given_schedule(line.schedule);
  if (!given) {
    fmt::print(stderr, "vigil: {}\n", given.error());
    return ExitCode::usage;
  }
  const TextOptions options = text_options(line);
  Schedule schedule = given->schedule;
  const Replay replay = vigil::replay(*given->model, schedule);
  if (replay.verdict == Verdict::diverged) {
    fmt::print(stderr, "vigil: the replay diverged: {}\n", replay.divergence);
    return ExitCode::diverged;
  }
  if (replay.failures.empty()) {
    fmt::print("{}: no violation, so there is nothing to explain; {}\n",
               title(schedule.model, schedule.parameters), replay.outcome);
    return ExitCode::verified;
  }
  if (!replay.stale.empty()) {
    fmt::print(stderr, "vigil: the model has changed: {}\n", replay.stale);
    schedule = replay.followed;
  }
  Failure failure = replay.failures.front();
  if (line.verify.shrink) {
    std::optional<Shrunk> shrunk = shrink(*given->model, schedule, failure, budget);
    if (shrunk) {
      failure = std::move(shrunk->failure);
      schedule = std::move(shrunk->schedule);
    }
  }
  fmt::print("{} {}: {}\n\n", painted(name(replay.verdict), replay.verdict, options.color),
             title(schedule.model, schedule.parameters), claim(schedule.options));
  fmt::print("{}\n", failure_text(failure, options));
  fmt::print("{}", full_text(explain(*given->model, schedule, failure, budget), failure,
                             options.width));
  return ExitCode::violated;
}

}  // namespace vigil::cli
