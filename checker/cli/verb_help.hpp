// SPDX-License-Identifier: MIT
#pragma once

/// The command line as its definitions describe it, for what must not differ from `--help`: the
/// manual page and the completions of shells. Also the examples, which CLI11 has no place for.

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace vigil::cli {

struct OptionHelp {
  std::vector<std::string> names;  ///< "-o", "--output"; none for what stands by itself
  std::string about;
  std::string value;               ///< "FILE", "any|fifo"; empty: a flag
  std::vector<std::string> words;  ///< the values that it takes, where they are few
};

struct VerbHelp {
  std::string name;
  std::string about;
  std::vector<OptionHelp> options;      ///< in the order of --help, which is the first of them
  std::vector<OptionHelp> positionals;
};

/// The verbs of an app, in the order of --help.
[[nodiscard]] std::vector<VerbHelp> verbs_of(const CLI::App& app);

/// Commands to try, one a line with what it does below; empty: none.
struct Example {
  std::string_view command;
  std::string_view about;
};
[[nodiscard]] std::vector<Example> examples_of(std::string_view verb);

/// What an exit code says, in the order of the codes.
struct ExitCodeHelp {
  int code;
  std::string_view meaning;
};
[[nodiscard]] const std::vector<ExitCodeHelp>& exit_codes_help();

/// The end of `COMMAND VERB --help`: examples and exit codes. The examples are of the command
/// vigil, which another command says.
[[nodiscard]] std::string footer_of(std::string_view verb, std::string_view command);

}  // namespace vigil::cli
