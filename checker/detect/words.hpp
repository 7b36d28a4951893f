// SPDX-License-Identifier: MIT
#pragma once

/// The small change of reports: names in backquotes, lists of names, steps and counts in words.
/// The diagnosis and the lane table use it, so that they name the same thing alike.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "checker/ids.hpp"
#include "checker/trace/trace.hpp"

namespace vigil::detail {

/// "`name`".
[[nodiscard]] std::string quoted(std::string_view name);
[[nodiscard]] std::string quoted(const Trace& trace, TaskId task);
[[nodiscard]] std::string quoted(const Trace& trace, ObjectId object);

/// Who did something: "`a`", "the clock", "the adversary".
[[nodiscard]] std::string actor_words(const Trace& trace, TaskId task);

/// "`a`", "`a` and `b`", "`a`, `b` and `c`"; from six names on "`a`, `b`, `c` and 3 others".
[[nodiscard]] std::string quoted_list(const Trace& trace, const std::vector<TaskId>& tasks);

/// "step 7", or "an unknown step".
[[nodiscard]] std::string step_words(StepIndex step);

/// "steps 7, 9 and 11"; equal steps once.
[[nodiscard]] std::string step_list(const std::vector<StepIndex>& steps);

/// "1 waiter", "3 waiters".
[[nodiscard]] std::string counted(std::size_t count, std::string_view noun);

}  // namespace vigil::detail
