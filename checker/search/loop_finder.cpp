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
  TaskId pick_task(const Execution&) override {
    next_value_ = 0;
    return next_ < picks_.size() ? picks_[next_++].task : TaskId{};
  }
  std::uint32_t pick_value(const Execution&,
                           std::span<const std::uint32_t> alternatives) override {
    if (next_ == 0) return alternatives.front();
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

Loops LoopFinder::run(std::uint64_t memory_bytes_max) {
  StateGraph graph;
  States search({.merging = false, .memory_bytes_max = memory_bytes_max, .graph = &graph});
  const Execution* previous = nullptr;
  while (search.begin_execution(previous)) {
    execution_.run(model_, parameters_, search, false);
    previous = &execution_;
    if (!search.gave_up().empty() || execution_.refinement_requested() ||
        execution_.stop_requested()) {
      return Loops::not_looked_for;
    }
  }
  std::optional<StateGraph::Lasso> lasso = graph.fair_loop();
  if (!lasso) return Loops::unfair;
  FollowPicks again(std::move(lasso->picks));
  execution_.run(model_, parameters_, again, true);
  return Loops::fair;
}

}  // namespace vigil
