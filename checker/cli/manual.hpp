// SPDX-License-Identifier: MIT
#pragma once

/// The manual page vigil(1), made of the definitions of the command line.

#include <string>
#include <vector>

#include "checker/cli/verb_help.hpp"

namespace vigil::cli {

/// In the language of man(7).
[[nodiscard]] std::string manual_page(const std::vector<VerbHelp>& verbs);

}  // namespace vigil::cli
