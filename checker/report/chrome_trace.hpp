// SPDX-License-Identifier: MIT
#pragma once

/// An execution in the Trace Event Format, which Perfetto (ui.perfetto.dev) and chrome://tracing
/// open: a track per task, a slice per step with its operations inside, flow arrows from whoever
/// woke a task or handed it a lock. One step is one millisecond; virtual time stands in the
/// arguments. Source: Trace Event Format, "Complete events" and "Flow events".

#include <optional>
#include <string>

#include "checker/verdict.hpp"

namespace vigil {

[[nodiscard]] std::string chrome_trace(const Trace& trace,
                                       const std::optional<Violation>& violation,
                                       const std::string& title);

}  // namespace vigil
