// SPDX-License-Identifier: MIT
#pragma once

/// `--help` as CLI11 makes it, with lines that fit a terminal: CLI11 breaks none.

#include <string>
#include <string_view>

namespace vigil::cli {

/// Lines longer than `width` go on below the column at which their explanation begins.
[[nodiscard]] std::string fitted(std::string_view help, std::size_t width);

}  // namespace vigil::cli
