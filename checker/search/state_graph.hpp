// SPDX-License-Identifier: MIT
#pragma once

/// The graph of the states that a search visits, kept where it must be known whether an execution
/// can go on for ever: `fair_loop` finds a strongly connected component in which a fair scheduler
/// can stay, and a way into it and round it.
///
/// A weakly fair infinite execution stays, from some point on, in one component and visits a part
/// of it again and again; whoever can run everywhere in the component can run everywhere in that
/// part, so has to run. Going round the whole component is therefore the fairest way to stay: there
/// is a fair one if and only if every task that can run at all states of the component runs in some
/// of its transitions.
///
/// Source: Tarjan, "Depth-First Search and Linear Graph Algorithms", SIAM J. Comput. 1(2), 1972;
/// for the fairness of components Lichtenstein, Pnueli, POPL 1985.

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "checker/ids.hpp"
#include "checker/state/hash128.hpp"
#include "checker/task_set.hpp"

namespace vigil {

class StateGraph {
 public:
  using Vertex = std::uint32_t;

  /// A task is picked, and chooses these values in its transition.
  struct Pick {
    TaskId task;
    std::vector<std::uint32_t> values;
  };
  /// From the first state into a loop, and once round it.
  struct Lasso {
    std::vector<Pick> picks;
    std::uint64_t state_count = 0;  ///< of the component
  };

  /// Notes a state; the first one noted is where executions begin.
  Vertex vertex(const Hash128& key, const TaskSet& candidates);
  void add_edge(Vertex from, Vertex to, TaskId task, std::vector<std::uint32_t> values);

  [[nodiscard]] std::optional<Lasso> fair_loop() const;
  /// An estimate of what it takes.
  [[nodiscard]] std::uint64_t memory_bytes() const;

 private:
  struct Edge {
    Vertex to;
    TaskId task;
    std::uint32_t values;  ///< index into `values_`; 0: none
  };
  struct State {
    TaskSet candidates;
    std::vector<Edge> edges;
  };
  struct Step {
    Vertex from;
    const Edge* edge;
  };

  [[nodiscard]] std::vector<std::uint32_t> components() const;
  template <class Goal>
  [[nodiscard]] std::vector<Step> path(Vertex from, const std::vector<std::uint32_t>* inside,
                                       Goal&& goal) const;
  [[nodiscard]] Lasso lasso(const std::vector<std::uint32_t>& component, std::uint32_t wanted,
                            const TaskSet& everywhere) const;

  std::unordered_map<Hash128, Vertex, Hash128Hash> vertices_;
  std::vector<State> states_;
  std::vector<std::vector<std::uint32_t>> values_{{}};
  std::uint64_t edge_count_ = 0;
};

}  // namespace vigil
