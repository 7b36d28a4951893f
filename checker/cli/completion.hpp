// SPDX-License-Identifier: MIT
#pragma once

/// Completions for shells, made of the definitions of the command line: verbs, options, the words
/// that options take, files, and the names of models, which the shell asks the command for.

#include <cstdint>
#include <string>
#include <vector>

#include "checker/cli/verb_help.hpp"

namespace vigil::cli {

enum class Shell : std::uint8_t { bash, zsh, fish };

/// A script that the shell reads.
[[nodiscard]] std::string completion_script(Shell shell, const std::vector<VerbHelp>& verbs);

}  // namespace vigil::cli
