// SPDX-License-Identifier: MIT
#include "checker/search/wakeup_sequence.hpp"

#include <algorithm>

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
      // The values are open: the sleeper covers all of them only if it has none.
      const std::size_t common = std::min(planned.values.size(), sleeper.values.size());
      if (!std::equal(planned.values.begin(),
                      planned.values.begin() + static_cast<std::ptrdiff_t>(common),
                      sleeper.values.begin())) {
        return Covered::no;
      }
      return sleeper.values.empty() && planned.values.empty() ? answer : Covered::unknown;
    }
    if (conflict(sleeper.accesses, planned.accesses, fifo_waiters)) return Covered::no;
    if (!planned.exact) answer = Covered::unknown;
  }
  return answer;
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
