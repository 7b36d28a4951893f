// SPDX-License-Identifier: MIT
#include "checker/search/wakeup_sequence.hpp"

#include <algorithm>
#include <utility>

namespace vigil {

bool conflict(std::span<const Access> first, std::span<const Access> second, bool fifo_waiters) {
  for (const Access& a : first) {
    for (const Access& b : second) {
      if (a.object == b.object && dependent(a, b, fifo_waiters)) return true;
    }
  }
  return false;
}

Covered covers(const Sleeper& sleeper, const WakeupSequence& sequence, bool fifo_waiters) {
  Covered answer = Covered::yes;
  for (const PlannedTransition& planned : sequence.transitions) {
    if (planned.task == sleeper.task) {
      if (planned.known) return planned.values == sleeper.values ? answer : Covered::no;
      // Further values are open.
      const std::size_t common = std::min(planned.values.size(), sleeper.values.size());
      if (!std::equal(planned.values.begin(),
                      planned.values.begin() + static_cast<std::ptrdiff_t>(common),
                      sleeper.values.begin())) {
        return Covered::no;
      }
      // As many values as the sleeper chose, the same ones: it is the same transition.
      return sleeper.values.size() <= planned.values.size() ? answer : Covered::unknown;
    }
    if (sleeper.fatal || planned.fatal) return Covered::no;
    if (conflict(sleeper.accesses, planned.accesses, fifo_waiters)) return Covered::no;
    if (!planned.exact) answer = Covered::unknown;
  }
  // The sequence leaves its task alone, so it stands only for what begins with its values.
  return sleeper.values.empty() ? answer : Covered::unknown;
}

WakeupSequence restricted_to(const std::vector<std::size_t>& positions, WakeupSequence sequence) {
  const std::size_t size = sequence.transitions.size() - 1;  // of the order matrix
  WakeupSequence kept = sequence;
  kept.transitions.clear();
  kept.order.clear();
  for (const std::size_t i : positions) {
    kept.transitions.push_back(std::move(sequence.transitions[i]));
    if (!sequence.conflict || i == size) continue;
    for (const std::size_t j : positions) {
      if (j != size) kept.order.push_back(sequence.order[i * size + j]);
    }
  }
  return kept;
}

WakeupSequence without(const Sleeper& sleeper, WakeupSequence sequence) {
  std::vector<std::size_t> positions;
  bool found = false;
  for (std::size_t i = 0; i < sequence.transitions.size(); ++i) {
    if (!found && sequence.transitions[i].task == sleeper.task) {
      found = true;
    } else {
      positions.push_back(i);
    }
  }
  if (!found) return sequence;
  const bool last = positions.size() + 1 == sequence.transitions.size() &&
                    (positions.empty() || positions.back() + 2 == sequence.transitions.size());
  if (last) sequence.conflict = false;  // its end is gone: an ordinary list of known transitions
  return restricted_to(positions, std::move(sequence));
}

bool includes(const WakeupSequence& earlier, WakeupSequence sequence, bool fifo_waiters) {
  for (const PlannedTransition& planned : earlier.transitions) {
    const bool open = !planned.known && (!planned.exact || !planned.values.empty());
    if (open || sequence.transitions.empty()) return false;
    const Sleeper opener{planned.task, planned.values, planned.accesses, planned.fatal};
    if (covers(opener, sequence, fifo_waiters) != Covered::yes) return false;
    sequence = without(opener, std::move(sequence));
  }
  return true;
}

std::vector<Access> footprint(const EventLog& log, StepIndex step) {
  std::vector<Access> accesses;
  for (const Access& access : log.accesses(step)) {
    // A release orders the next acquire only: two transitions never race for it, unless somebody
    // looks at the mutex without taking it (then the unlock is a transition of its own).
    if (!is_data(access.mode)) accesses.push_back(access);
  }
  return accesses;
}

std::vector<std::uint32_t> values(const EventLog& log, StepIndex step) {
  std::vector<std::uint32_t> chosen;
  for (const Choice& choice : log.choices(step)) chosen.push_back(choice.value);
  return chosen;
}

}  // namespace vigil
