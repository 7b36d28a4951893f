// SPDX-License-Identifier: MIT
/// What an execution asks for: each of its races, the other way round.

#include "checker/search/dpor.hpp"

#include <algorithm>
#include <utility>

#include "checker/execution.hpp"

namespace vigil {

void Dpor::analyse(const Execution& execution) {
  const EventLog& log = execution.log();
  labels_tell_ = options_.dialect == Dialect::threads && execution.registry().labels_tell();
  order_.extend(log);
  order_.finish(execution);
  for (Race& race : order_.races()) {
    if (!race.settled) reverse(log, race);
  }
  find_conflicts(log);
  if (!execution.registry().refines_any() || fifo_waiters_) return;
  for (std::uint32_t i = 0; i < log.size(); ++i) {
    for (const Access& access : log.accesses(StepIndex{i})) {
      if (access.mode == Mode::wake_one) find_late_waiters(log, StepIndex{i}, access);
    }
  }
}

/// True if the second transition could run right before the first, and that is explored or certain
/// to be. Stays true for every execution that shares the two.
bool Dpor::initial_and_covered(const EventLog& log, const Race& race) const {
  const Node& at = nodes_[race.first.index()];
  if (!at.covered.contains(race.task) || !log[race.first].candidates.contains(race.task)) {
    return false;
  }
  // What could not run here can conflict with anything that runs later, in any execution anew.
  if (!race.second.valid()) return false;
  const StepIndex own = order_.previous_of_task(race.second);
  if (own.valid() && own > race.first) return false;
  for (std::uint32_t k = race.first.value + 1; k < race.second.value; ++k) {
    const StepIndex between{k};
    if (order_.ordered(between, race.second) && !order_.ordered(race.first, between)) return false;
  }
  return sleeps_through(log, race);
}

/// Whether what sleeps for the task of the race's second transition commutes with all that is not
/// after the first. It ran from the node itself, where it may have done other things than it did
/// after the first: that it commutes in this execution says nothing then.
bool Dpor::sleeps_through(const EventLog& log, const Race& race) const {
  const std::vector<Sleeper>& sleepers = nodes_[race.first.index()].sleepers;
  const auto sleeper = std::ranges::find_if(sleepers, [&](const Sleeper& known) {
    return known.task == race.task && known.values.empty();
  });
  if (sleeper == sleepers.end()) return true;  // it is to run from there, exactly as it is known
  for (std::uint32_t k = race.first.value + 1; k < log.size(); ++k) {
    const StepIndex step{k};
    if (log[step].forced || log[step].task == race.task) continue;
    const bool fatal = sleeper->fatal;
    if (!fatal && !conflict(sleeper->accesses, log.accesses(step), fifo_waiters_)) continue;
    if (!order_.ordered(race.first, step)) return false;
  }
  return true;
}

/// Whether it did other things from the node itself: whether it commutes is then to be seen anew in
/// every execution.
bool Dpor::sleeps_otherwise(const EventLog& log, const Race& race) const {
  return std::ranges::any_of(nodes_[race.first.index()].sleepers, [&](const Sleeper& sleeper) {
    return sleeper.task == race.task &&
           (sleeper.fatal || sleeper.accesses != footprint(log, race.second));
  });
}

void Dpor::reverse(const EventLog& log, Race& race) {
  if (log[race.first].forced) return;
  if (initial_and_covered(log, race)) {
    race.settled = !sleeps_otherwise(log, race);
    return;
  }
  WakeupSequence sequence;
  for (std::uint32_t k = race.first.value + 1; k < log.size(); ++k) {
    const StepIndex step{k};
    if (log[step].forced || order_.ordered(race.first, step)) continue;
    sequence.transitions.push_back(planned(log, step));
  }
  sequence.transitions.push_back(reversed(log, race));
  insert(log, race.first, std::move(sequence));
}

PlannedTransition Dpor::planned(const EventLog& log, StepIndex step) const {
  return {.task = log[step].task,
          .known = true,
          .fatal = log[step].fatal,
          .exact = true,
          .values = values(log, step),
          .accesses = footprint(log, step)};
}

/// The second transition of the race as far as it is known to stay what it was when nothing that
/// happens after the first runs before it: its accesses up to the first conflict with those. A
/// threads operation is what its label says, except where its result decides what it touches.
PlannedTransition Dpor::reversed(const EventLog& log, const Race& race) const {
  PlannedTransition transition{.task = race.task,
                               .known = false,
                               .exact = false,
                               .values = {},
                               .accesses = {}};
  if (!race.second.valid()) {
    if (log[race.first].fatal) return transition;
    for (const Access& access : log.accesses(race.first)) {
      if (options_.dialect == Dialect::threads && access.mode == Mode::acquire) {
        transition.accesses.push_back(access);
        transition.exact = labels_tell_;
      }
    }
    return transition;
  }
  const OperationKind kind = log[race.second].kind;
  const bool by_label = kind == OperationKind::lock || kind == OperationKind::relock ||
                        kind == OperationKind::load || kind == OperationKind::store;
  if (labels_tell_ && by_label && log.choices(race.second).empty()) {
    transition.accesses = footprint(log, race.second);
    transition.exact = true;
    return transition;
  }
  for (const Access& access : log.accesses(race.second)) {
    if (is_data(access.mode)) continue;
    transition.accesses.push_back(access);
    const Access single[] = {access};
    for (std::uint32_t k = race.first.value; k < race.second.value; ++k) {
      const StepIndex step{k};
      if (!order_.ordered(race.first, step)) continue;
      if (conflict(single, log.accesses(step), fifo_waiters_)) return transition;
    }
  }
  return transition;
}

void Dpor::insert(const EventLog& log, StepIndex step, WakeupSequence sequence) {
  Node& at = node(step);
  const TaskId running = log[step].task;
  for (const Sleeper& sleeper : at.sleepers) {
    const Covered covered = covers(sleeper, sequence, fifo_waiters_);
    if (covered == Covered::yes) return;
    if (covered == Covered::unknown && sleeper.task != running) sequence.certain = false;
  }
  for (std::size_t i = at.next_pending; i < at.pending.size(); ++i) {
    const WakeupSequence& earlier = at.pending[i];
    if (earlier.transitions == sequence.transitions) return;
    if (earlier.certain && includes(earlier, sequence, fifo_waiters_) &&
        !can_cover(log, step, earlier)) {
      return;
    }
    if (opener_covers(earlier, sequence) != Covered::no) sequence.certain = false;
  }
  if (sequence.certain && sequence.transitions.size() == 1) {
    const PlannedTransition& only = sequence.transitions.front();
    if (only.exact && only.values.empty()) at.covered.insert(only.task);
  }
  at.pending.push_back(std::move(sequence));
}

/// Whether the first transition of a sequence, once it has run, covers another one.
Covered Dpor::opener_covers(const WakeupSequence& earlier, const WakeupSequence& sequence) const {
  const PlannedTransition& first = earlier.transitions.front();
  if (!first.known && (!first.exact || !first.values.empty())) return Covered::unknown;
  const Sleeper opener{first.task, first.values, first.accesses, first.fatal};
  return covers(opener, sequence, fifo_waiters_);
}

/// Whether what the node runs now could cover a sequence that waits there (one that was handed
/// down, before it was known what runs): it will not be explored from here then.
bool Dpor::can_cover(const EventLog& log, StepIndex step, const WakeupSequence& waiting) const {
  const Sleeper running{log[step].task, values(log, step), footprint(log, step), log[step].fatal};
  return covers(running, waiting, fifo_waiters_) != Covered::no;
}

}  // namespace vigil
