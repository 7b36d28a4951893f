// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <filesystem>
#include <string>

#include "checker/cli/formats.hpp"
#include "checker/cli/given_schedule.hpp"
#include "checker/cli/terminal.hpp"
#include "checker/cli/verbs.hpp"
#include "checker/cli/walk.hpp"
#include "checker/debug/break_here.hpp"
#include "checker/explore.hpp"
#include "checker/report/lanes.hpp"
#include "checker/report/text.hpp"
#include "checker/trace/schedule.hpp"

namespace vigil::cli {

namespace {

[[nodiscard]] std::string continuation_words(const Continuations& all) {
  std::string text = "of all that the model can do";
  if (all.kept_step_count == 1) text = "of what can follow the first step";
  if (all.kept_step_count > 1) {
    text = fmt::format("of what can follow the first {} steps", all.kept_step_count);
  }
  text += fmt::format(", dpor ran {} execution{}", grouped(all.executions),
                      all.executions == 1 ? "" : "s");
  if (all.complete) return text + ", up to equivalence all there are: none fails";
  if (all.stopped_by == "a failure") return text + ": the last one fails";
  return text + "; none fails, but there are others, stopped by " + all.stopped_by;
}

void print(const Schedule& schedule, const Replay& replay, const TextOptions& options) {
  const std::string_view verdict = replay.failures.empty() ? "replayed" : name(replay.verdict);
  fmt::print("{} {}: {}\n\n", painted(verdict, replay.verdict, options.color),
             title(schedule.model, schedule.parameters), claim(schedule.options));
  if (replay.failures.empty()) {
    fmt::print("{}\n", lanes(replay.trace, {.color = options.color, .width = options.width}));
    const bool cut = replay.verdict == Verdict::inconclusive && !replay.continuations;
    fmt::print("{}: {}\n", cut ? "cut off" : "no violation", replay.outcome);
  }
  for (std::size_t i = 0; i < replay.failures.size(); ++i) {
    fmt::print("{}{}", i == 0 ? "" : "\n", failure_text(replay.failures[i], options));
  }
  if (replay.continuations) fmt::print("\n{}\n", continuation_words(*replay.continuations));
}

[[nodiscard]] bool walk_through(const Schedule& schedule, const Replay& replay,
                                const CommandLine& line) {
  fmt::print("{}: {}\n", title(schedule.model, schedule.parameters), claim(schedule.options));
  return walk(replay, text_options(line));
}

/// Where vigil_gdb.py lies: beside the command, where the build puts it, or where it is installed.
[[nodiscard]] std::string gdb_script() {
  std::error_code ignored;
  const std::filesystem::path folder =
      std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
  for (const char* place : {"vigil_gdb.py", "../share/vigil/vigil_gdb.py"}) {
    const std::filesystem::path script = (folder / place).lexically_normal();
    if (std::filesystem::exists(script, ignored)) return script.string();
  }
  return "vigil_gdb.py";
}

/// What of the command line does not go together, in one line; empty: nothing.
[[nodiscard]] std::string conflict(const CommandLine& line) {
  if (line.break_at && !debugger_is_attached()) {
    return fmt::format(
        "--break stops in a debugger, and there is none: gdb -x {} --args {}--break {} '{}', "
        "and there: run",
        gdb_script(), line.replay_command, *line.break_at, line.schedule);
  }
  if (line.format == Format::tree) return "--format tree draws a search: that is for verify";
  if (!line.step) return {};
  if (line.format != Format::text) return "--step walks through the execution as text";
  return line.output.empty() ? std::string{} : "--step writes to stdout: leave -o out";
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
  if (const std::string why = conflict(line); !why.empty()) {
    fmt::print(stderr, "vigil: {}\n", why);
    return ExitCode::usage;
  }
  const auto given = given_schedule(line.schedule);
  if (!given) {
    fmt::print(stderr, "vigil: {}\n", given.error());
    return ExitCode::usage;
  }
  const Schedule& schedule = given->schedule;
  const StepIndex break_at = line.break_at ? StepIndex{*line.break_at} : StepIndex{};
  const Replay replay = vigil::replay(*given->model, schedule, line.continuation, break_at);
  if (break_at.valid() && replay.trace.step_count <= break_at.value) {
    fmt::print(stderr, "vigil: --break {}: there are only {} steps, from 0\n", break_at.value,
               replay.trace.step_count);
    return ExitCode::usage;
  }
  if (line.format != Format::text) {
    fmt::print("{}", rendered(line, schedule, given->text, replay));
  } else if (line.step) {
    if (!walk_through(schedule, replay, line)) return ExitCode::interrupted;
  } else if (replay.verdict != Verdict::diverged) {
    print(schedule, replay, text_options(line));
  }
  if (!replay.stale.empty()) {
    fmt::print(stderr, "vigil: the model has changed: {}; replay it from now on as '{}'\n",
               replay.stale, format_schedule(replay.followed));
  }
  if (replay.verdict == Verdict::diverged) {
    fmt::print(stderr, "vigil: the replay diverged: {}\n", replay.divergence);
  }
  return exit_code_of(replay);
}

}  // namespace vigil::cli
