// SPDX-License-Identifier: MIT
#pragma once

/// Walks that the audits of states compare. Each writes down its decisions, and at every decision
/// about tasks who could run and the key of the state.
///
/// | walk     | decides                                         | compares with the original |
/// |----------|-------------------------------------------------|----------------------------|
/// | random   | at random                                       |                            |
/// | mirrored | as the original, with two tasks exchanged       | candidates, values, keys   |
/// | detour   | as the original, then at random until it is in  | likewise, once it follows  |
/// |          | a state that a walk has been in; then as that   |                            |

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "checker/execution.hpp"
#include "checker/search/random.hpp"
#include "checker/state/hash128.hpp"
#include "checker/state/state_reader.hpp"
#include "checker/strategy.hpp"

namespace vigil {

/// One decision of a walk, and what there was to decide.
struct WalkDecision {
  bool is_value = false;
  bool names_task = false;                  ///< a value that is a TaskId
  std::uint32_t taken = 0;                  ///< a TaskId or a value
  StepIndex step;                           ///< the transition that it is about
  TaskSet candidates;                       ///< of a task
  std::vector<std::uint32_t> alternatives;  ///< of a value
  Hash128 key;                              ///< of the state, where it was read
  Hash128 history;                          ///< of the decisions before this one
};
using Walk = std::vector<WalkDecision>;

class RecordedWalk : public Strategy {
 public:
  /// `merging`: see StateReader.
  explicit RecordedWalk(bool merging) : reader_(merging) {}

  bool begin_execution(const Execution*) override { return true; }
  TaskId pick_task(const Execution& execution) final;
  std::uint32_t pick_value(const Execution& execution,
                           std::span<const std::uint32_t> alternatives) final;
  void describe(Report&) const override {}
  [[nodiscard]] std::string_view name() const override { return "audit"; }

  [[nodiscard]] const Walk& walk() const { return walk_; }

 protected:
  /// Nothing: the execution is given up.
  virtual std::optional<std::uint32_t> decide(const WalkDecision& decision) = 0;
  [[nodiscard]] virtual bool needs_key() const { return true; }
  [[nodiscard]] static std::uint32_t decide_at_random(const WalkDecision& decision, Rng& rng);
  [[nodiscard]] Hash128 read_key(const Execution& execution);

 private:
  [[nodiscard]] std::optional<std::uint32_t> record(WalkDecision decision);

  StateReader reader_;
  Walk walk_;
  Hash128 history_;
};

/// A walk that has another one to compare itself with, and where it found them to differ.
class ComparingWalk : public RecordedWalk {
 public:
  using RecordedWalk::RecordedWalk;
  [[nodiscard]] bool differs() const { return differs_; }
  /// The transition after which there was a difference, among the walk's own.
  [[nodiscard]] StepIndex suspect() const;

 protected:
  void differ() { differs_ = true; }

 private:
  bool differs_ = false;
};

class RandomRecordedWalk final : public RecordedWalk {
 public:
  RandomRecordedWalk(std::uint64_t seed, bool merging) : RecordedWalk(merging), rng_(seed) {}
  /// The key after the last transition. Requires: `keep_last_key` before.
  [[nodiscard]] const Hash128& last_key() const { return last_key_; }
  void keep_last_key() { keeps_last_key_ = true; }
  bool after_transition(const Execution& execution) override {
    if (keeps_last_key_) last_key_ = read_key(execution);
    return true;
  }

 private:
  std::optional<std::uint32_t> decide(const WalkDecision& decision) override {
    return decide_at_random(decision, rng_);
  }

  Rng rng_;
  bool keeps_last_key_ = false;
  Hash128 last_key_;
};

class MirroredWalk final : public ComparingWalk {
 public:
  /// Keeps a reference to `original`, which was walked with merging.
  MirroredWalk(const Walk& original, TaskId first, TaskId second)
      : ComparingWalk(true), original_(original), first_(first), second_(second) {}

  [[nodiscard]] TaskId mirrored(TaskId task) const {
    return task == first_ ? second_ : task == second_ ? first_ : task;
  }
  [[nodiscard]] const Hash128& last_key() const { return last_key_; }
  bool after_transition(const Execution& execution) override {
    last_key_ = read_key(execution);
    return true;
  }

 private:
  std::optional<std::uint32_t> decide(const WalkDecision& decision) override;
  [[nodiscard]] bool mirrors(const WalkDecision& decision, const WalkDecision& original) const;

  const Walk& original_;
  TaskId first_;
  TaskId second_;
  Hash128 last_key_;
};

/// The walks that were walked so far, and in which of their states each key occurs first.
class WalkedStates {
 public:
  struct Place {
    std::uint32_t walk;
    std::uint32_t decision;
  };
  void add(Walk walk);
  [[nodiscard]] const Walk& operator[](std::uint32_t walk) const { return walks_[walk]; }
  /// Where a walk with another history was in the state of that decision; null: nowhere.
  [[nodiscard]] const Place* find(const WalkDecision& decision) const;

 private:
  std::vector<Walk> walks_;
  std::unordered_map<Hash128, Place, Hash128Hash> places_;
};

class DetourWalk final : public ComparingWalk {
 public:
  /// Leaves walk `original` at its decision `turn` and is given up when it has found no known state
  /// for a while. Keeps a reference to `known`, which was walked without merging.
  DetourWalk(const WalkedStates& known, std::uint32_t original, std::uint32_t turn,
             std::uint64_t seed)
      : ComparingWalk(false), known_(known), place_{original, 0}, turn_(turn), rng_(seed) {}

  /// The walk that it follows since it came to a state that both have been in.
  [[nodiscard]] std::optional<std::uint32_t> followed() const {
    return phase_ == Phase::following ? std::optional{place_.walk} : std::nullopt;
  }
  /// It made all decisions of that walk. Requires: it follows one.
  [[nodiscard]] bool followed_to_end() const {
    return place_.decision == known_[place_.walk].size();
  }

 private:
  enum class Phase : std::uint8_t { leading, searching, following };

  std::optional<std::uint32_t> decide(const WalkDecision& decision) override;
  std::optional<std::uint32_t> follow(const WalkDecision& decision);
  [[nodiscard]] bool needs_key() const override { return phase_ != Phase::leading; }

  const WalkedStates& known_;
  WalkedStates::Place place_;  // the next decision to follow
  std::uint32_t turn_;
  std::uint32_t searched_ = 0;
  Phase phase_ = Phase::leading;
  Rng rng_;
};

}  // namespace vigil
