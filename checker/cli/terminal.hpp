// SPDX-License-Identifier: MIT
#pragma once

/// What stdout and stderr are connected to, and what follows for colour, width and progress.

#include "checker/cli/command_line.hpp"
#include "checker/report/text.hpp"

namespace vigil::cli {

/// How to print to stdout. Where it is not a terminal, the same result gives the same bytes.
[[nodiscard]] TextOptions text_options(const CommandLine& line);

/// True if stderr is a terminal on which a line can be rewritten.
[[nodiscard]] bool progress_on_one_line();

}  // namespace vigil::cli
