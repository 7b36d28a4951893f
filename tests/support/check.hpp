// SPDX-License-Identifier: MIT
#pragma once

/// What tests of primitives say: "this body, under every schedule, comes to exactly these
/// outcomes". Every question is asked of `exhaustive` and of `dpor`, and both must give the same
/// answer. For bodies of a few transitions, since exhaustive enumerates every schedule.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "checker/explore.hpp"

namespace vigil::tests {

using Body = std::function<void()>;
using Outcomes = std::vector<std::string>;

[[nodiscard]] Model model_of(Body body, Dialect dialect = Dialect::asyncio);

/// Every reachable outcome, sorted: "done a=1", "deadlock (blocked: main)", "violated ...".
[[nodiscard]] Outcomes outcomes_of(const Body& body, const ExecutionOptions& options = {});

/// The properties that some execution breaks, sorted by their enumeration.
[[nodiscard]] std::vector<Property> broken_by(const Body& body,
                                              const ExecutionOptions& options = {});

/// The number of executions of dpor, which is the number of traces.
[[nodiscard]] std::uint64_t traces_of(const Body& body, const ExecutionOptions& options = {});

/// The options of one kind of question.
[[nodiscard]] ExecutionOptions fifo();
[[nodiscard]] ExecutionOptions with_clock(Clock clock);
[[nodiscard]] ExecutionOptions with_cpython(Cpython generation);
[[nodiscard]] ExecutionOptions without_discipline();

}  // namespace vigil::tests
