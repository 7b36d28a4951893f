// SPDX-License-Identifier: MIT
#pragma once

/// Several checks at a time (`--jobs`): a forked process each, since an exploration owns its
/// process (signals of the watchdog, the terminate handler). Reports come back in the order of the
/// checks whatever the number of jobs, so what is printed does not depend on it.

#include <functional>
#include <span>

#include "checker/cli/run_check.hpp"

namespace vigil::cli {

/// Runs one check in whatever process it is called.
using Work = std::function<Report(const Check&)>;
/// Gets each report in the order of the checks, as soon as those before it are there.
using Take = std::function<void(const Check&, Report&&)>;

/// Does all checks, `job_count` at a time (0: as many as there are cores). An interrupt stops those
/// that run, whose reports are still taken, and no other one begins. No worker outlives the call.
/// Throws: std::runtime_error, when a worker dies.
void run_checks(std::span<const Check> checks, unsigned job_count, const Work& work,
                const Take& take);

}  // namespace vigil::cli
