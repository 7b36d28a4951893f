// SPDX-License-Identifier: MIT
#pragma once

/// The command line as its definitions describe it, for what must not differ from `--help`: the
/// manual page and the completions of shells.

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

/// What an exit code says, in the order of the codes.
struct ExitCodeHelp {
  int code;
  std::string_view meaning;
};
[[nodiscard]] const std::vector<ExitCodeHelp>& exit_codes_help();

}  // namespace vigil::cli
