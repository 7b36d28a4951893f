// SPDX-License-Identifier: MIT
#pragma once

/// Optimal dynamic partial order reduction: explores each Mazurkiewicz trace exactly once.
///
/// Source: Abdulla, Aronis, Jonsson, Sagonas, "Source Sets: A Foundation for Optimal Dynamic
/// Partial Order Reduction", J. ACM 64(4), 2017, Algorithm 2 (Optimal-DPOR). The tree of executions
/// is walked depth first. After each complete execution E, every reversible race (e, e') in it asks
/// for an execution in which e' comes before e: at the node before e, the sequence v = notdep(e,
/// E).e' must be explored, unless a transition that was explored from that node (a *sleeper*) is a
/// weak initial of v, for then an equivalent of it was explored already.
///
/// Where we deviate:
/// - *Lists instead of trees.* The paper keeps the sequences of a node in a wakeup tree, in which v
///   hangs below another sequence u as far as both can begin alike. Here a node keeps a list, first
///   in first out, and the tree unfolds as it is walked: when a transition runs, the waiting
///   sequences of which it is a weak initial are handed down to the node after it, without it. At
///   the end of a sequence nothing sleeps, so all that was handed down so far is explored there by
///   its own races, and is dropped (the paper's leaf). No sequence is ever redundant, because it
///   runs only if it puts every sleeper of its node to rest.
/// - *Footprints are learnt by running.* The paper takes for granted that the next operation of a
///   task is known. Ours can be a whole asyncio step whose footprint depends on what it reads, and
///   e' may do something else before e than after it. Its accesses up to the first that conflicts
///   with what is left out are certain; when they do not decide, the sequence runs as a *probe*
///   that is cut short at e' if a sleeper still sleeps then. Probes are reported apart; they are
///   not executions.
/// - *Values* (`choose`, the waiter that a notify picks) make a transition several, in conflict
///   with each other. All values are explored from the node where the choice is made; where a
///   sleeper is in the way, the sequence that brings the others to rest first is built as for a
///   race (`conflicts`).
/// - *Disabling.* A transition that takes from another the reason to run races with it, as does the
///   holder of a mutex with those that are blocked on it in the end (HappensBefore).

#include <cstdint>
#include <string_view>
#include <vector>

#include "checker/options.hpp"
#include "checker/search/happens_before.hpp"
#include "checker/search/wakeup_sequence.hpp"
#include "checker/strategy.hpp"

namespace vigil {

class Dpor final : public Strategy {
 public:
  /// `validating`: checks the invariants of the tree after every execution (tests do).
  explicit Dpor(const ExecutionOptions& options, bool validating = false);

  bool begin_execution(const Execution* previous) override;
  [[nodiscard]] std::uint32_t shared_steps() const override { return shared_steps_; }
  TaskId pick_task(const Execution& execution) override;
  std::uint32_t pick_value(const Execution& execution,
                           std::span<const std::uint32_t> alternatives) override;
  bool after_transition(const Execution& execution) override;
  void describe(Report& report) const override;
  [[nodiscard]] double estimate() const override;
  [[nodiscard]] std::string_view name() const override { return "dpor"; }

 private:
  /// The state before a transition of the current execution. Invariants:
  /// - `sleepers`: explored from here, or from an ancestor and independent of everything since;
  ///   pairwise different in (task, values); all of them could run here;
  /// - `covered`: tasks whose next transition is a sleeper without values, or the certain beginning
  ///   of a pending sequence: a race that asks for just that needs nothing more;
  /// - `pending`: sequences still to explore, in the order in which they were found;
  /// - `alternatives`: other values of the transition that ran last, explored before `pending`.
  struct Node {
    std::vector<Sleeper> sleepers;
    TaskSet covered;
    std::vector<WakeupSequence> pending;
    std::size_t next_pending = 0;
    std::vector<WakeupSequence> alternatives;
    std::uint32_t fixed_values = 0;
    std::uint32_t branch_count = 0;

    void clear();
  };

  void analyse(const Execution& execution);
  void reverse(const EventLog& log, Race& race);
  void find_conflicts(const EventLog& log);
  void find_late_waiters(const EventLog& log, StepIndex notify, Access wake);
  [[nodiscard]] bool initial_and_covered(const EventLog& log, const Race& race) const;
  [[nodiscard]] bool sleeps_through(const EventLog& log, const Race& race) const;
  [[nodiscard]] bool sleeps_otherwise(const EventLog& log, const Race& race) const;
  [[nodiscard]] PlannedTransition planned(const EventLog& log, StepIndex step) const;
  [[nodiscard]] PlannedTransition reversed(const EventLog& log, const Race& race) const;
  void insert(const EventLog& log, StepIndex step, WakeupSequence sequence);
  [[nodiscard]] Covered opener_covers(const WakeupSequence& earlier,
                                      const WakeupSequence& sequence) const;
  [[nodiscard]] bool can_cover(const EventLog& log, StepIndex step,
                               const WakeupSequence& waiting) const;
  void insert_conflict(Node& node, WakeupSequence sequence, const std::vector<StepIndex>& steps);
  void finish_branch(const EventLog& log, StepIndex step);
  bool start_next(StepIndex step);
  void strip(const Node& node, WakeupSequence& sequence) const;
  void retry_other_values(const EventLog& log);
  void retry_other_values(const EventLog& log, StepIndex step, const WakeupSequence& probe);
  void put_to_rest(const EventLog& log, StepIndex step);
  void hand_down(const EventLog& log, StepIndex step);
  [[nodiscard]] bool following() const { return position_ < sequence_.transitions.size(); }
  [[nodiscard]] Node& node(StepIndex step) {
    if (nodes_.size() <= step.index()) make_room(step);
    return nodes_[step.index()];
  }
  void make_room(StepIndex step);
  void validate(const Execution& execution);

  ExecutionOptions options_;
  bool fifo_waiters_;
  bool validating_;
  HappensBefore order_;
  std::vector<Node> nodes_;  // by step of the current execution
  WakeupSequence sequence_;  // being followed
  std::size_t position_ = 0;
  std::size_t planned_count_ = 0;  // of its transitions; the rest was put after them as it ran
  std::uint32_t shared_steps_ = 0;
  std::uint32_t passed_ = 0;  // steps of the current execution that after_transition has seen
  bool cut_ = false;         // the last execution was a probe that turned out redundant
  bool infeasible_ = false;  // its last transition could not run
  bool labels_tell_ = false;  // see Registry
  std::uint64_t probes_ = 0;
};

}  // namespace vigil
