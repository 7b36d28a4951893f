// SPDX-License-Identifier: MIT
#pragma once

/// Results in the formats for pages and other tools, chosen by `--format`. The formatters read
/// Reports; what they need to know of this machine (where the sources are) comes from here.

#include <span>
#include <string>

#include "checker/cli/command_line.hpp"
#include "checker/cli/select.hpp"
#include "checker/explore.hpp"

namespace vigil::cli {

/// The reports of the first checks; those that an interrupt left out have none.
/// Requires: `line.format` is not text. A diagram shows the first violation.
[[nodiscard]] std::string rendered(const CommandLine& line, std::span<const Check> checks,
                                   std::span<const Report> reports);

/// Requires: `line.format` is not text.
[[nodiscard]] std::string rendered(const CommandLine& line, const Schedule& schedule,
                                   const std::string& schedule_text, const Replay& replay);

}  // namespace vigil::cli
