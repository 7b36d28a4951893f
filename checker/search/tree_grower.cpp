// SPDX-License-Identifier: MIT
#include "checker/search/tree_grower.hpp"

#include <utility>

namespace vigil {

namespace {

constexpr std::size_t step_count_max = 200'000;

}  // namespace

std::size_t TreeGrower::child(std::size_t at, Step step) {
  for (const std::size_t known : steps_[at].children) {
    const Step& other = steps_[known];
    if (other.task == step.task && other.choices == step.choices) return known;
  }
  steps_.push_back(std::move(step));
  steps_[at].children.push_back(steps_.size() - 1);
  return steps_.size() - 1;
}

void TreeGrower::add(const EventLog& log, std::uint32_t step_count, std::string end, bool failed) {
  if (execution_count_ >= execution_count_max_ || steps_.size() >= step_count_max) {
    ++left_out_count_;
    return;
  }
  ++execution_count_;
  std::size_t at = 0;
  for (std::uint32_t i = 0; i < step_count; ++i) {
    const Transition& transition = log[StepIndex{i}];
    Step step;
    step.task = transition.task;
    step.kind = transition.kind;
    step.object = transition.object;
    for (const Choice& choice : log.choices(StepIndex{i})) {
      if (choice.count > 1) step.choices.push_back(choice.value);
    }
    at = child(at, std::move(step));
  }
  steps_[at].end = std::move(end);
  steps_[at].failed = failed;
}

ExploredTree TreeGrower::tree(const Registry& registry) const {
  ExploredTree result;
  result.execution_count = execution_count_;
  result.left_out_count = left_out_count_;
  result.nodes.emplace_back();
  result.nodes.front().end = steps_.front().end;
  // Depth first, with a stack of our own: executions can be long.
  std::vector<std::pair<std::size_t, std::size_t>> ahead;  // a step, and its parent in the result
  const auto push_children = [&](std::size_t step, std::size_t node) {
    const std::vector<std::size_t>& children = steps_[step].children;
    for (std::size_t i = children.size(); i > 0; --i) ahead.emplace_back(children[i - 1], node);
  };
  push_children(0, 0);
  while (!ahead.empty()) {
    const auto [first, parent] = ahead.back();
    ahead.pop_back();
    std::size_t last = first;
    std::uint32_t more = 0;
    while (steps_[last].children.size() == 1 && steps_[last].end.empty()) {
      last = steps_[last].children.front();
      ++more;
    }
    result.nodes.push_back(node(registry, steps_[first], parent));
    result.nodes.back().more = more;
    result.nodes.back().end = steps_[last].end;
    result.nodes.back().failed = steps_[last].failed;
    push_children(last, result.nodes.size() - 1);
  }
  return result;
}

ExploredTree::Node TreeGrower::node(const Registry& registry, const Step& step,
                                    std::size_t parent) {
  ExploredTree::Node result;
  result.parent = parent;
  result.task = step.task == clock_task ? "clock" : registry.task_name(step.task);
  result.operation = std::string{name(step.kind)};
  if (step.object.valid()) result.operation += " " + registry.object_name(step.object);
  for (const std::uint32_t value : step.choices) {
    result.operation += ", picks " + std::to_string(value);
  }
  return result;
}

}  // namespace vigil
