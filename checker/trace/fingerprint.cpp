// SPDX-License-Identifier: MIT
#include "checker/trace/fingerprint.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <vector>

#include "checker/search/happens_before.hpp"

namespace vigil {

Fingerprint fingerprint(const EventLog& log, bool fifo_waiters) {
  HappensBefore order(fifo_waiters);
  order.extend(log);
  // Steps are numbered within their task: positions in the execution differ between equivalent
  // ones.
  std::vector<std::uint32_t> local(log.size() + 1, 0);
  std::vector<std::uint32_t> count;
  for (std::uint32_t i = 0; i < log.size(); ++i) {
    const std::size_t task = log[StepIndex{i}].task.index();
    if (count.size() <= task) count.resize(task + 1);
    local[i + 1] = ++count[task];
  }
  Fingerprint sum;
  std::vector<std::uint32_t> words;
  for (std::uint32_t i = 0; i < log.size(); ++i) {
    const StepIndex step{i};
    const Transition& transition = log[step];
    words.assign(
        {transition.task.value, local[i + 1], static_cast<std::uint32_t>(transition.kind)});
    for (const Choice& choice : log.choices(step)) words.push_back(choice.value);
    const std::span<const std::int32_t> clock = order.clock(step);
    for (std::uint32_t task = 0; task < clock.size(); ++task) {
      if (clock[task] == 0) continue;
      words.push_back(task);
      words.push_back(local[static_cast<std::size_t>(clock[task])]);
    }
    const XXH128_hash_t hash = XXH3_128bits(words.data(), words.size() * sizeof(words[0]));
    // A sum does not depend on the order of independent transitions.
    sum += Fingerprint{hash.low64, hash.high64};
  }
  return sum;
}

}  // namespace vigil
