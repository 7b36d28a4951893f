// SPDX-License-Identifier: MIT
#include "tests/state/futures.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "checker/detect/lockset.hpp"
#include "checker/execution.hpp"
#include "checker/search/exhaustive.hpp"
#include "checker/state/state_reader.hpp"
#include "checker/state_hash.hpp"

namespace vigil::tests {

namespace {

/// Tasks and values in the order in which they were decided.
using Decisions = std::vector<std::uint32_t>;

[[nodiscard]] Decisions decisions_of(const EventLog& log, std::uint32_t step_count) {
  Decisions decisions;
  for (std::uint32_t i = 0; i < step_count; ++i) {
    const StepIndex step{i};
    if (!log[step].forced) decisions.push_back(log[step].task.value);
    for (const Choice& choice : log.choices(step)) decisions.push_back(choice.value);
  }
  return decisions;
}

/// Enumerates executions and notes by which ways each key was reached.
class Ways final : public Strategy {
 public:
  explicit Ways(bool merging) : reader_(merging) {}

  bool begin_execution(const Execution* previous) override {
    return all_.begin_execution(previous);
  }
  [[nodiscard]] std::uint32_t shared_steps() const override { return all_.shared_steps(); }
  TaskId pick_task(const Execution& execution) override {
    execution.read_state(reader_);
    std::vector<Decisions>& ways = ways_[reader_.key()];
    const Decisions way = decisions_of(execution.log(), execution.step_count());
    constexpr std::size_t ways_max = 4;
    if (ways.size() < ways_max && std::ranges::find(ways, way) == ways.end()) {
      ways.push_back(way);
    }
    return all_.pick_task(execution);
  }
  std::uint32_t pick_value(const Execution& execution,
                           std::span<const std::uint32_t> alternatives) override {
    return all_.pick_value(execution, alternatives);
  }
  void describe(Report&) const override {}
  [[nodiscard]] std::string_view name() const override { return "ways"; }

  [[nodiscard]] const std::map<Hash128, std::vector<Decisions>>& all() const { return ways_; }
  [[nodiscard]] bool tangled() const { return reader_.tangled(); }

 private:
  Exhaustive all_;
  StateReader reader_;
  std::map<Hash128, std::vector<Decisions>> ways_;
};

/// All that follows a way, up to a depth, as a tree of what there is to see.
class Ahead final : public Strategy {
 public:
  Ahead(const Decisions& way, bool merging, std::uint32_t depth)
      : way_(way), merging_(merging), depth_(depth), reader_(merging) {}

  bool begin_execution(const Execution* previous) override {
    if (previous != nullptr) {
      while (!points_.empty() && points_.back().taken + 1 == points_.back().labels.size()) close();
      if (points_.empty()) return false;
      ++points_.back().taken;
    }
    position_ = passed_ = picks_ = 0;
    return true;
  }
  TaskId pick_task(const Execution& execution) override {
    if (position_ < way_.size()) return TaskId{way_[position_++]};
    if (picks_++ == depth_) {
      execution.read_state(reader_);
      leaf_ = hash_step(Hash128{}, reader_.key());
      return TaskId{};
    }
    Point point;
    execution.read_state(reader_);
    point.seen = reader_.key();
    execution.candidates().for_each([&](TaskId task) {
      point.alternatives.push_back(task.value);
      const bool same = merging_ && task != clock_task;
      point.labels.push_back(same ? reader_.colour(task) : hash_step(Hash128{}, task.value));
    });
    return TaskId{take(std::move(point))};
  }
  std::uint32_t pick_value(const Execution& execution,
                           std::span<const std::uint32_t> alternatives) override {
    if (position_ < way_.size()) return way_[position_++];
    Point point;
    for (const std::uint32_t value : alternatives) {
      point.alternatives.push_back(value);
      const bool unnamed = merging_ && execution.choosing_task();
      point.labels.push_back(hash_step(Hash128{}, unnamed ? 0 : value));
    }
    return take(std::move(point));
  }
  void describe(Report&) const override {}
  [[nodiscard]] std::string_view name() const override { return "ahead"; }

  /// The execution ended by itself.
  void end(const Execution& execution, Ending ending) {
    if (ending == Ending::cut) {
      add(leaf_);
      return;
    }
    const bool named = ending == Ending::violated;
    const std::string words = named      ? execution.violations().front().name
                              : merging_ ? std::string{}
                                         : execution.outcome_text();
    add(hash_step(hash_step(Hash128{}, static_cast<std::uint64_t>(ending)), state_hash(words)));
  }
  /// Requires: `begin_execution` has returned false.
  [[nodiscard]] const Hash128& seen() const { return root_; }

