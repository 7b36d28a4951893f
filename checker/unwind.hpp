// SPDX-License-Identifier: MIT
#pragma once

/// How tasks end that are suspended when their execution ends early, and tasks that call
/// std::terminate.

#include <exception>

namespace vigil {

/// Thrown into suspended tasks when an execution ends early. Not derived from std::exception so
/// that models rarely catch it; a model that does is thrown at again, then dropped.
struct Unwind {};

/// While it lives, std::terminate on a task's stack ends that task (a violation) instead of the
/// process. The explorer keeps one around its executions.
class TerminateScope {
 public:
  TerminateScope();
  ~TerminateScope();
  TerminateScope(const TerminateScope&) = delete;
  TerminateScope& operator=(const TerminateScope&) = delete;

 private:
  std::terminate_handler previous_;
};

}  // namespace vigil
