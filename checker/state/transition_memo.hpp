// SPDX-License-Identifier: MIT
#pragma once

/// What transitions do, remembered, so that a search need not run them again. A task is
/// deterministic: its transition does the same in every state that agrees in its local state and in
/// all that the transition looks at (Consulted, checker/execution.hpp): some objects, the tasks
/// that these mention, a few other tasks. So it is run once for every slice of states (slice.hpp)
/// instead of once for every state.
///
/// Which slice a state belongs to is found in two steps, as what is looked at is known only after a
/// run. For each head the patterns are kept that were seen with it; one after the other is tried.
/// Where more becomes known in the middle of a transition, what is remembered of the slice says so,
/// and the head grows: one transition is a path of nodes.
///
/// *Trust.* That a task does the same follows from what it says that it looks at. Whether it says
/// everything is put to the test: what was remembered in one state is compared with a run when it
/// is first used in another one, and wherever a run passes by later. Of effects of one kind (the
/// same operation, the same pattern) that is done with the first `compared_of_each_kind`, and then
/// with one in so many. A difference means that a task sees what it does not say that it sees: the
/// search then starts again without a memory.
///
/// Not remembered: transitions that end an execution or break a property, since no state follows
/// them.
///
/// Source: the idea is that of memoising by what was read, as in self-adjusting computation (Acar
/// et al., TOPLAS 28(6), 2006); as a way to expand states it is our own.

#include <cstdint>
#include <span>
#include <vector>

#include "checker/state/hash_index.hpp"
#include "checker/state/interned.hpp"
#include "checker/state/slice.hpp"
#include "checker/state/state_image.hpp"
#include "checker/state/transition_effects.hpp"

namespace vigil {

class TransitionMemo {
 public:
  static constexpr std::uint32_t compared_of_each_kind = 16;

  enum class Next : std::uint8_t {
    end,     ///< of the transition
    values,  ///< a value is chosen
    tasks,   ///< a task is chosen
    runs,    ///< another task runs
  };
  enum class Trust : std::uint8_t {
    unused,  ///< in another state than that in which it was learnt
    asked,   ///< it is to be compared
    given,
  };
  struct Node {
    Next next = Next::end;
    Trust trust = Trust::unused;
    std::uint16_t step_count = 0;  ///< end: steps of the execution that it takes
    std::uint32_t kind = 0;        ///< end
    union {
      Effect effect;          ///< end
      std::uint32_t choices;  ///< otherwise: number of a list of values or names
    };
  };
  struct Found {
    Node* node = nullptr;
    Others others;
  };

  /// `home`: the image about which the most is asked.
  explicit TransitionMemo(const StateImage& home) : home_(&home) {}

  /// What is known of a transition; `node` is null if nothing is. Good until something is learnt.
  /// Cost: patterns of the head times what they contain; about 50 ns.
  [[nodiscard]] Found find(const SliceHead& head, const StateImage& image);
  [[nodiscard]] std::span<const std::uint32_t> values(const Node& node) const {
    return values_[node.choices];
  }
  /// Ids of the tasks that can be chosen, sorted, or of the one that runs.
  [[nodiscard]] std::vector<std::uint32_t> tasks(const Found& found, const SliceHead& head,
                                                 const StateImage& image) const;
  /// Whether an end may be used in the state in which it was found, or is to be run there.
  [[nodiscard]] bool trusts(Node& node);
  /// Where the transition leads. Require: `node->next` is `end`.
  [[nodiscard]] Arrival arrival(const Found& found, const SliceHead& head,
                                const StateImage& image) const {
    return effects_.arrival(found.node->effect, {head, found.others, image});
  }
  /// Makes of `image` the state after the transition.
  void apply(const Found& found, const SliceHead& head, StateImage& image) const {
    effects_.apply(found.node->effect, {head, found.others, image}, image);
  }

  /// Return: false if that contradicts what is remembered.
  bool learn_values(const Seen& seen, std::span<const std::uint32_t> values);
  bool learn_tasks(const Seen& seen, std::span<const std::uint32_t> tasks);
  bool learn_run(const Seen& seen, TaskId task);
  bool learn_end(const Seen& seen, const StateImage& after, std::uint32_t step_count);

  /// Whether more is learnt, or only compared.
  void learn_more(bool learning) { learning_ = learning; }
  [[nodiscard]] std::uint64_t size() const { return nodes_.size(); }
  /// Of things that are told apart by their hashes.
  [[nodiscard]] std::uint64_t hash_count() const {
    return std::uint64_t{heads_.size()} + slices_.size() + kinds_.size() + values_.size() +
           effects_.hash_count();
  }
  [[nodiscard]] std::uint64_t memory_bytes() const;

 private:
  struct Pattern {
    SlicePattern content;
    Hash128 seed;            // its hash
    SliceBase base;          // of the home image,
    std::uint64_t version = 0;  // when it had this one
  };

  bool learn_names(const Seen& seen, Next next, std::span<const std::uint32_t> tasks);
  [[nodiscard]] std::uint32_t add_pattern(const SliceHead& head, const SlicePattern& content);
  [[nodiscard]] Slice slice_of(const SliceHead& head, Pattern& pattern, const StateImage& image);
  void add(const Slice& slice, const Node& node);
  [[nodiscard]] std::uint32_t kind_of(const Seen& seen, std::uint32_t pattern);

  const StateImage* home_;
  bool learning_ = true;
  HashIndex heads_;   // to numbers of `patterns_of_head_`
  HashIndex slices_;  // to numbers of `nodes_`
  HashIndex kinds_;   // to numbers of `uses_of_kind_`
  std::vector<std::vector<std::uint32_t>> patterns_of_head_;
  std::size_t pattern_entry_count_ = 0;  // of all of them
  std::vector<Pattern> patterns_;
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> uses_of_kind_;
  TransitionEffects effects_;
  InternedLists<std::uint32_t> values_;
};

}  // namespace vigil
