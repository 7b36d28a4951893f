// SPDX-License-Identifier: MIT
#pragma once

/// `vigil replay --step`: walks through a recorded execution, one command a line, forwards and
/// backwards. The execution has run already, so every step is only looked at: going back costs
/// nothing. Commands come from stdin, a terminal or not; the prompt appears only on a terminal.

#include "checker/cli/exit_code.hpp"
#include "checker/explore.hpp"
#include "checker/report/text.hpp"

namespace vigil::cli {

/// Walks until `quit` or the end of stdin.
/// Returns: false if an interrupt (Ctrl-C) ended it.
[[nodiscard]] bool walk(const Replay& replay, const TextOptions& options);

}  // namespace vigil::cli
