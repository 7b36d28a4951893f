// SPDX-License-Identifier: MIT
#pragma once

/// The two interpreters of generated programs, each the body of the task `main`.

#include "tests/agreement/program.hpp"

namespace vigil::agreement {

void run_threads(const Program& program);
void run_asyncio(const Program& program);

}  // namespace vigil::agreement
