// SPDX-License-Identifier: MIT
#pragma once

/// The tree of the executions that a search ran: a node where their ways part, an edge for what ran
/// in between. The explorer grows it when it is asked to (`VerifyOptions::tree_executions_max`);
/// reports draw it. Plain data, bounded by the number of executions and of transitions.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace vigil {

struct ExploredTree {
  struct Node {
    std::size_t parent = 0;  ///< the root's parent is the root
    std::string task;        ///< whose transition led here from the parent
    std::string operation;   ///< at which it stood, and the values that it chose
    std::uint32_t more = 0;  ///< transitions after that one on the way here
    std::string end;         ///< how the execution ended; empty where it goes on
    bool failed = false;     ///< it ended with a violation
  };
  std::vector<Node> nodes;            ///< parents before children; empty: nobody asked
  std::uint64_t execution_count = 0;  ///< that are in it
  std::uint64_t left_out_count = 0;   ///< that came when it was full
};

}  // namespace vigil
