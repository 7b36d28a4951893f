// SPDX-License-Identifier: MIT
#pragma once

/// What a task is up to between two steps, in words: "waits on `not_full`", "sleeps". The page
/// shows it for every task at every step.

#include <string>
#include <string_view>
#include <vector>

#include "checker/detect/waits.hpp"
#include "checker/trace/trace.hpp"

namespace vigil::detail {

/// "ready", "blocked", "finished", "unstarted".
[[nodiscard]] std::string_view name(TraceTask::End state);

/// What the task of `situation` waits for, or what it does next when it is ready; empty for others.
/// `waits` are those of the trace.
[[nodiscard]] std::string situation_words(const Trace& trace, const std::vector<Wait>& waits,
                                          const TraceTaskState& situation);

}  // namespace vigil::detail
