// SPDX-License-Identifier: MIT
#pragma once

/// Results as workflow commands of GitHub Actions: an error at the line that broke the property for
/// each violation, a warning for a search that was stopped, one notice with the count. GitHub shows
/// ten of a kind per step, so there is one command per violation and none per verified model.
/// Source: "Workflow commands for GitHub Actions", docs.github.com.

#include <span>
#include <string>
#include <string_view>

#include "checker/verdict.hpp"

namespace vigil {

/// File names become relative to `root`, the folder of the checkout. `replay_command` stands before
/// a quoted schedule to follow it.
[[nodiscard]] std::string github(std::span<const Report> reports, const std::string& root,
                                 std::string_view replay_command = "vigil replay ");

}  // namespace vigil
