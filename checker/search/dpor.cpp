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

// ---- one execution after the other --------------------------------------------------------------

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
    const bool races = std::ranges::any_of(previous->violations(), [](const auto& known) {
      return known.property == Property::data_race;
    });
    validating_ = validating_ && !races;
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
      PlannedTransition other{.task = sleeper.task,
                              .known = false,
                              .exact = false,
                              .values = {},
                              .accesses = {}};
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

/// A sequence that waits at a node and can begin with the transition that runs there now is
/// explored below it. Where that is not known before its last transition runs, it is tried in both
/// places.
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

// ---- what the search knows of itself ------------------------------------------------------------

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
