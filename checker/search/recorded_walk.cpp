// SPDX-License-Identifier: MIT
#include "checker/search/recorded_walk.hpp"

#include <algorithm>
#include <utility>

namespace vigil {

namespace {

/// Decisions of a detour after which nobody expects it to come to a state that is known.
constexpr std::uint32_t searched_max = 64;

}  // namespace

// ---- writing down -----------------------------------------------------------------------------

Hash128 RecordedWalk::read_key(const Execution& execution) {
  execution.read_state(reader_);
  return reader_.key();
}

std::optional<std::uint32_t> RecordedWalk::record(WalkDecision decision) {
  decision.history = history_;
  const std::optional<std::uint32_t> taken = decide(decision);
  if (!taken) return std::nullopt;
  decision.taken = *taken;
  history_ = hash_step(history_, (static_cast<std::uint64_t>(decision.step.value) << 32) | *taken);
  walk_.push_back(std::move(decision));
  return taken;
}

TaskId RecordedWalk::pick_task(const Execution& execution) {
  WalkDecision decision{.step = StepIndex{execution.step_count()},
                        .candidates = execution.candidates(),
                        .alternatives = {},
                        .key = {},
                        .history = {}};
  if (needs_key()) decision.key = read_key(execution);
  const std::optional<std::uint32_t> taken = record(std::move(decision));
  return taken ? TaskId{*taken} : TaskId{};
}

std::uint32_t RecordedWalk::pick_value(const Execution& execution,
                                       std::span<const std::uint32_t> alternatives) {
  const std::optional<std::uint32_t> taken =
      record({.is_value = true,
              .names_task = execution.choosing_task(),
              .step = execution.step(),
              .candidates = {},
              .alternatives = {alternatives.begin(), alternatives.end()},
              .key = {},
              .history = {}});
  return taken.value_or(UINT32_MAX);  // not an alternative: the execution ends here
}

std::uint32_t RecordedWalk::decide_at_random(const WalkDecision& decision, Rng& rng) {
  if (decision.is_value) {
    const auto count = static_cast<std::uint32_t>(decision.alternatives.size());
    return decision.alternatives[rng.below(count)];
  }
  std::uint32_t left = rng.below(decision.candidates.size());
  std::uint32_t picked = 0;
  decision.candidates.for_each([&](TaskId task) {
    if (left-- == 0) picked = task.value;
  });
  return picked;
}

/// The last task that was picked: whatever is different now, it has made.
StepIndex ComparingWalk::suspect() const {
  for (std::size_t i = walk().size(); i > 0; --i) {
    if (!walk()[i - 1].is_value) return walk()[i - 1].step;
  }
  return StepIndex{0};
}

// ---- equal tasks exchanged --------------------------------------------------------------------

std::optional<std::uint32_t> MirroredWalk::decide(const WalkDecision& decision) {
  const std::size_t position = walk().size();
  if (position >= original_.size() || !mirrors(decision, original_[position])) {
    differ();
    return std::nullopt;
  }
  const WalkDecision& original = original_[position];
  const bool is_task = !original.is_value || original.names_task;
  return is_task ? mirrored(TaskId{original.taken}).value : original.taken;
}

bool MirroredWalk::mirrors(const WalkDecision& decision, const WalkDecision& original) const {
  if (decision.is_value != original.is_value || decision.step != original.step) return false;
  if (!decision.is_value) {
    TaskSet expected;
    original.candidates.for_each([&](TaskId task) { expected.insert(mirrored(task)); });
    return decision.candidates == expected && decision.key == original.key;
  }
  if (!original.names_task) return decision.alternatives == original.alternatives;
  std::vector<std::uint32_t> expected;
  for (const std::uint32_t task : original.alternatives) {
    expected.push_back(mirrored(TaskId{task}).value);
  }
  std::ranges::sort(expected);
  return decision.alternatives == expected;
}

// ---- equal keys reached in two ways -----------------------------------------------------------

void WalkedStates::add(Walk walk) {
  const auto number = static_cast<std::uint32_t>(walks_.size());
  for (std::uint32_t i = 0; i < walk.size(); ++i) {
    if (!walk[i].is_value) places_.try_emplace(walk[i].key, Place{number, i});
  }
  walks_.push_back(std::move(walk));
}

const WalkedStates::Place* WalkedStates::find(const WalkDecision& decision) const {
  const auto found = places_.find(decision.key);
  if (found == places_.end()) return nullptr;
  const Place& place = found->second;
  return walks_[place.walk][place.decision].history == decision.history ? nullptr : &place;
}

std::optional<std::uint32_t> DetourWalk::decide(const WalkDecision& decision) {
  if (phase_ == Phase::leading) {
    if (walk().size() < turn_) return known_[place_.walk][walk().size()].taken;
    phase_ = Phase::searching;
    return decide_at_random(decision, rng_);
  }
  if (phase_ == Phase::searching) {
    if (++searched_ > searched_max) return std::nullopt;
    const WalkedStates::Place* const place = decision.is_value ? nullptr : known_.find(decision);
    if (place == nullptr) return decide_at_random(decision, rng_);
    phase_ = Phase::following;
    place_ = *place;
  }
  return follow(decision);
}

std::optional<std::uint32_t> DetourWalk::follow(const WalkDecision& decision) {
  const Walk& original = known_[place_.walk];
  if (place_.decision == original.size()) {
    differ();
    return std::nullopt;
  }
  const WalkDecision& expected = original[place_.decision++];
  const bool same = decision.is_value == expected.is_value &&
                    decision.candidates == expected.candidates &&
                    decision.alternatives == expected.alternatives && decision.key == expected.key;
  if (same) return expected.taken;
  differ();
  return std::nullopt;
}

}  // namespace vigil
