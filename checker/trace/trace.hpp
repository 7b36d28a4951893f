// SPDX-License-Identifier: MIT
#pragma once

/// The full story of one execution: every operation of every transition with its source location,
/// and the names to print it with. Recorded only when an execution is run to be shown (replay, a
/// violation), never during a search. Plain data: it outlives the execution.

#include <cstdint>
#include <string>
#include <vector>

#include "checker/ids.hpp"
#include "checker/operation.hpp"

namespace vigil {

/// One operation that a task completed (or stands at, for `blocked`).
struct TraceEntry {
  StepIndex step;
  TaskId task;
  Operation operation;
  std::string text;          ///< extra words of the primitive, may be empty
  std::int64_t time_ns = 0;  ///< virtual time
  std::vector<TaskId> woken;  ///< the tasks that it woke, in that order; callbacks left out
};

/// How a task ended.
struct TraceTask {
  enum class End : std::uint8_t { finished, blocked, ready, unstarted };
  TaskId id;
  std::string name;
  End end = End::unstarted;
  Operation pending;             ///< what it waits for, when blocked
  std::vector<ObjectId> held;    ///< locks that it holds at the end
};

struct TraceObject {
  ObjectId id;
  std::string name;
  std::string kind;
  std::string state;  ///< at the end, in words; empty when the object is gone
};

/// The state of an object from one step on, until the next one that names it.
struct TraceObjectState {
  StepIndex step;
  ObjectId object;
  std::string state;  ///< in words; empty from when the object is gone
};

/// What a task is up to after one step, until the next one that names it. `pending` is the
/// operation at which it stands, unless it has finished.
struct TraceTaskState {
  StepIndex step;
  TaskId task;
  TraceTask::End state = TraceTask::End::unstarted;
  Operation pending;
  std::vector<ObjectId> held;
};

/// One decision of the schedule: who ran (or which value), among which alternatives.
struct TraceDecision {
  StepIndex step;
  bool is_value = false;
  bool names_task = false;                  ///< a value that is a TaskId (a notify's waiter)
  std::uint32_t taken = 0;                  ///< TaskId or value
  std::vector<std::uint32_t> alternatives;  ///< TaskIds in queue order, or values
};

struct Trace {
  std::uint32_t step_count = 0;
  std::vector<TraceEntry> entries;
  std::vector<TraceTask> tasks;      ///< by order of spawn; the clock is not among them
  std::vector<TraceTask> callbacks;  ///< pseudo-tasks: expiring timeouts and the like
  std::vector<TraceObject> objects;  ///< by id
  std::vector<TraceDecision> decisions;
  std::vector<TraceObjectState> object_states;  ///< in order of steps; what a set-up made: step 0
  std::vector<TraceTaskState> task_states;      ///< likewise, without callbacks

  [[nodiscard]] const std::string& task_name(TaskId task) const;
  [[nodiscard]] const std::string& object_name(ObjectId object) const;
  /// True for the callbacks with which the adversary cancels tasks.
  [[nodiscard]] bool is_adversary(TaskId task) const;
};

}  // namespace vigil
