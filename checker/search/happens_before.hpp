// SPDX-License-Identifier: MIT
#pragma once

/// The happens-before relation of an execution, computed from its event log transition by
/// transition, and its reversible races. Used by dpor (races), by fingerprints and by the audit.
///
/// A transition happens after
///   - the previous transition of its task,
///   - its causes (who spawned it, woke it, ended so that its join could go on),
///   - every earlier transition whose footprint conflicts with its own (`dependent`),
///   - for an acquire of a mutex: the last release of it, not the acquires before,
///   - for a step of the virtual clock: everything that tasks did (it runs only when none of them
///     can),
///   - for a transition that breaks a property, which ends the execution: everything, too.
///
/// *Races.* (e, e') is a reversible race if they are dependent, of different tasks, and nothing
/// lies between them in happens-before. For mutexes the release always lies between two acquires,
/// yet their order can be reversed: the race is between e' and the last acquire that does not
/// happen before the *arrival* of e''s task at the mutex (design.md, "Search").
///
/// *Races with what could not run.* A transition can take from another task the reason to run (the
/// last token of a condition variable, the clock's last timer), and an execution can end with a
/// task blocked on a mutex. In both cases that task could have run instead: a race whose second
/// transition exists only in the reversed order (`second` invalid). A fatal transition takes the
/// reason to run from everybody.

#include <cstdint>
#include <span>
#include <vector>

#include "checker/event_log.hpp"
#include "checker/ids.hpp"
#include "checker/operation.hpp"

namespace vigil {

class Execution;

struct Race {
  StepIndex first;
  StepIndex second;      ///< invalid: `task` could not run after `first`
  TaskId task;           ///< of the second transition
  std::uint32_t found;   ///< the log size at which it was found, for rewind
  bool settled = false;  ///< for the search: known to be covered for good
};

class HappensBefore {
 public:
  explicit HappensBefore(bool fifo_waiters) : fifo_waiters_(fifo_waiters) {}

  /// Takes in the log's transitions from `size()` on. Cost per transition: O(tasks + accesses).
  void extend(const EventLog& log);
  /// Races of tasks that the ended execution left blocked on a mutex.
  void finish(const Execution& execution);
  /// Forgets all transitions from `step_count` on. `log` must still have them.
  void rewind(const EventLog& log, std::uint32_t step_count);

  [[nodiscard]] std::uint32_t size() const { return size_; }
  /// True if `earlier` happens before (or is) `later`. Requires: earlier <= later < size().
  [[nodiscard]] bool ordered(StepIndex earlier, StepIndex later) const {
    return clocks_[later.index() * width_ + tasks_[earlier.index()].index()] > time(earlier);
  }
  /// The clock of a transition: per task, one more than the last step of it that happens before.
  [[nodiscard]] std::span<const std::int32_t> clock(StepIndex step) const {
    return {clocks_.data() + step.index() * width_, width_};
  }
  [[nodiscard]] std::span<Race> races() { return races_; }
  /// The previous transition of the same task, or invalid.
  [[nodiscard]] StepIndex previous_of_task(StepIndex step) const { return previous_[step.index()]; }

 private:
  struct Past {
    StepIndex step;
    Mode mode;
    std::uint32_t argument;
  };

  void widen(std::uint32_t task_count);
  void add(const EventLog& log, StepIndex step);
  void collect(Access access, StepIndex* last_release, StepIndex* last_acquire);
  static std::int32_t time(StepIndex step) { return static_cast<std::int32_t>(step.value); }
  void join(std::int32_t* row, StepIndex step) const {
    const std::int32_t* other = clocks_.data() + step.index() * width_;
    for (std::size_t i = 0; i < width_; ++i) row[i] = row[i] < other[i] ? other[i] : row[i];
  }
  [[nodiscard]] std::vector<Past>& history(ObjectId object);
  [[nodiscard]] bool in_clock(const std::int32_t* row, StepIndex step) const {
    return row[tasks_[step.index()].index()] > time(step);
  }

  bool fifo_waiters_;
  std::uint32_t size_ = 0;
  std::size_t width_ = 0;
  std::vector<std::int32_t> clocks_;        // size_ rows of width_; signed: SSE2 compares only that
  std::vector<TaskId> tasks_;               // by step
  std::vector<StepIndex> previous_;         // by step
  std::vector<StepIndex> last_of_task_;     // by task
  std::vector<std::vector<Past>> history_;  // by object
  std::vector<Race> races_;
  std::vector<StepIndex> candidates_;       // scratch
};

}  // namespace vigil
