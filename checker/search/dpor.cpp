// SPDX-License-Identifier: MIT
#include "checker/search/dpor.hpp"

#include <algorithm>
#include <utility>

#include "checker/assert.hpp"
#include "checker/execution.hpp"

namespace vigil {

Dpor::Dpor(const ExecutionOptions& options, bool validating)
    : options_(options),
      fifo_waiters_(options.fifo_waiters()),
      validating_(validating),
      order_(options.fifo_waiters()) {}

void Dpor::Node::clear() {
  sleepers.clear();
  covered.clear();
  pending.clear();
  next_pending = 0;
  alternatives.clear();
  fixed_values = 0;
  branch_count = 1;
}

void Dpor::make_room(StepIndex step) { nodes_.resize(step.index() + 64); }


// ---- one execution after the other ----------------------------------------------------------------

bool Dpor::begin_execution(const Execution* previous) {
  if (previous == nullptr) {
    node(StepIndex{0}).clear();
    return true;
  }
  const EventLog& log = previous->log();
  std::uint32_t depth = log.size();
  if (cut_) {
    // A probe: what it was to explore is covered already. Its own nodes are void.
    ++probes_;
    if (!infeasible_) retry_other_values(log);
    depth = shared_steps_;
    cut_ = infeasible_ = false;
    if (start_next(StepIndex{depth})) return true;
  } else {
    analyse(*previous);
    // A data race is an order that no footprint shows: the tree promises nothing any more.
    validating_ = validating_ && std::ranges::none_of(previous->violations(), [](const auto& known) {
                    return known.property == Property::data_race;
                  });
    if (validating_) validate(*previous);
  }
  while (depth > 0) {
    const StepIndex step{--depth};
    if (log[step].forced) continue;
    finish_branch(log, step);
    if (start_next(step)) {
      order_.rewind(log, step.value);
      return true;
    }
  }
  return false;
}

/// The transition that the node ran is explored: from now on it sleeps. Its other values come next.
void Dpor::finish_branch(const EventLog& log, StepIndex step) {
  Node& at = node(step);
  if (at.next_pending == at.pending.size() && log.choices(step).empty()) return;  // the last one
  Sleeper sleeper{log[step].task, values(log, step), footprint(log, step), log[step].fatal};
  const std::span<const Choice> choices = log.choices(step);
  for (std::size_t k = at.fixed_values; k < choices.size(); ++k) {
    for (const std::uint32_t value : log.alternatives(choices[k])) {
      if (value == choices[k].value) continue;
      PlannedTransition other{.task = sleeper.task, .known = false, .exact = false, .values = {}, .accesses = {}};
      other.values.assign(sleeper.values.begin(),
                          sleeper.values.begin() + static_cast<std::ptrdiff_t>(k));
      other.values.push_back(value);
      WakeupSequence sequence;
      sequence.fixed_values = static_cast<std::uint32_t>(k) + 1;
      sequence.transitions.push_back(std::move(other));
      at.alternatives.push_back(std::move(sequence));
    }
  }
  if (sleeper.values.empty()) at.covered.insert(sleeper.task);
  at.sleepers.push_back(std::move(sleeper));
}

/// Takes the next sequence of the node that no sleeper covers.
bool Dpor::start_next(StepIndex step) {
  Node& at = node(step);
  while (!at.alternatives.empty() || at.next_pending < at.pending.size()) {
    if (!at.alternatives.empty()) {
      sequence_ = std::move(at.alternatives.back());
      at.alternatives.pop_back();
    } else {
      sequence_ = std::move(at.pending[at.next_pending++]);
    }
    if (sequence_.conflict) strip(at, sequence_);
    const bool covered = std::ranges::any_of(at.sleepers, [&](const Sleeper& sleeper) {
      return covers(sleeper, sequence_, fifo_waiters_) == Covered::yes;
    });
    if (covered) continue;
    position_ = 0;
    planned_count_ = sequence_.transitions.size();
    shared_steps_ = passed_ = step.value;
    at.fixed_values = sequence_.fixed_values;
    ++at.branch_count;
    return true;
  }
  at.pending.clear();
  at.next_pending = 0;
  return false;
}

TaskId Dpor::pick_task(const Execution& execution) {
  if (!following()) return execution.first_candidate();
  const TaskId task = sequence_.transitions[position_].task;
  if (execution.candidates().contains(task)) return task;
  cut_ = infeasible_ = true;  // what should make it ready was left out
  return TaskId{};
}

std::uint32_t Dpor::pick_value(const Execution& execution,
                               std::span<const std::uint32_t> alternatives) {
  const StepIndex step = execution.step();
  // What is forced after a planned transition is no part of it, and has one alternative only.
  if (execution.log()[step].forced) return alternatives.front();
  const std::vector<Sleeper>& sleepers = node(step).sleepers;
  if (!following() && sleepers.empty()) return alternatives.front();
  std::vector<std::uint32_t> chosen = values(execution.log(), step);
  const std::size_t taken = chosen.size();
  chosen.push_back(0);
  const auto asleep = [&](std::uint32_t value) {
    chosen.back() = value;
    return std::ranges::any_of(sleepers, [&](const Sleeper& sleeper) {
      return sleeper.task == execution.self() && sleeper.values == chosen;
    });
  };
  if (following() && taken < sequence_.transitions[position_].values.size()) {
    const std::uint32_t planned = sequence_.transitions[position_].values[taken];
    if (std::ranges::find(alternatives, planned) == alternatives.end()) {
      cut_ = infeasible_ = true;  // the waiter that should be woken does not wait
      return alternatives.front();
    }
    if (asleep(planned)) cut_ = true;
    return planned;
  }
  for (const std::uint32_t value : alternatives) {
    if (!asleep(value)) return value;
  }
  cut_ = true;  // every value was explored: redundant
  return alternatives.front();
}

bool Dpor::after_transition(const Execution& execution) {
  if (cut_) return false;
  const EventLog& log = execution.log();
  // A join whose target has ended is a step of its own within the same run of the task.
  const StepIndex first{passed_};
  StepIndex step = first;
  bool decided = false;
  for (; step.value < log.size(); ++step.value) {
    decided = decided || !log[step].forced;
    put_to_rest(log, step);
    if (following()) hand_down(log, step);
  }
  passed_ = step.value--;
  if (!decided || !following()) return true;
  if (++position_ < sequence_.transitions.size()) return true;
  // The whole sequence has run: it was worth running if nothing sleeps any more.
  const std::vector<Sleeper>& left = node(StepIndex{step.value + 1}).sleepers;
  if (left.empty()) return true;
  const bool other_values = std::ranges::none_of(
      left, [](const Sleeper& sleeper) { return sleeper.values.empty(); });
  if (other_values) {
    // What sleeps has chosen; if it can choose otherwise, only that is left to explore. So this
    // was not the last transition of the sequence after all.
    sequence_.transitions.push_back({.task = left.front().task,
                                     .known = false,
                                     .exact = false,
                                     .values = {},
                                     .accesses = {}});
    --position_;
    for (StepIndex again = first; again <= step; ++again.value) hand_down(log, again);
    ++position_;
    return true;
  }
  cut_ = true;
  return false;
}

/// What still sleeps after the transition: the sleepers independent of it.
void Dpor::put_to_rest(const EventLog& log, StepIndex step) {
  Node& next = node(StepIndex{step.value + 1});
  next.clear();
  const Node& at = node(step);
  if (at.sleepers.empty()) return;
  if (log[step].forced && log[step].task != clock_task) {
    next.sleepers = at.sleepers;
    next.covered = at.covered;
    return;
  }
  const std::vector<Access> accesses = footprint(log, step);
  for (const Sleeper& sleeper : at.sleepers) {
    if (sleeper.fatal || log[step].fatal || sleeper.task == log[step].task) continue;
    if (conflict(sleeper.accesses, accesses, fifo_waiters_)) continue;
    next.sleepers.push_back(sleeper);
    if (sleeper.values.empty()) next.covered.insert(sleeper.task);
  }
}

/// A sequence that waits at a node and can begin with the transition that runs there now is explored
/// below it. Where that is not known before its last transition runs, it is tried in both places.
void Dpor::hand_down(const EventLog& log, StepIndex step) {
  const bool last = position_ + 1 == sequence_.transitions.size();
  if (log[step].forced) {
    // Nothing was decided here; `step` has no sequences of its own.
    std::swap(node(StepIndex{step.value + 1}).pending, node(step).pending);
    return;
  }
  if (last) return;  // nothing will sleep from here on: all is explored below
  const Sleeper running{log[step].task, values(log, step), footprint(log, step), log[step].fatal};
  (void)node(StepIndex{step.value + 1});  // room for it: `at` must stay valid
  const Node& at = node(step);
  for (std::size_t i = at.next_pending; i < at.pending.size(); ++i) {
    const WakeupSequence& waiting = at.pending[i];
    const Covered covered = covers(running, waiting, fifo_waiters_);
    if (covered == Covered::no) continue;
    WakeupSequence rest = without(running, waiting);
    if (covered == Covered::unknown) rest.certain = false;
    if (rest.transitions.empty()) continue;
    std::vector<WakeupSequence>& below = nodes_[step.index() + 1].pending;
    // What the earlier ones begin with did not stand in its way at this node, but may below.
    for (const WakeupSequence& earlier : below) {
      if (rest.certain && opener_covers(earlier, rest) != Covered::no) rest.certain = false;
    }
    below.push_back(std::move(rest));
  }
}

// ---- what an execution asks for -----------------------------------------------------------------

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

/// Whether what sleeps for the task of the race's second transition commutes with all that is not after
/// the first. It ran from the node itself, where it may have done other things than it did after the
/// first: that it commutes in this execution says nothing then.
bool Dpor::sleeps_through(const EventLog& log, const Race& race) const {
  const std::vector<Sleeper>& sleepers = nodes_[race.first.index()].sleepers;
  const auto sleeper = std::ranges::find_if(sleepers, [&](const Sleeper& known) {
    return known.task == race.task && known.values.empty();
  });
  if (sleeper == sleepers.end()) return true;  // it is to run from there, exactly as it is known
  for (std::uint32_t k = race.first.value + 1; k < log.size(); ++k) {
    const StepIndex step{k};
    if (log[step].forced || log[step].task == race.task) continue;
    if (!sleeper->fatal && !conflict(sleeper->accesses, log.accesses(step), fifo_waiters_)) continue;
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
  PlannedTransition transition{.task = race.task, .known = false, .exact = false, .values = {}, .accesses = {}};
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

/// Whether what the node runs now could cover a sequence that waits there (one that was handed down,
/// before it was known what runs): it will not be explored from here then.
bool Dpor::can_cover(const EventLog& log, StepIndex step, const WakeupSequence& waiting) const {
  const Sleeper running{log[step].task, values(log, step), footprint(log, step), log[step].fatal};
  return covers(running, waiting, fifo_waiters_) != Covered::no;
}

// ---- values -----------------------------------------------------------------------------------

/// Other values of transitions that ran while something slept: trying them right there can be
/// redundant, so what runs later without happening after the transition is brought before it.
void Dpor::find_conflicts(const EventLog& log) {
  for (std::uint32_t i = 0; i < log.size(); ++i) {
    const StepIndex step{i};
    const std::span<const Choice> choices = log.choices(step);
    if (choices.empty() || log[step].forced) continue;
    const TaskId task = log[step].task;
    const bool disturbed = std::ranges::any_of(
        node(step).sleepers, [task](const Sleeper& sleeper) { return sleeper.task != task; });
    if (!disturbed) continue;
    std::vector<StepIndex> steps;
    for (std::uint32_t k = i + 1; k < log.size(); ++k) {
      const StepIndex later{k};
      if (!log[later].forced && !order_.ordered(step, later)) steps.push_back(later);
    }
    std::vector<std::uint32_t> prefix;
    for (const Choice& choice : choices) {
      for (const std::uint32_t value : log.alternatives(choice)) {
        if (value == choice.value) continue;
        WakeupSequence sequence;
        for (const StepIndex later : steps) sequence.transitions.push_back(planned(log, later));
        PlannedTransition other{.task = task, .known = false, .exact = false, .values = prefix, .accesses = {}};
        other.values.push_back(value);
        sequence.transitions.push_back(std::move(other));
        insert_conflict(node(step), std::move(sequence), steps);
      }
      prefix.push_back(choice.value);
    }
  }
}

/// A notify without the mutex is independent of a task that begins to wait after it, and yet could
/// wake that task if it came later. So for every such wait the notify is moved behind it.
///
/// | time | notifier           | A      | X      |
/// |------|--------------------|--------|--------|
/// | 1    |                    | wait   |        |
/// | 2    | notify_one wakes A |        |        |
/// | 3    |                    |        | wait   |   no conflict with 2, but 3 before 2 gives a choice
void Dpor::find_late_waiters(const EventLog& log, StepIndex notify, Access wake) {
  for (std::uint32_t k = notify.value + 1; k < log.size(); ++k) {
    const StepIndex wait{k};
    if (order_.ordered(notify, wait)) continue;
    for (const Access& access : log.accesses(wait)) {
      if (access.object != wake.object || access.mode != Mode::enqueue) continue;
      const Access wakes_late{wake.object, Mode::wake_one, access.argument};
      WakeupSequence sequence;
      std::vector<StepIndex> steps;
      std::vector<StepIndex> takers;  // they end the wait before the notify could
      for (std::uint32_t j = notify.value + 1; j < log.size(); ++j) {
        const StepIndex step{j};
        if (log[step].forced || order_.ordered(notify, step)) continue;
        const Access single[] = {wakes_late};
        const bool before_wait = j <= k && order_.ordered(step, wait);
        bool takes = !before_wait && conflict(single, log.accesses(step), false);
        for (const StepIndex taker : takers) takes = takes || order_.ordered(taker, step);
        if (takes) {
          takers.push_back(step);
          continue;
        }
        steps.push_back(step);
        sequence.transitions.push_back(planned(log, step));
      }
      sequence.transitions.push_back({.task = log[notify].task,
                                      .known = false,
                                      .exact = true,
                                      .values = {access.argument},
                                      .accesses = {wakes_late}});
      insert_conflict(node(notify), std::move(sequence), steps);
    }
  }
}

void Dpor::insert_conflict(Node& at, WakeupSequence sequence, const std::vector<StepIndex>& steps) {
  sequence.conflict = true;
  sequence.certain = false;
  sequence.order.assign(steps.size() * steps.size(), false);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    for (std::size_t j = i + 1; j < steps.size(); ++j) {
      sequence.order[i * steps.size() + j] = order_.ordered(steps[i], steps[j]);
    }
  }
  strip(at, sequence);
  const bool known = std::ranges::any_of(at.pending, [&](const WakeupSequence& earlier) {
    return earlier.transitions == sequence.transitions;
  });
  const bool covered = std::ranges::any_of(at.sleepers, [&](const Sleeper& sleeper) {
    return covers(sleeper, sequence, fifo_waiters_) == Covered::yes;
  });
  if (!known && !covered) at.pending.push_back(std::move(sequence));
}

/// Takes out of a conflict's sequence every sleeper that is an initial of it, with what happens after
/// it. What must be explored does not contain them: otherwise the sleeper would cover it.
void Dpor::strip(const Node& at, WakeupSequence& sequence) const {
  const std::size_t size = sequence.transitions.size() - 1;
  if (size == 0) return;
  std::vector<bool> out(size, false);
  bool any = false;
  for (std::size_t j = 0; j < size; ++j) {
    const PlannedTransition& planned_here = sequence.transitions[j];
    bool initial = true;
    for (std::size_t i = 0; i < j; ++i) {
      if (!sequence.order[i * size + j]) continue;
      initial = false;
      if (out[i]) out[j] = true;
    }
    if (initial) {
      out[j] = std::ranges::any_of(at.sleepers, [&](const Sleeper& sleeper) {
        return sleeper.task == planned_here.task && sleeper.values == planned_here.values;
      });
    }
    any = any || out[j];
  }
  if (!any) return;
  std::vector<std::size_t> positions;
  for (std::size_t j = 0; j < size; ++j) {
    if (!out[j]) positions.push_back(j);
  }
  positions.push_back(size);
  sequence = restricted_to(positions, std::move(sequence));
}

/// A probe was redundant with the values that its last planned transition, and those that were put
/// after it, chose first; others may not be.
void Dpor::retry_other_values(const EventLog& log) {
  std::vector<StepIndex> steps;
  for (std::uint32_t i = shared_steps_; i < log.size(); ++i) {
    if (!log[StepIndex{i}].forced) steps.push_back(StepIndex{i});
  }
  for (std::size_t p = steps.size(); p >= planned_count_; --p) {
    WakeupSequence other = sequence_;
    other.transitions.resize(p);
    other.certain = false;
    if (p > planned_count_) other.conflict = false;
    for (std::size_t q = planned_count_ - 1; q + 1 < p; ++q) {
      other.transitions[q].values = values(log, steps[q]);
    }
    retry_other_values(log, steps[p - 1], other);
  }
}

void Dpor::retry_other_values(const EventLog& log, StepIndex step, const WakeupSequence& probe) {
  Node& at = node(StepIndex{shared_steps_});
  const std::span<const Choice> choices = log.choices(step);
  const std::size_t fixed = probe.transitions.back().values.size();
  for (std::size_t k = fixed; k < choices.size(); ++k) {
    for (const std::uint32_t value : log.alternatives(choices[k])) {
      if (value == choices[k].value) continue;
      WakeupSequence other = probe;
      std::vector<std::uint32_t>& planned_values = other.transitions.back().values;
      for (std::size_t j = fixed; j < k; ++j) planned_values.push_back(choices[j].value);
      planned_values.push_back(value);
      at.pending.insert(at.pending.begin() + static_cast<std::ptrdiff_t>(at.next_pending),
                        std::move(other));
    }
  }
}

// ---- what the search knows of itself ---------------------------------------------------------------

/// Each branch is taken to be as large as its siblings: the product of branches along the current
/// execution, an estimate that grows more honest as the walk goes on.
double Dpor::estimate() const {
  double product = 1;
  for (std::uint32_t i = 0; i < order_.size() && i < nodes_.size(); ++i) {
    const Node& at = nodes_[i];
    product *= static_cast<double>(at.branch_count + at.pending.size() - at.next_pending);
  }
  return product;
}

void Dpor::describe(Report& report) const {
  report.blocked = 0;
  report.probes = probes_;
}

void Dpor::validate(const Execution& execution) {
  const EventLog& log = execution.log();
  for (std::uint32_t i = 0; i < log.size(); ++i) {
    const StepIndex step{i};
    const Node& at = node(step);
    if (log[step].forced) continue;
    for (std::size_t a = 0; a < at.sleepers.size(); ++a) {
      VIGIL_ASSERT(log[step].candidates.contains(at.sleepers[a].task),
                   "what sleeps at a node can run there");
      for (std::size_t b = a + 1; b < at.sleepers.size(); ++b) {
        VIGIL_ASSERT(at.sleepers[a].task != at.sleepers[b].task ||
                         at.sleepers[a].values != at.sleepers[b].values,
                     "a transition sleeps once at a node");
      }
      VIGIL_ASSERT(at.sleepers[a].task != log[step].task ||
                       at.sleepers[a].values != values(log, step),
                   "what sleeps does not run");
    }
    for (std::size_t p = at.next_pending; p < at.pending.size(); ++p) {
      VIGIL_ASSERT(!at.pending[p].transitions.empty(), "a sequence leads somewhere");
    }
  }
  VIGIL_ASSERT(node(StepIndex{log.size()}).sleepers.empty(), "nothing sleeps in the end");
}

}  // namespace vigil
