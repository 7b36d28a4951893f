// SPDX-License-Identifier: MIT
#pragma once

/// Wakeup sequences: what dpor must still explore from a node of its tree. A sequence is a list of
/// transitions that were seen before, in another order, followed by one that is now to run before
/// something it used to run after. Whether a sequence is already covered by a transition that was
/// explored from the same node is the question `covers` answers: the *weak initials* of the paper.
///
/// Source: Abdulla, Aronis, Jonsson, Sagonas, "Source Sets: A Foundation for Optimal Dynamic
/// Partial Order Reduction", J. ACM 64(4), 2017, sections 4 and 6 (initials, weak initials, wakeup
/// trees).

#include <cstdint>
#include <span>
#include <vector>

#include "checker/event_log.hpp"
#include "checker/ids.hpp"
#include "checker/operation.hpp"

namespace vigil {

/// A transition as far as it is known before it runs: task, values that it chooses, footprint.
struct PlannedTransition {
  TaskId task;
  /// `values` and `accesses` are complete: it ran before, in an equivalent position. Otherwise they
  /// are what is certain of them.
  bool known = true;
  bool fatal = false;  ///< see Sleeper; false while that is not known
  bool exact = true;  ///< the footprint is complete (a known transition's always is)
  std::vector<std::uint32_t> values;
  std::vector<Access> accesses;  ///< without data accesses

  bool operator==(const PlannedTransition&) const = default;
};

struct WakeupSequence {
  std::vector<PlannedTransition> transitions;
  /// No transition explored from the node before can turn out to cover it.
  bool certain = true;
  /// It ends with another value of the transition that the node runs now (a conflict, not a race);
  /// `order` then says which of the transitions before the last happen before which (row-major),
  /// see Dpor::strip.
  bool conflict = false;
  std::vector<bool> order;
  /// How many leading values of the first transition are alternatives of the node's own.
  std::uint32_t fixed_values = 0;
};

/// A transition that was explored from a node: whatever starts with it needs no more exploring.
struct Sleeper {
  TaskId task;
  std::vector<std::uint32_t> values;
  std::vector<Access> accesses;
  bool fatal = false;  ///< it ended its execution: in conflict with everything
};

enum class Covered : std::uint8_t { no, yes, unknown };

/// True if two footprints of different tasks conflict.
[[nodiscard]] bool conflict(std::span<const Access> first, std::span<const Access> second,
                            bool fifo_waiters);

/// Whether every execution that starts with (an equivalent of) `sequence` is equivalent to one that
/// starts with `sleeper`: whether it is a weak initial of the sequence. `unknown`: the footprint of
/// the last transition, which only running it tells, decides.
[[nodiscard]] Covered covers(const Sleeper& sleeper, const WakeupSequence& sequence,
                             bool fifo_waiters);

/// The sequence without the transition of the sleeper's task: what is left to explore once that
/// ran.
[[nodiscard]] WakeupSequence without(const Sleeper& sleeper, WakeupSequence sequence);

/// Keeps the transitions at `positions` (ascending), and the order among them.
[[nodiscard]] WakeupSequence restricted_to(const std::vector<std::size_t>& positions,
                                           WakeupSequence sequence);

/// Whether exploring `earlier` completely explores `sequence` as well: everything that starts with
/// `sequence` is equivalent to something that starts with `earlier`.
[[nodiscard]] bool includes(const WakeupSequence& earlier, WakeupSequence sequence,
                            bool fifo_waiters);

/// The accesses of a transition without those that order nothing.
[[nodiscard]] std::vector<Access> footprint(const EventLog& log, StepIndex step);

/// The values that a transition chose.
[[nodiscard]] std::vector<std::uint32_t> values(const EventLog& log, StepIndex step);

}  // namespace vigil
