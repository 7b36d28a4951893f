// SPDX-License-Identifier: MIT
#pragma once

/// What a model says about its executions beside what the engine checks by itself: predicates that
/// must hold (`always`, `finally`), and a judge that speaks at the end.

#include <functional>
#include <string>
#include <vector>

#include "checker/ids.hpp"
#include "checker/state/hash128.hpp"
#include "checker/verdict.hpp"

namespace vigil {

struct NamedPredicate {
  std::string name;
  std::function<bool()> holds;
  ObjectId object;   ///< that stands for all that it reads; invalid: it is asked at the end only
  Hash128 captured;  ///< what its task had observed when it announced it
};

/// What a model says of an execution in which nothing can run any more (program files).
struct Judgement {
  std::string outcome;        ///< in place of the engine's words
  bool may_deadlock = false;  ///< tasks that are blocked are no violation
  std::vector<Violation> violations;
};
using Judge = std::function<Judgement(bool blocked)>;

}  // namespace vigil
