// SPDX-License-Identifier: MIT
#pragma once

/// `Retry`: a loop that tries again as if it had not tried before. Every round of
///
///     for (vigil::Retry round;; round.again()) {
///       first.lock();
///       if (second.try_lock()) break;
///       first.unlock();
///     }
///
/// begins in the state in which the loop was entered, as far as the task itself is concerned: a
/// round that is given up must not write what is local to the task. The search that matches states
/// then sees the same state again instead of an endless tree, and reports a livelock where the
/// rounds can go on for ever. Waiting for a predicate does this by itself. Not a scheduling point.

#include "checker/execution.hpp"

namespace vigil {

class Retry {
 public:
  Retry() : entry_(Execution::current().observed_so_far()) {}

  /// The task forgets what it has observed since the loop was entered.
  void again() const {
    Execution& execution = Execution::current();
    if (!execution.unwinding()) execution.forget_since(entry_);
  }

 private:
  Hash128 entry_;
};

}  // namespace vigil
