// SPDX-License-Identifier: MIT
#include "checker/detect/loop_watch.hpp"

#include <string>

namespace vigil {

namespace {

/// "`a`, `b` and `c`".
[[nodiscard]] std::string names_of(const Execution& execution, const TaskSet& tasks) {
  std::string names;
  std::uint32_t left = tasks.size();
  tasks.for_each([&](TaskId task) {
    names += "`" + execution.task_name(task) + "`";
    --left;
    if (left > 0) names += left == 1 ? " and " : ", ";
  });
  return names;
}

}  // namespace

void LoopFairness::add(const TaskSet& candidates) {
  anywhere |= candidates;
  everywhere = empty ? candidates : everywhere - (everywhere - candidates);
  empty = false;
}

void LoopWatch::arrive(const Execution& execution) {
  execution.read_state(reader_);
  moments_.push_back({reader_.key(), execution.step_count(), execution.candidates(), TaskId{}});
}

std::optional<Violation> LoopWatch::loop(const Execution& execution) const {
  const Moment& now = moments_.back();
  LoopFairness fairness;
  for (std::size_t i = moments_.size() - 1; i > 0; --i) {
    const Moment& earlier = moments_[i - 1];
    fairness.add(earlier.candidates);
    fairness.ran.insert(earlier.picked);
    if (earlier.key != now.key || !fairness.fair()) continue;
    const TaskSet starved = fairness.starved();
    Violation found;
    found.step = StepIndex{now.step - 1};
    const std::string steps = now.step - earlier.step == 1
                                  ? "step " + std::to_string(earlier.step)
                                  : "the steps " + std::to_string(earlier.step) + " to " +
                                        std::to_string(now.step - 1);
    const bool one = fairness.ran.size() == 1;
    const std::string round = names_of(execution, fairness.ran) +
                              (one ? " goes round for ever: " : " go round for ever: ") + steps +
                              (now.step - earlier.step == 1 ? " leads" : " lead") +
                              " back to the same state";
    if (starved.empty()) {
      found.property = Property::livelock;
      found.message = round + ", and no task that could run meanwhile is left out";
    } else {
      found.property = Property::starvation;
      found.task = starved.first();
      found.message = round + ", and " + names_of(execution, starved) +
                      (starved.size() == 1 ? ", which" : ", who") +
                      " could run at some of them but not at all, " +
                      (starved.size() == 1 ? "never runs" : "never run");
    }
    found.name = std::string{name(found.property)};
    return found;
  }
  return std::nullopt;
}

}  // namespace vigil
