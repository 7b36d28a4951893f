// SPDX-License-Identifier: MIT
#pragma once

/// The whole contract between an execution and a search: begin an execution (or say that there is
/// none left), pick the task that runs next, pick a value. Everything else (exhaustive, dpor,
/// replay, random ...) is a plug-in behind these three calls.

#include <cstdint>
#include <span>
#include <string_view>

#include "checker/ids.hpp"

namespace vigil {

class Execution;
struct Report;

class Strategy {
 public:
  virtual ~Strategy() = default;

  /// Called before each execution, with the one that just ended (null before the first). The
  /// previous execution's log is still complete.
  /// Returns: false when nothing is left to explore.
  virtual bool begin_execution(const Execution* previous) = 0;

  /// How many transitions the execution that `begin_execution` announced shares with the previous
  /// one. The execution keeps their log entries instead of writing them again, and checks that
  /// the model does the same as before. 0 is always right.
  [[nodiscard]] virtual std::uint32_t shared_steps() const { return 0; }

  /// Picks one of `execution.candidates()`, which is not empty; called also when there is only
  /// one, but not for forced transitions. Returns an invalid id to cut the execution off.
  virtual TaskId pick_task(const Execution& execution) = 0;

  /// Whether what the transition looks at whose task was just picked is to be noted, see
  /// Execution::consulted.
  [[nodiscard]] virtual bool consults() const { return false; }

  /// Picks one of `alternatives`, which is not empty; called also when there is only one.
  virtual std::uint32_t pick_value(const Execution& execution,
                                   std::span<const std::uint32_t> alternatives) = 0;

  /// Called after each transition whose log entry is new; false cuts the execution off.
  virtual bool after_transition(const Execution&) { return true; }

  /// Not empty: it cannot go on, and why. Whatever it has found stands; its end is no proof.
  [[nodiscard]] virtual std::string_view gave_up() const { return {}; }

  /// The execution that just ended was redundant from some step on and was only run to its end,
  /// which costs less than unwinding its tasks. It counts as cut off.
  [[nodiscard]] virtual bool coasted() const { return false; }

  /// `begin_execution` has no execution to run yet and only returned so that bounds can be looked
  /// at and the user can stop it: it is to be called again.
  [[nodiscard]] virtual bool resting() const { return false; }

  /// Transitions that the search has made without running them, in all.
  [[nodiscard]] virtual std::uint64_t transitions_spared() const { return 0; }

  /// An estimate of the number of executions in all; 0: none yet.
  [[nodiscard]] virtual double estimate() const { return 0; }

  /// Adds what the search knows of itself (blocked, probes, states ...) to a report.
  virtual void describe(Report& report) const = 0;
  [[nodiscard]] virtual std::string_view name() const = 0;
};

}  // namespace vigil
