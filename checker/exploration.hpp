// SPDX-License-Identifier: MIT
#pragma once

/// One exploration of a model under one strategy: the strategy's executions one after the other,
/// and what they add up to. It can be advanced in slices, so that several can compete
/// (explore.cpp). The refinements that executions ask for start it over.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "checker/detect/data_race.hpp"
#include "checker/detect/lockset.hpp"
#include "checker/execution.hpp"
#include "checker/explore.hpp"
#include "checker/search/tree_grower.hpp"
#include "checker/state/hash128.hpp"
#include "checker/stopwatch.hpp"

namespace vigil {

class States;

class Exploration {
 public:
  /// Requires: `options.search` is not Search::automatic. Keeps a reference to `model`.
  Exploration(const Model& model, const VerifyOptions& options);

  enum class Progressed : std::uint8_t {
    on,        ///< there is more
    finished,  ///< or stopped by a bound, or by what it found
    unable,    ///< states: the keys are not exact, or memory is full; another search must do it
  };
  /// Runs executions until their transitions reach `transition_count_max` in all; 0: no limit.
  Progressed advance(std::uint64_t transition_count_max);
  /// Requires: `advance` returned `finished`. Cost: that of the audit.
  [[nodiscard]] Report conclude();

  /// Why the search ended before its end, "" if it did not.
  [[nodiscard]] const std::string& stopped_by() const { return report_.stopped_by; }
  /// A violation of that property has been found.
  [[nodiscard]] bool found(Property property) const;
  [[nodiscard]] std::uint64_t transition_count() const {
    return spent_ + report_.transitions + (strategy_ ? strategy_->transitions_spared() : 0);
  }

 private:
  void start_over();
  [[nodiscard]] std::unique_ptr<Strategy> make_strategy();
  Progressed explore(std::uint64_t transition_count_max);
  bool run_next();
  bool digest(Ending ending);
  bool stopped(bool looking);
  bool out_of_time();
  void add_failure(const Violation& violation);
  void shrink_failure(Failure& failure) const;
  void add_outcome();
  void add_to_tree();
  [[nodiscard]] std::vector<EqualGroup> merged_groups() const;
  [[nodiscard]] bool holds_back_equals() const;
  void look_for_loops();
  void audit();
  void add_audited(const Violation& violation, const Trace& trace);
  /// True if the search goes on after a violation.
  [[nodiscard]] bool goes_on() const { return options_.keep_going || options_.collect_outcomes; }
  /// The keys say all that a future can depend on, as far as is known.
  [[nodiscard]] bool exact_keys() const {
    return model_.all_state_declared && !registry_.inexact();
  }
  [[nodiscard]] Remembering remembering() const;
  /// The loop's own order tells equal tasks apart.
  [[nodiscard]] bool merging() const {
    const bool queued =
        model_.dialect == Dialect::asyncio && options_.execution.order == Order::fifo;
    return options_.symmetry && !queued && !registry_.tasks_differ();
  }
  [[nodiscard]] Trace record(Ending* ending);
  [[nodiscard]] std::string schedule_of(const Trace& trace) const;

  const Model& model_;
  VerifyOptions options_;
  Parameters parameters_;
  FiberPool fibers_;
  Registry registry_;
  std::unique_ptr<Execution> execution_;
  std::unique_ptr<Strategy> strategy_;
  bool contradicted_ = false;   ///< what transitions do, as it was remembered, by a run
  const States* states_ = nullptr;  ///< `strategy_` if it matches states
  bool by_states_ = false;      ///< the strategy matches states by exact keys
  bool started_ = false;
  bool complete_ = false;
  const Execution* previous_ = nullptr;  ///< `execution_` once it has run
  std::optional<DataRaceDetector> races_;
  std::optional<Lockset> lockset_;
  std::optional<TreeGrower> tree_;
  std::uint32_t unchanged_steps_ = 0;  ///< that the execution shares with the last one that it saw
  Stopwatch stopwatch_;
  Report report_;
  std::uint64_t spent_ = 0;  ///< transitions before the search started over
  std::uint64_t runs_ = 0;
  std::uint64_t exercised_ = 0;
  double last_progress_seconds_ = 0;
  std::map<std::string, Outcome> outcomes_;
  std::unordered_set<Hash128, Hash128Hash> fingerprints_;
};

}  // namespace vigil
