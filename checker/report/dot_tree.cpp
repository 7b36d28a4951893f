// SPDX-License-Identifier: MIT
#include "checker/report/dot_tree.hpp"

#include <fmt/format.h>

#include "checker/report/dot.hpp"
#include "checker/report/text.hpp"

namespace vigil {

namespace {

[[nodiscard]] std::string heading(const ExploredTree& tree, const std::string& title) {
  const std::uint64_t all = tree.execution_count + tree.left_out_count;
  std::string text = fmt::format("{}: {} executions", title, grouped(all));
  if (tree.left_out_count > 0) {
    text += fmt::format(", the first {} of them drawn", grouped(tree.execution_count));
  }
  return text;
}

[[nodiscard]] std::string edge_label(const ExploredTree::Node& node) {
  std::string text = node.task + ": " + node.operation;
  if (node.more > 0) text += fmt::format(", {} more", node.more);
  return text;
}

}  // namespace

std::string dot(const ExploredTree& tree, const std::string& title) {
  std::string text = fmt::format(
      "digraph explored {{\n"
      "  label={};\n  labelloc=t;\n  rankdir=LR;\n  fontname=\"sans-serif\";\n"
      "  node [fontname=\"sans-serif\", shape=point, width=0.08];\n"
      "  edge [fontname=\"sans-serif\", fontsize=10, arrowhead=none];\n",
      detail::dot_quoted(heading(tree, title)));
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    const ExploredTree::Node& node = tree.nodes[i];
    if (!node.end.empty()) {
      text += fmt::format("  n{} [shape=box, label={}{}];\n", i, detail::dot_quoted(node.end),
                          node.failed ? ", color=\"#b3261e\", penwidth=2" : "");
    }
    if (i == 0) continue;
    text += fmt::format("  n{} -> n{} [label={}];\n", node.parent, i,
                        detail::dot_quoted(edge_label(node)));
  }
  return text + "}\n";
}

}  // namespace vigil
