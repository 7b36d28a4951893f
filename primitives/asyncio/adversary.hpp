// SPDX-License-Identifier: MIT
#pragma once

/// The adversary's budget of cancellations (`--cancellations N`): it cancels any task but `main` at
/// any moment, N times in all, so that a model need not write the canceller.
///
/// How often it cancels a task is chosen when the task is spawned; every cancellation is a
/// transition of its own (checker/execution_adversary.cpp), which does what Task.cancel() does,
/// from outside the program. So it hits the task before its first step, at any suspension, between
/// a wake-up and the resumption, or after its end, where it has no effect. `main` is spared: its
/// end is the end of the loop.
///
/// Footprint: the choice spends the budget, an object like any other: to spend is a write, to
/// decline while some is left or to find none left is a read. The cancellation itself is that of
/// task_state.hpp; where the model sets timers it writes the virtual clock as well, which does not
/// wait for it.

namespace vigil::asyncio::detail {

class TaskState;

/// Called for every task that is spawned. Does nothing without a budget.
void expose_to_adversary(TaskState& task);

}  // namespace vigil::asyncio::detail
