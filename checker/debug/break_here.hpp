// SPDX-License-Identifier: MIT
#pragma once

/// What a debugger needs of an execution, for `vigil replay --break` and vigil_gdb.py beside this
/// file: a function in which the process stops, on the stack of the task that runs, and a table of
/// all tasks that the script reads by calling `vigil_debug_tasks`. The functions have C linkage and
/// the table holds words only, so that the script works without debug information of Vigil itself.

#include <cstdint>

extern "C" {

/// One row of the table: four words. `name` is null behind the last row.
struct VigilDebugTask {
  const char* name;
  const char* state;      ///< "runs", "ready at acquire lock", "blocked at wait condition" ...
  const void* registers;  ///< where a suspended fiber keeps them; null: it has none to show
  std::uintptr_t is_running;
};

/// Stops in the debugger. Without one, SIGTRAP ends the process.
void vigil_break_here();

/// The tasks of the execution that runs on this thread. The table is good until the next call.
const VigilDebugTask* vigil_debug_tasks();

}  // extern "C"

namespace vigil {

/// True if a debugger controls this process (Linux; elsewhere never).
[[nodiscard]] bool debugger_is_attached();

}  // namespace vigil
