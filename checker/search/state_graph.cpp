// SPDX-License-Identifier: MIT
#include "checker/search/state_graph.hpp"

#include <algorithm>
#include <utility>

#include "checker/assert.hpp"
#include "checker/detect/loop_watch.hpp"

namespace vigil {

StateGraph::Vertex StateGraph::vertex(const Hash128& key, const TaskSet& candidates) {
  const auto [known, fresh] = vertices_.emplace(key, static_cast<Vertex>(states_.size()));
  if (fresh) states_.push_back({candidates, {}});
  return known->second;
}

void StateGraph::add_edge(Vertex from, Vertex to, TaskId task,
                          std::vector<std::uint32_t> values) {
  std::uint32_t index = 0;
  if (!values.empty()) {
    index = static_cast<std::uint32_t>(values_.size());
    values_.push_back(std::move(values));
  }
  states_[from].edges.push_back({to, task, index});
  ++edge_count_;
}

std::uint64_t StateGraph::memory_bytes() const {
  constexpr std::uint64_t bytes_per_vertex = sizeof(State) + 64;  // and its entry in the map
  constexpr std::uint64_t bytes_per_values = 48;
  return states_.size() * bytes_per_vertex + 2 * edge_count_ * sizeof(Edge) +
         values_.size() * bytes_per_values;
}

/// The component of each vertex, numbered from 0: Tarjan's algorithm with a stack of its own.
std::vector<std::uint32_t> StateGraph::components() const {
  constexpr std::uint32_t none = UINT32_MAX;
  std::vector<std::uint32_t> component(states_.size(), none);
  std::vector<std::uint32_t> index(states_.size(), none);
  std::vector<std::uint32_t> low(states_.size(), 0);
  std::vector<Vertex> open;
  std::vector<std::pair<Vertex, std::size_t>> calls;  // vertex, its next edge
  std::uint32_t next_index = 0;
  std::uint32_t next_component = 0;
  for (Vertex root = 0; root < states_.size(); ++root) {
    if (index[root] != none) continue;
    calls.emplace_back(root, 0);
    while (!calls.empty()) {
      const Vertex at = calls.back().first;
      std::size_t& next = calls.back().second;
      if (next == 0 && index[at] == none) {
        index[at] = low[at] = next_index++;
        open.push_back(at);
      }
      if (next < states_[at].edges.size()) {
        const Vertex to = states_[at].edges[next++].to;
        if (index[to] == none) {
          calls.emplace_back(to, 0);
        } else if (component[to] == none) {
          low[at] = std::min(low[at], index[to]);
        }
        continue;
      }
      if (low[at] == index[at]) {
        Vertex member = none;
        while (member != at) {
          member = open.back();
          open.pop_back();
          component[member] = next_component;
        }
        ++next_component;
      }
      calls.pop_back();
      if (!calls.empty()) {
        const Vertex caller = calls.back().first;
        low[caller] = std::min(low[caller], low[at]);
      }
    }
  }
  return component;
}

/// The shortest way from a vertex to an edge that `goal(from, edge)` accepts, breadth first; only
/// inside the component of `from` if `inside` is given.
template <class Goal>
std::vector<StateGraph::Step> StateGraph::path(Vertex from,
                                               const std::vector<std::uint32_t>* inside,
                                               Goal&& goal) const {
  std::unordered_map<Vertex, Step> reached_by;
  std::vector<Vertex> queue{from};
  reached_by.emplace(from, Step{from, nullptr});
  for (std::size_t i = 0; i < queue.size(); ++i) {
    const Vertex at = queue[i];
    for (const Edge& edge : states_[at].edges) {
      if (inside != nullptr && (*inside)[edge.to] != (*inside)[from]) continue;
      if (goal(at, edge)) {
        std::vector<Step> steps{{at, &edge}};
        for (Vertex back = at; back != from; back = steps.back().from) {
          steps.push_back(reached_by.at(back));
        }
        std::ranges::reverse(steps);
        return steps;
      }
      if (reached_by.emplace(edge.to, Step{at, &edge}).second) queue.push_back(edge.to);
    }
  }
  return {};
}

std::optional<StateGraph::Lasso> StateGraph::fair_loop() const {
  const std::vector<std::uint32_t> component = components();
  std::vector<LoopFairness> fairness(states_.size());
  std::vector<std::uint64_t> sizes(states_.size());
  for (Vertex at = 0; at < states_.size(); ++at) {
    fairness[component[at]].add(states_[at].candidates);
    ++sizes[component[at]];
  }
  for (Vertex at = 0; at < states_.size(); ++at) {
    for (const Edge& edge : states_[at].edges) {
      if (component[edge.to] == component[at]) fairness[component[at]].ran.insert(edge.task);
    }
  }
  for (Vertex at = 0; at < states_.size(); ++at) {  // the first that was visited
    const LoopFairness& known = fairness[component[at]];
    if (known.ran.empty() || !known.fair()) continue;
    Lasso found = lasso(component, component[at], known.everywhere);
    found.state_count = sizes[component[at]];
    return found;
  }
  return std::nullopt;
}

/// Into the component, and round it so that everybody who can run everywhere on that round has run:
/// whoever can run in the whole component runs, and nobody else can run on the whole round.
StateGraph::Lasso StateGraph::lasso(const std::vector<std::uint32_t>& component,
                                    std::uint32_t wanted, const TaskSet& everywhere) const {
  std::vector<Step> steps;
  Vertex entry = 0;
  if (component[entry] != wanted) {
    steps = path(entry, nullptr, [&](Vertex, const Edge& edge) {
      return component[edge.to] == wanted;
    });
    VIGIL_ASSERT(!steps.empty(), "every state that was visited can be reached");
    entry = steps.back().edge->to;
  }
  LoopFairness round;
  Vertex at = entry;
  const auto walk = [&](auto&& goal) {
    const std::vector<Step> more = path(at, &component, goal);
    VIGIL_ASSERT(!more.empty(), "inside a component every state leads to every other");
    for (const Step& step : more) {
      round.add(states_[step.from].candidates);
      round.ran.insert(step.edge->task);
    }
    steps.insert(steps.end(), more.begin(), more.end());
    at = more.back().edge->to;
    round.add(states_[at].candidates);  // the round will go through it, as it is left again
  };
  walk([](Vertex, const Edge&) { return true; });
  while (!round.fair()) {
    const TaskId missing = (round.everywhere - round.ran).first();
    const bool must_run = everywhere.contains(missing);
    walk([&](Vertex, const Edge& edge) {
      return must_run ? edge.task == missing : !states_[edge.to].candidates.contains(missing);
    });
  }
  if (at != entry) walk([&](Vertex, const Edge& edge) { return edge.to == entry; });
  Lasso found;
  for (const Step& step : steps) {
    found.picks.push_back({step.edge->task, values_[step.edge->values]});
  }
  return found;
}

}  // namespace vigil
