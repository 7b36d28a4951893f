// SPDX-License-Identifier: MIT
#pragma once

/// Runs one check with progress on stderr and Ctrl-C wired in; `verify` and `outcomes` share it.

#include "checker/cli/exit_code.hpp"
#include "checker/cli/select.hpp"
#include "checker/verdict.hpp"

namespace vigil::cli {

enum class Collect : std::uint8_t { violations, outcomes };

[[nodiscard]] Report run_check(const Check& check, Collect collect);

/// The code for one verdict. An interrupt counts before anything else.
[[nodiscard]] ExitCode exit_code_of(const Report& report);

}  // namespace vigil::cli
