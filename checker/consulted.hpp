// SPDX-License-Identifier: MIT
#pragma once

/// What a transition, with the forced ones that follow it, has looked at: with that unchanged it
/// would do the same again. Executions note it for searches that remember what transitions do
/// (checker/state/transition_memo.hpp).

#include <vector>

#include "checker/ids.hpp"
#include "checker/task_set.hpp"

namespace vigil {

struct Consulted {
  TaskSet tasks;                  ///< whether they are ready, at which operation they stand ...
  TaskSet by_name;                ///< of them: not found in an object, but known from elsewhere
  std::vector<ObjectId> objects;  ///< each once
  bool everything = false;        ///< time can pass, which depends on whether anybody is ready
};

}  // namespace vigil
