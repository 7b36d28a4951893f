// SPDX-License-Identifier: MIT
#pragma once

/// Gathers the executions of a search, whatever its strategy, into the tree that reports draw. Used
/// by the explorer when somebody asked for the tree.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "checker/event_log.hpp"
#include "checker/ids.hpp"
#include "checker/registry.hpp"
#include "checker/trace/explored_tree.hpp"

namespace vigil {

/// Adds one execution after the other.
class TreeGrower {
 public:
  explicit TreeGrower(std::uint32_t execution_count_max)
      : execution_count_max_(execution_count_max) {
    steps_.emplace_back();
  }

  /// `end` tells how the execution of `log` ended. Cost: O(transitions x branches).
  void add(const EventLog& log, std::uint32_t step_count, std::string end, bool failed);

  /// The tree with every way on which nothing branches as one edge.
  [[nodiscard]] ExploredTree tree(const Registry& registry) const;

 private:
  struct Step {
    TaskId task;
    OperationKind kind = OperationKind::none;
    ObjectId object;
    std::vector<std::uint32_t> choices;
    std::vector<std::size_t> children;
    std::string end;
    bool failed = false;
  };

  [[nodiscard]] std::size_t child(std::size_t at, Step step);
  [[nodiscard]] static ExploredTree::Node node(const Registry& registry, const Step& step,
                                               std::size_t parent);

  std::uint32_t execution_count_max_;
  std::vector<Step> steps_;  // the first one is the root
  std::uint64_t execution_count_ = 0;
  std::uint64_t left_out_count_ = 0;
};

}  // namespace vigil
