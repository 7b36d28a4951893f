// SPDX-License-Identifier: MIT
/// Transitions that choose: their other values, also where a sleeper is in the way, and the waiters
/// that a notify could have woken later.

#include "checker/search/dpor.hpp"

#include <algorithm>
#include <utility>

namespace vigil {

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
        PlannedTransition other{.task = task,
                                .known = false,
                                .exact = false,
                                .values = prefix,
                                .accesses = {}};
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
/// | 3    |                    |        | wait   |   no conflict with 2, but before 2 a choice
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

/// Takes out of a conflict's sequence every sleeper that is an initial of it, with what happens
/// after it. What must be explored does not contain them: otherwise the sleeper would cover it.
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

}  // namespace vigil
