// SPDX-License-Identifier: MIT
#include "checker/search/loop_finder.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "checker/search/state_graph.hpp"
#include "checker/search/states.hpp"

namespace vigil {

namespace {

/// Follows picks, then stops.
class FollowPicks final : public Strategy {
 public:
  explicit FollowPicks(std::vector<StateGraph::Pick> picks) : picks_(std::move(picks)) {}

  bool begin_execution(const Execution* previous) override { return previous == nullptr; }
  TaskId pick_task(const Execution& execution) override {
    next_value_ = 0;
    const bool on = next_ < picks_.size() && execution.candidates().contains(picks_[next_].task);
    return on ? picks_[next_++].task : TaskId{};
  }
  std::uint32_t pick_value(const Execution&,
                           std::span<const std::uint32_t> alternatives) override {
    if (next_ == 0 || alternatives.size() == 1) return alternatives.front();
    const std::vector<std::uint32_t>& values = picks_[next_ - 1].values;
    return next_value_ < values.size() ? values[next_value_++] : alternatives.front();
  }
  void describe(Report&) const override {}
  [[nodiscard]] std::string_view name() const override { return "replay"; }

 private:
  std::vector<StateGraph::Pick> picks_;
  std::size_t next_ = 0;
  std::size_t next_value_ = 0;
};

}  // namespace

LoopFinder::LoopFinder(const Model& model, const Parameters& parameters,
                       const ExecutionOptions& options, FiberPool& fibers, Registry& registry)
    : model_(model), parameters_(parameters), execution_(options, fibers, registry) {
  execution_.observe_tasks(true);
}

/// Returns: whether it came to its end.
bool LoopFinder::visit_states(StateGraph& graph, const Limits& limits) {
  States search({.merging = false,
                 .remembering = limits.remembering,
                 .step_count_max = execution_.options().step_count_max,
                 .memory_bytes_max = limits.memory_bytes_max,
                 .graph = &graph});
  const Execution* previous = nullptr;
  while (search.begin_execution(previous)) {
    const bool stopped = execution_.stop_requested() || limits.out_of_time();
    if (stopped || !search.gave_up().empty()) return false;
    if (search.resting()) continue;
    execution_.run(model_, parameters_, search, false);
    previous = &execution_;
    contradicted_ = search.contradicted();
    if (contradicted_ || execution_.refinement_requested() || execution_.stop_requested()) {
      return false;
    }
  }
  return search.gave_up().empty();
}

Loops LoopFinder::run(const Limits& limits) {
  StateGraph graph;
  if (!visit_states(graph, limits)) return Loops::not_looked_for;
  std::optional<StateGraph::Lasso> lasso = graph.fair_loop();
  if (!lasso) return Loops::unfair;
  FollowPicks again(std::move(lasso->picks));
  execution_.run(model_, parameters_, again, true);
  return Loops::fair;
}

}  // namespace vigil
