// SPDX-License-Identifier: MIT
#pragma once

/// What an execution knows of one of its tasks or callbacks. Records are kept from one execution to
/// the next, so that making a task allocates nothing.

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "checker/body.hpp"
#include "checker/ids.hpp"
#include "checker/operation.hpp"
#include "checker/state/hash128.hpp"
#include "checker/task_context.hpp"

namespace vigil {

class Fiber;

struct TaskRecord {
  enum class State : std::uint8_t { absent, ready, running, blocked, finished };

  State state = State::absent;
  bool forced = false;       ///< its next transition is no decision
  bool is_callback = false;
  bool dropped = false;      ///< callbacks only: it does nothing when its turn comes
  std::uint64_t ready_since = 0;
  Operation pending;         ///< at which it stands while it is suspended
  Fiber* fiber = nullptr;    ///< null: it has not begun, or has ended
  Body body;
  std::function<void()> callback;
  TaskId owner;              ///< callbacks only
  std::vector<StepIndex> causes;  ///< of its next transition
  std::vector<TaskId> joiners;    ///< who waits for its end
  std::uint32_t joins_left = 0;   ///< tasks for whose end it waits
  bool joined = false;            ///< somebody has seen its end
  TaskId group;                   ///< see Execution::spawn_equal
  TaskId successor;               ///< begins when this one has
  std::uint32_t spawn_count = 0;
  std::uint32_t object_count = 0;
  std::vector<TaskId> callbacks;  ///< slots of this owner
  std::vector<ObjectId> held;
  std::unique_ptr<TaskContext> context;
  Hash128 observed;
  StepIndex last_step;
};

}  // namespace vigil
