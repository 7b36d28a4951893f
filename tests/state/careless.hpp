// SPDX-License-Identifier: MIT
#pragma once

/// What the corpus of careless keys says of each of its programs: these are all its outcomes, as
/// enumerating every schedule finds them and as matching states does, with so many states. Each
/// program is made so that a key without one certain part would merge states of which only one
/// leads to some of the outcomes.

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "checker/explore.hpp"

namespace vigil::tests {

/// A program that says that all its state is declared.
struct Careless {
  Dialect dialect = Dialect::threads;
  std::function<void()> body;
  ExecutionOptions execution{};
  bool symmetry = true;
  /// False where whether a task stands at an object when it ends depends on the order: that is no
  /// part of footprints.
  bool dpor_finds_all = true;
};

struct Explored {
  std::vector<std::string> outcomes;  ///< sorted
  std::uint64_t states = 0;           ///< of the search that matches them
  bool by_history = false;
  bool operator==(const Explored&) const = default;
};

std::ostream& operator<<(std::ostream& stream, const Explored& explored);

/// By states. Checks that it finds the same with a memory of transitions and without, that
/// `exhaustive` and `dpor` find the same outcomes, and that merging equal tasks makes no difference
/// to them. Requires: no outcome names an equal task.
[[nodiscard]] Explored explored(const Careless& program);

}  // namespace vigil::tests
