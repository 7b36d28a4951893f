// SPDX-License-Identifier: MIT
#pragma once

/// What a dialect keeps with a task (asyncio: cancellation, result). The execution owns it and asks
/// it at the task's end and at its own; `Execution::set_context` puts it there.

#include <exception>

namespace vigil {

class Execution;
class StateSink;

class TaskContext {
 public:
  virtual ~TaskContext() = default;
  /// What of it a later transition can depend on, for state keys.
  virtual void state(StateSink& sink) const = 0;
  /// The task's body ended, normally or with `error`; its captures are gone.
  /// Returns: true if the context keeps the error for whoever asks the task for its result; false
  /// makes it an `uncaught` violation.
  virtual bool ended(const std::exception_ptr& error) {
    (void)error;
    return false;
  }
  /// Nothing can run any more: the last chance to report what went wrong with the task.
  virtual void conclude(Execution& execution) { (void)execution; }
};

}  // namespace vigil
