// SPDX-License-Identifier: MIT
#pragma once

/// Who waits for whom at the end of an execution: the wait-for graph, its cycles, and the sentences
/// about them. A task waits for a lock (so for its holder), for another task's end, or for
/// something that no particular task owes it: a notification, an event, an item.

#include <string>
#include <vector>

#include "checker/detect/waits.hpp"
#include "checker/ids.hpp"
#include "checker/trace/trace.hpp"

namespace vigil::detail {

enum class WaitsFor : std::uint8_t { lock, task, notification, event, other };

/// One blocked task: a node of the wait-for graph with its edges.
struct BlockedTask {
  TaskId task;
  WaitsFor what = WaitsFor::other;
  ObjectId object;              ///< invalid for WaitsFor::task
  std::vector<TaskId> owed_by;  ///< holders of the lock, or the task that is to end
  Operation pending;
};

/// All of them, in order of spawn.
[[nodiscard]] std::vector<BlockedTask> blocked_tasks(const Trace& trace,
                                                     const std::vector<Wait>& waits);

/// A cycle of the graph, starting with its first spawned task; empty when there is none. It is the
/// cause of the deadlock rather than its consequence, so reports begin with it.
[[nodiscard]] std::vector<BlockedTask> wait_cycle(const std::vector<BlockedTask>& blocked);

/// "lock cycle: `p` holds `A` and waits for `B`, held by `q`, which waits for `A`".
[[nodiscard]] std::string describe_cycle(const Trace& trace,
                                         const std::vector<BlockedTask>& cycle);

/// What those tasks wait for, that all wait for the same: "`p` and `q` wait for `L`, which `r`
/// holds since step 4". Requires: not empty.
[[nodiscard]] std::string describe_waiting(const Trace& trace,
                                           const std::vector<BlockedTask>& group);

/// "waits for `L` (held by `q`)", for a cell of the lane table.
[[nodiscard]] std::string describe_briefly(const Trace& trace, const BlockedTask& blocked);

/// Since when a task holds a lock: where it last took it; null when unknown.
[[nodiscard]] const TraceEntry* held_since(const Trace& trace, TaskId holder, ObjectId lock);

/// Everybody who holds a lock at the end (one task, unless mutual exclusion is broken).
[[nodiscard]] std::vector<TaskId> holders_of(const Trace& trace, ObjectId lock);

}  // namespace vigil::detail
