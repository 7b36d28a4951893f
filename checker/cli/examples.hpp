// SPDX-License-Identifier: MIT
#pragma once

/// Commands to try, for `--help` and the manual page. Those of the command vigil are about models
/// that come along; a program of one's own speaks of itself and of the models that it has.

#include <string>
#include <string_view>
#include <vector>

namespace vigil::cli {

/// A line to type, and what it does.
struct Example {
  std::string command;
  std::string_view about;
};

/// For one verb; `command` is how the program that runs is called. Where a schedule is needed and
/// none is known, "v1:..." stands for it.
[[nodiscard]] std::vector<Example> examples_of(std::string_view verb, std::string_view command);

/// The end of `COMMAND VERB --help`: examples and exit codes; without a verb also the models of a
/// program of one's own.
[[nodiscard]] std::string footer_of(std::string_view verb, std::string_view command);

}  // namespace vigil::cli
