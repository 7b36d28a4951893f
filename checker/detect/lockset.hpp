// SPDX-License-Identifier: MIT
#pragma once

/// Whether plain data are guarded by a lock, as far as one can tell from states alone. A search
/// that matches states sees each state on one path only; whether two accesses race depends on paths
/// (happens-before). So it matches states only while every variable is accessed under one mutex
/// that is held at every access, or not written while other tasks live, or accessed by a task that
/// is alone: these facts depend on the state in which the access is made and on nothing before it.
/// They exclude a data race. A variable that breaks them may still be free of races: the search
/// then starts again in a way that can tell.
///
/// | accesses of a variable while other tasks live | verdict                              |
/// |------------------------------------------------|--------------------------------------|
/// | reads only                                     | guarded                              |
/// | all under a common mutex                       | guarded                              |
/// | anything else                                  | not known                            |
///
/// Source: Savage et al., "Eraser: A Dynamic Data Race Detector for Multithreaded Programs", ACM
/// TOCS 15(4), 1997, section 2; their states for initialisation are replaced by the exact question
/// whether the end of every other task has been joined.

#include <span>
#include <vector>

#include "checker/ids.hpp"

namespace vigil {

class Lockset {
 public:
  /// An access by a task that holds `held`. `alone`: every other task's end has been joined.
  /// Returns: false when the variable is not known to be guarded any more.
  bool access(ObjectId variable, bool writes, std::span<const ObjectId> held, bool alone);

 private:
  struct Variable {
    bool accessed = false;  ///< while other tasks lived
    bool written = false;   ///< likewise
    std::vector<ObjectId> common;  ///< mutexes that were held at every such access
  };
  std::vector<Variable> variables_;  // by ObjectId
};

}  // namespace vigil
