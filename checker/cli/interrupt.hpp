// SPDX-License-Identifier: MIT
#pragma once

/// Ctrl-C: the first one asks the search to stop and report what it has; the third one kills.

namespace vigil::cli {

void catch_interrupts();

/// The same, but no number of interrupts kills.
void catch_interrupts_patiently();

/// From now on an interrupt also ends a read that waits for input.
void end_reads_at_interrupts();

/// Becomes true at the first Ctrl-C.
[[nodiscard]] const volatile bool& interrupted();

}  // namespace vigil::cli
