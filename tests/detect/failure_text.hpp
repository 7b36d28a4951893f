// SPDX-License-Identifier: MIT
#pragma once

/// The first failure of a body, as the text that golden files hold: property, diagnosis, lanes.

#include <functional>
#include <string>

#include "checker/options.hpp"

namespace vigil::test {

/// Explores exhaustively, so that the failure found does not depend on the reduction.
[[nodiscard]] std::string failure_text(const ExecutionOptions& options, std::function<void()> body);

}  // namespace vigil::test
