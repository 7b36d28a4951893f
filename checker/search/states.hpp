// SPDX-License-Identifier: MIT
#pragma once

/// Explicit-state search on the real program: depth first over states, each expanded once. An execution
/// is given up as soon as it reaches a state that was seen before, since equal keys mean equal futures
/// (checker/state/state_reader.hpp). With `merging`, states that differ by a permutation of equal tasks
/// are one, and of several candidates that lead to such states one is run.
///
/// States are those between transitions, where the strategy picks a task. Values (`choose`) branch
/// inside a transition and make no states of their own.
///
/// *By history.* Where keys are not exact (the model does not say that all its state is declared), the
/// key is the fingerprint of the trace so far: equal traces have equal futures whatever the model shares
/// behind our back, as far as its footprints are right. That merges equivalent prefixes only.
///
/// Backtracking runs the model again from the start, as all searches here do, up to the branch; the
/// first alternative of every state is free, since the execution just goes on. What was measured of the
/// alternatives is in checker/README.md.
///
/// Source: Holzmann, "The Model Checker SPIN", IEEE TSE 23(5), 1997, for the depth-first search with a
/// table of visited states and for detecting cycles on its stack; Ip, Dill, "Better Verification Through
/// Symmetry", FMSD 9, 1996, for scalarsets, of which a group of equal tasks is one.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/search/state_graph.hpp"
#include "checker/state/state_reader.hpp"
#include "checker/state/state_table.hpp"
#include "checker/strategy.hpp"

namespace vigil {

class States final : public Strategy {
 public:
  struct Settings {
    bool merging = true;        ///< equal tasks are interchangeable
    bool by_history = false;    ///< see above; excludes merging
    bool fifo_waiters = false;  ///< for fingerprints
    std::uint64_t memory_bytes_max = 0;
    StateGraph* graph = nullptr;  ///< to note the states in and how they are connected
  };

  explicit States(const Settings& settings);

  bool begin_execution(const Execution* previous) override;
  [[nodiscard]] std::uint32_t shared_steps() const override { return shared_steps_; }
  TaskId pick_task(const Execution& execution) override;
  std::uint32_t pick_value(const Execution& execution,
                           std::span<const std::uint32_t> alternatives) override;
  void describe(Report& report) const override;
  [[nodiscard]] std::string_view name() const override { return "states"; }
  [[nodiscard]] std::string_view gave_up() const override { return gave_up_; }
  [[nodiscard]] bool coasted() const override { return coast_end_ != 0; }

  /// Two members of a group mention each other: merging them is not sound.
  [[nodiscard]] bool tangled() const { return reader_.tangled(); }

 private:
  /// A decision with several alternatives (task ids or values), which are the last ones of
  /// `alternatives_` from `first` on.
  struct Point {
    std::uint32_t step;
    bool is_value;
    std::uint32_t index;  ///< of the alternative taken
    std::size_t first;
    std::uint32_t count;
  };
  /// A state on the path of the running execution.
  struct Visit {
    std::uint32_t step;  ///< of the transition that leaves it
    Hash128 key;
    StateGraph::Vertex vertex;
  };

  [[nodiscard]] bool merges() const { return settings_.merging && !settings_.by_history; }
  [[nodiscard]] Hash128 key_of(const Execution& execution);
  void add_candidates(const Execution& execution);
  [[nodiscard]] bool enters(const Execution& execution);
  [[nodiscard]] StateGraph::Vertex note(const Execution& execution, const Hash128& key);
  [[nodiscard]] std::uint32_t take(std::uint32_t step);
  [[nodiscard]] TaskId coast(const Execution& execution);

  Settings settings_;
  StateReader reader_;
  StateTable table_;
  std::vector<Point> points_;
  std::vector<std::uint32_t> alternatives_;
  std::vector<Visit> path_;
  std::vector<Hash128> colours_;  // of the candidates taken so far at one state
  std::size_t cursor_ = 0;  ///< points before it belong to the shared prefix or were passed
  std::uint32_t shared_steps_ = 0;
  std::uint32_t coast_end_ = 0;  ///< not 0: the running execution may go on until then; see `coasted`
  bool again_ = false;  ///< the running execution repeats the beginning of the last one
  bool cyclic_ = false;  ///< the search met a state on its own path
  std::uint64_t matched_ = 0;
  std::uint64_t expanded_ = 0;  ///< transitions from one state to another
  std::string gave_up_;
};

}  // namespace vigil
