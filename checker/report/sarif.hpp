// SPDX-License-Identifier: MIT
#pragma once

/// Results as SARIF 2.1.0, which code hosts and editors show at the line: one result per violation,
/// a rule per property, a thread flow per task with `executionOrder` across them. Runs that end
/// without a violation are named in the invocation only.
/// Source: OASIS SARIF 2.1.0, 3.36 to 3.38 (codeFlow, threadFlow, threadFlowLocation).

#include <span>
#include <string>
#include <string_view>

#include "checker/verdict.hpp"

namespace vigil {

struct SarifOptions {
  std::string root;           ///< the folder of the sources: locations become relative to it
  std::string_view version;   ///< of vigil
};

[[nodiscard]] std::string sarif(std::span<const Report> reports, const SarifOptions& options);

}  // namespace vigil
