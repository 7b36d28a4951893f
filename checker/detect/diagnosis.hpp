// SPDX-License-Identifier: MIT
#pragma once

/// What went wrong, in a sentence or a few, in the model's own names with step numbers. Made from
/// the finished trace alone, after the fact: a search never pays for it. Deadlocks are explained
/// and classified here (see deadlock.hpp and lost_notification.hpp); other violations bring their
/// message along and get the context that it lacks.

#include <string>

#include "checker/trace/trace.hpp"
#include "checker/verdict.hpp"

namespace vigil {

/// Requires: `trace` is of the execution in which `violation` was found.
/// Returns: sentences without a line break, without a full stop at the end.
[[nodiscard]] std::string diagnose(const Violation& violation, const Trace& trace);

}  // namespace vigil
