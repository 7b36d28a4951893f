// SPDX-License-Identifier: MIT
#pragma once

/// The manual page, made of the definitions of the command line: vigil(1), or that of a program of
/// one's own.

#include <string>
#include <string_view>
#include <vector>

#include "checker/cli/verb_help.hpp"

namespace vigil::cli {

/// In the language of man(7), for the program of that name.
[[nodiscard]] std::string manual_page(std::string_view name, const std::vector<VerbHelp>& verbs);

}  // namespace vigil::cli
