// SPDX-License-Identifier: MIT
#pragma once

/// Looks for an execution that a fair scheduler can prolong for ever, after a search that matched states
/// came upon one on its own path: visits all states once more, each task under its own name (which of
/// several equal tasks is left out matters here), and keeps their graph (search/state_graph.hpp).

#include <cstdint>

#include "checker/execution.hpp"
#include "checker/program.hpp"
#include "checker/verdict.hpp"

namespace vigil {

class LoopFinder {
 public:
  /// Requires: state keys are exact.
  LoopFinder(const Model& model, const Parameters& parameters, const ExecutionOptions& options,
             FiberPool& fibers, Registry& registry);

  void stop_when(const volatile bool* interrupted) { execution_.stop_when(interrupted); }
  /// `memory_bytes_max`: of the graph and of the table of states, each; 0: no limit.
  /// Returns: not Loops::none. Cost: that of a search for states without symmetry.
  [[nodiscard]] Loops run(std::uint64_t memory_bytes_max);
  /// After Loops::fair: an execution into the loop and once round it, recorded.
  [[nodiscard]] const Trace& trace() const { return execution_.trace(); }

 private:
  const Model& model_;
  const Parameters& parameters_;
  Execution execution_;
};

}  // namespace vigil
