// SPDX-License-Identifier: MIT
#pragma once

/// The explored tree as Graphviz DOT: a dot where executions part, an edge for the transitions in
/// between ("waiter: acquire m, 3 more"), a box where one ends. `--format tree`, and `--format dot`
/// where no violation gives it something else to draw.

#include <string>

#include "checker/trace/explored_tree.hpp"

namespace vigil {

/// How many executions are drawn: more than anybody reads, and Graphviz still lays them out at
/// once.
inline constexpr std::uint32_t drawn_executions_max = 200;

[[nodiscard]] std::string dot(const ExploredTree& tree, const std::string& title);

}  // namespace vigil
