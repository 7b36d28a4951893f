// SPDX-License-Identifier: MIT
#pragma once

/// The verbs of the command. Each prints its result to stdout and complaints to stderr.

#include "checker/cli/command_line.hpp"
#include "checker/cli/exit_code.hpp"

namespace vigil::cli {

[[nodiscard]] ExitCode list(const CommandLine& line);
[[nodiscard]] ExitCode verify(const CommandLine& line);
[[nodiscard]] ExitCode replay(const CommandLine& line);
[[nodiscard]] ExitCode explain(const CommandLine& line);
[[nodiscard]] ExitCode outcomes(const CommandLine& line);
[[nodiscard]] ExitCode trace(const CommandLine& line);
[[nodiscard]] ExitCode starter(const CommandLine& line);  // new
[[nodiscard]] ExitCode completion(const CommandLine& line);
[[nodiscard]] ExitCode man(const CommandLine& line);

}  // namespace vigil::cli
