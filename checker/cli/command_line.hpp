// SPDX-License-Identifier: MIT
#pragma once

/// The command line as data: which verb, on what, with which options. `parse` is the only place
/// that knows the flags.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/cli/completion.hpp"
#include "checker/cli/exit_code.hpp"
#include "checker/cli/verb_help.hpp"
#include "checker/explore.hpp"

namespace vigil::cli {

enum class Verb : std::uint8_t {
  list,
  verify,
  replay,
  explain,
  outcomes,
  trace,
  starter,
  completion,
  man,
};
enum class Format : std::uint8_t {
  text,
  json,
  html,
  junit,
  sarif,
  github,
  chrome_trace,
  mermaid,
  dot,
  tree,
};
enum class Color : std::uint8_t { automatic, always, never };

struct CommandLine {
  Verb verb = Verb::list;
  std::string name = "vigil";     ///< of this program: the file's
  std::string command = "vigil";  ///< to run it again: "vigil", or what was typed, for a shell
  std::string replay_command = "vigil replay ";  ///< stands before a quoted schedule
  std::string new_name;                 ///< new: what the model is to be called
  std::vector<std::string> models;      ///< names or patterns, as typed
  std::vector<std::string> parameters;  ///< "name=value", as typed
  std::optional<Dialect> dialect;       ///< only a check; for new: what to write
  ExecutionOptions execution;
  std::vector<std::string_view> given;  ///< options of `execution` that were typed
  VerifyOptions verify;                 ///< all but `execution` and the parameters
  std::string schedule;                 ///< text, or the name of a file that holds it
  unsigned jobs = 1;                    ///< how many checks run at a time; 0: one a core
  bool expected = false;                ///< verify: an expected violation is a success
  bool explain = true;                  ///< verify: look for the decisive step and a repair
  Continuation continuation;            ///< replay: past the end of the schedule
  bool step = false;                    ///< replay: walk through it
  std::optional<std::uint32_t> break_at;  ///< replay: the step at which to stop in the debugger
  bool bare = false;                    ///< outcomes: their texts and nothing else
  std::vector<std::uint32_t> choices;   ///< trace: among ready handles
  Shell shell = Shell::bash;            ///< completion
  Format format = Format::text;
  std::string output;  ///< the file to write to; empty: stdout
  Color color = Color::automatic;
  unsigned width = 0;  ///< 0: that of the terminal

  /// verify: whether the exit code says how the verdicts compare with what authors expect.
  [[nodiscard]] bool compares() const { return expected || models.empty(); }
};

/// Either a command line, or the code to exit with: help was asked for and printed to stdout, or
/// the arguments were wrong and one line on stderr says how.
struct Parsed {
  std::optional<CommandLine> command_line;
  ExitCode exit_code = ExitCode::usage;
};

[[nodiscard]] Parsed parse(int argc, const char* const* argv);

/// What `parse` accepts, as it describes it.
[[nodiscard]] std::vector<VerbHelp> verbs_help();

}  // namespace vigil::cli
