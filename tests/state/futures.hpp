// SPDX-License-Identifier: MIT
#pragma once

/// Key soundness by brute force: wherever an enumeration of all executions comes to one state key
/// in two ways, everything that can follow is tried from both, up to a depth, and must look the
/// same: who can run, which values there are, the keys of all states that follow, how executions
/// end.

#include <cstdint>
#include <string>

#include "checker/program.hpp"

namespace vigil::tests {

struct FuturesLimits {
  std::uint64_t executions = 2'000;  ///< that are enumerated
  std::uint64_t pairs = 60;          ///< of ways that are compared
  std::uint32_t depth = 3;           ///< in transitions that are decisions
  std::uint64_t small = 200;         ///< a program of fewer executions is followed to their ends
};

struct Futures {
  bool exact = true;        ///< false: the model is searched by history, nothing was compared
  std::uint64_t keys = 0;   ///< distinct ones that were met
  std::uint64_t pairs = 0;  ///< of ways to one key that were compared
  std::string difference;   ///< empty: none
};

/// `merging`: keys and candidates up to a permutation of equal tasks.
[[nodiscard]] Futures compare_futures(const Model& model, const ExecutionOptions& options,
                                      const Parameters& parameters, bool merging,
                                      const FuturesLimits& limits = {});

}  // namespace vigil::tests
