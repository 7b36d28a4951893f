// SPDX-License-Identifier: MIT
#pragma once

/// Runs a generated program under `dpor` and under `exhaustive`, the reference, and compares what
/// they claim:
///   - the same outcomes, and violations of the same properties;
///   - dpor runs each trace once: executions == distinct fingerprints, none blocked;
///   - as many as exhaustive sees;
/// `states`, by exact keys where they are and by history: the same outcomes and violations; and
/// where tasks are equal, `states` and `dpor` with symmetry: the same but for the names of equal
/// tasks. `states` finds the same, state by state, whether it remembers what transitions do or runs
/// all of them.

#include <cstdint>
#include <string>

#include "tests/agreement/program.hpp"

namespace vigil::agreement {

struct Limits {
  std::uint64_t exhaustive_executions = 20'000;
};

struct Comparison {
  bool skipped = false;      ///< more executions than the limit
  std::string disagreement;  ///< empty: they agree
  std::uint64_t exhaustive_executions = 0;
  std::uint64_t traces = 0;
  std::uint64_t outcome_count = 0;
  bool exact_keys = false;   ///< states matched by keys, not by history
  bool merged = false;       ///< equal tasks were taken as interchangeable
  bool violated = false;     ///< some execution breaks a property
  bool early = false;        ///< ... and ends there and then, unlike at a deadlock
};

[[nodiscard]] Comparison compare(const Program& program, const Limits& limits = {});

}  // namespace vigil::agreement
