// SPDX-License-Identifier: MIT
#pragma once

/// An execution as a Mermaid sequence diagram, which GitHub and many wikis draw: a participant per
/// task, a note per operation, a message where one task wakes another or hands it a lock.

#include <optional>
#include <string>

#include "checker/verdict.hpp"

namespace vigil {

/// `violation` marks the step that broke the property. Long executions are folded.
[[nodiscard]] std::string mermaid(const Trace& trace, const std::optional<Violation>& violation,
                                  const std::string& title);

}  // namespace vigil
