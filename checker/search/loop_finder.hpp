// SPDX-License-Identifier: MIT
#pragma once

/// Looks for an execution that a fair scheduler can prolong for ever, after a search that matched
/// states came upon one on its own path: visits all states once more, each task under its own name
/// (which of several equal tasks is left out matters here), and keeps their graph
/// (search/state_graph.hpp).

#include <cstdint>
#include <functional>

#include "checker/execution.hpp"
#include "checker/explore.hpp"
#include "checker/program.hpp"
#include "checker/search/state_graph.hpp"
#include "checker/verdict.hpp"

namespace vigil {

class LoopFinder {
 public:
  /// Requires: state keys are exact.
  LoopFinder(const Model& model, const Parameters& parameters, const ExecutionOptions& options,
             FiberPool& fibers, Registry& registry);

  void stop_when(const volatile bool* interrupted) { execution_.stop_when(interrupted); }
  struct Limits {
    Remembering remembering = Remembering::off;
    std::uint64_t memory_bytes_max = 0;  ///< of the graph and of the table, each; 0: no limit
    std::function<bool()> out_of_time;   ///< asked now and then
  };
  /// Returns: not Loops::none; not_looked_for where something stopped it.
  /// Cost: that of a search for states that does not merge equal tasks, which can be far more than
  /// that of the search that came upon a loop.
  [[nodiscard]] Loops run(const Limits& limits);
  /// What was remembered has turned out to be wrong; what `run` returned says nothing then.
  [[nodiscard]] bool contradicted() const { return contradicted_; }
  /// After Loops::fair: an execution into the loop and once round it, recorded.
  [[nodiscard]] const Trace& trace() const { return execution_.trace(); }

 private:
  [[nodiscard]] bool visit_states(StateGraph& graph, const Limits& limits);

  const Model& model_;
  const Parameters& parameters_;
  Execution execution_;
  bool contradicted_ = false;
};

}  // namespace vigil
