// SPDX-License-Identifier: MIT
#pragma once

/// Texts that are compared byte for byte with files in tests/golden. To accept what a change did,
/// run the tests with VIGIL_UPDATE_GOLDEN=1 and read the diff.

#include <string>
#include <string_view>

namespace vigil::test {

/// Returns: empty when `text` is what tests/golden/`name`.txt holds; otherwise both, to be printed.
[[nodiscard]] std::string differs_from_golden(std::string_view name, std::string_view text);

}  // namespace vigil::test
