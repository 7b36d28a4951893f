// SPDX-License-Identifier: MIT
#pragma once

/// What tasks are up to and how objects are between two steps, in words: "waits on `not_full`",
/// "sleeps". The page and the walk (`replay --step`) show it at every step.

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

/// True for objects whose state is shown: tasks have a table of their own, and the waiters of a
/// lock are told with the lock.
[[nodiscard]] bool shows_state(const Trace& trace, ObjectId object);

/// Everything as it was when a step had run.
struct Snapshot {
  struct Task {
    std::string name;
    TraceTask::End state = TraceTask::End::unstarted;
    std::string doing;              ///< may be empty
    std::vector<std::string> held;  ///< names of locks

    bool operator==(const Task&) const = default;
  };
  struct Object {
    std::string name;
    std::string kind;
    std::string state;

    bool operator==(const Object&) const = default;
  };
  std::vector<Task> tasks;      ///< that were spawned by then, in order of spawn
  std::vector<Object> objects;  ///< that were there then and have a state to show, by id
};

/// Cost: O(states that the trace holds).
[[nodiscard]] Snapshot snapshot(const Trace& trace, const std::vector<Wait>& waits, StepIndex step);

}  // namespace vigil::detail