 private:
  struct Point {
    Hash128 seen;
    std::vector<std::uint32_t> alternatives;
    std::vector<Hash128> labels;
    std::size_t taken = 0;
    std::vector<Hash128> branches{};
  };

  [[nodiscard]] std::uint32_t take(Point point) {
    if (passed_ == points_.size()) points_.push_back(std::move(point));
    const Point& known = points_[passed_++];
    return known.alternatives[known.taken];
  }
  void add(const Hash128& below) {
    if (points_.empty()) {
      root_ = below;
      return;
    }
    Point& point = points_.back();
    point.branches.push_back(hash_step(point.labels[point.taken], below));
  }
  void close() {
    Point point = std::move(points_.back());
    points_.pop_back();
    std::ranges::sort(point.branches);
    Hash128 hash = hash_step(Hash128{}, point.seen);
    for (const Hash128& branch : point.branches) hash = hash_step(hash, branch);
    add(hash);
  }

  const Decisions& way_;
  bool merging_;
  std::uint32_t depth_;
  StateReader reader_;
  std::vector<Point> points_;
  std::size_t position_ = 0;
  std::size_t passed_ = 0;
  std::uint32_t picks_ = 0;
  Hash128 leaf_;
  Hash128 root_;
};

[[nodiscard]] std::string words(const Decisions& way) {
  std::string text;
  for (const std::uint32_t number : way) text += (text.empty() ? "" : " ") + std::to_string(number);
  return text;
}

/// One model, its executions and what was learnt of it.
class Laboratory {
 public:
  Laboratory(const Model& model, ExecutionOptions options, const Parameters& parameters)
      : model_(model), options_(options), parameters_(parameters), fibers_(options.stack_bytes) {
    options_.dialect = model.dialect;
    renew();
  }

  /// Returns: the number of executions; nothing while the model's operations are not refined as
  /// far as they need.
  [[nodiscard]] std::optional<std::uint64_t> enumerate(Ways& ways, std::uint64_t count_max) {
    const Execution* previous = nullptr;
    std::uint64_t count = 0;
    for (; count < count_max && ways.begin_execution(previous); ++count) {
      const Ending ending = execution_->run(model_, parameters_, ways, false);
      previous = execution_.get();
      if (ending == Ending::violated) execution_->refine_failure();
      if (execution_->refinement_requested()) return renew(), std::nullopt;
    }
    return count;
  }
  [[nodiscard]] Hash128 future(const Decisions& way, bool merging, std::uint32_t depth) {
    Ahead ahead(way, merging, depth);
    const Execution* previous = nullptr;
    while (ahead.begin_execution(previous)) {
      ahead.end(*execution_, execution_->run(model_, parameters_, ahead, false));
      previous = execution_.get();
    }
    return ahead.seen();
  }
  [[nodiscard]] const Registry& registry() const { return registry_; }

 private:
  void renew() {
    execution_ = std::make_unique<Execution>(options_, fibers_, registry_);
    execution_->observe_tasks(true);
    lockset_ = Lockset{};
    if (options_.dialect == Dialect::threads) execution_->watch_data(&lockset_);
  }

  const Model& model_;
  ExecutionOptions options_;
  const Parameters& parameters_;
  FiberPool fibers_;
  Registry registry_;
  Lockset lockset_;
  std::unique_ptr<Execution> execution_;
};

}  // namespace

Futures compare_futures(const Model& model, const ExecutionOptions& options,
                        const Parameters& parameters, bool merging, const FuturesLimits& limits) {
  const TerminateScope terminate_scope;
  Laboratory laboratory(model, options, parameters);
  std::optional<Ways> ways;
  std::optional<std::uint64_t> execution_count;
  while (!execution_count) {
    ways.emplace(merging);
    execution_count = laboratory.enumerate(*ways, limits.executions);
  }
  const std::uint32_t depth = *execution_count < limits.small ? UINT32_MAX : limits.depth;
  Futures futures;
  futures.keys = ways->all().size();
  const bool differ = merging && (laboratory.registry().tasks_differ() || ways->tangled());
  futures.exact = !laboratory.registry().inexact() && !differ;
  if (!futures.exact) return futures;
  for (const auto& [key, known] : ways->all()) {
    if (known.size() < 2) continue;
    const Hash128 first = laboratory.future(known.front(), merging, depth);
    for (std::size_t i = 1; i < known.size(); ++i) {
      if (++futures.pairs > limits.pairs) return --futures.pairs, futures;
      if (laboratory.future(known[i], merging, depth) == first) continue;
      futures.difference = "after " + words(known.front()) + " and after " + words(known[i]);
      return futures;
    }
  }
  return futures;
}

}  // namespace vigil::tests
