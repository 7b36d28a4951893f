// SPDX-License-Identifier: MIT
#pragma once

/// What transitions do, remembered, so that a search need not run them again. A task is deterministic:
/// its transition does the same in every state that agrees in its local state and in all that the
/// transition looks at (Consulted, checker/execution.hpp): some objects, the tasks that these mention,
/// a few other tasks. So it is run once for every *slice* of states instead of once for every state.
///
/// Which slice a state belongs to is found in two steps, as what is looked at is known only after a run.
/// The *head* is what every transition of the task depends on: its term. For each head the *patterns*
/// are kept that were seen: sets of objects and tasks that transitions with this head have looked at.
/// The slice is the head and the contents of a pattern in the state. If a transition looked at P in a
/// state, then in every state with the same head and the same contents of P it looks at P again, and
/// does the same: it is the same computation on the same data.
///
/// *Renaming.* Nothing but its roles and flags can matter to a transition of the other tasks that it
/// finds mentioned, never which of them is which, nor what they have observed. So slices that differ by
/// a renaming of these are one, and what is remembered names tasks in a way that survives it:
///
/// | name         | means                                                                        |
/// |--------------|------------------------------------------------------------------------------|
/// | named i      | the task itself (0), or the i-th that was chosen or ran in the transition     |
/// | absolute id  | of one that is not mentioned by the pattern's objects, whom the transition    |
/// |              | knows from elsewhere (a handle), whose name another one says, or that is not  |
/// |              | there yet                                                                     |
/// | stranger h,i | the i-th in order of id of those that look like h                             |
///
/// | crowd h      | all members of the pattern's crowds that look like h                          |
///
/// Strangers that look alike can change places without changing anything that the transition sees, so
/// which of them is the i-th is no matter. Of a crowd (StateSink::add_to_crowd) only the looks of its
/// members are in the slice, not how many there are of each, unless the transition turns out to treat
/// them differently: the pattern counts them then.
///
/// In the middle of a transition it can become known that more decides what it does: a value or a task
/// is chosen, or another task runs on (a forced transition). The head then grows by that, and what is
/// remembered of the slice says so: one transition is a path of nodes.
///
/// *Trust.* What was remembered in one state is compared with a run when it is first used in another
/// one, and wherever a run passes by later. A difference means that a task sees what it does not say
/// that it sees: the search then starts again without a memory.
///
/// Not remembered: transitions that end an execution or break a property, since no state follows them.
///
/// Source: the idea is that of memoising by what was read, as in self-adjusting computation (Acar et
/// al., TOPLAS 28(6), 2006); as a way to expand states it is our own.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "checker/ids.hpp"
#include "checker/state/hash128.hpp"
#include "checker/state/state_image.hpp"

namespace vigil {

struct Consulted;

/// What a transition from a state has been seen to depend on so far, and whom it has named.
class SliceHead {
 public:
  SliceHead() = default;
  /// Of the transition of `task` from the state `image`, at its beginning.
  SliceHead(const StateImage& image, TaskId task);

  void chose(std::uint32_t value);
  void chose(const StateImage& image, TaskId task) { name(image, task, StateTag::chosen); }
  /// Another task ran within the transition.
  void runs(const StateImage& image, TaskId task) { name(image, task, StateTag::runs); }

  [[nodiscard]] const Hash128& hash() const { return hash_; }
  [[nodiscard]] TaskId named(std::uint32_t index) const { return named_[index]; }
  /// The index of the name, or `named_count()`.
  [[nodiscard]] std::uint32_t index_of(TaskId task) const;
  [[nodiscard]] std::uint32_t named_count() const { return named_count_; }
  [[nodiscard]] const TaskSet& everybody_named() const { return everybody_named_; }
  /// No more can be named.
  [[nodiscard]] bool full() const { return named_count_ == named_.size(); }

 private:
  void name(const StateImage& image, TaskId task, StateTag why);

  Hash128 hash_;
  std::array<TaskId, 8> named_;
  std::uint32_t named_count_ = 0;
  TaskSet everybody_named_;
};

class TransitionMemo {
 public:
  enum class Next : std::uint8_t {
    end,     ///< of the transition
    values,  ///< a value is chosen
    tasks,   ///< a task is chosen
    runs,    ///< another task runs
  };
  /// Positions in a table.
  struct Range {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
  };
  struct Node {
    Next next;
    bool trusted = false;          ///< it was compared with a run in another state
    bool clock_candidate = false;  ///< end
    std::uint32_t step_count = 0;  ///< end: steps of the execution that it takes
    Range choices;                 ///< values: in `values_`; tasks and runs: in `names_`
    Range tasks;                   ///< end: in `task_changes_`
    Range objects;                 ///< end: in `object_changes_`
    Hash128 rest;                  ///< end
    std::uint64_t bystander = 0;   ///< end
  };
  /// Those among whom names are to be looked for.
  struct Others {
    TaskSet strangers;
    TaskSet crowd;
  };
  struct Found {
    Node* node = nullptr;
    Others others;
  };

  /// What is known of a transition; `node` is null if nothing is. Good until something is learnt.
  /// Cost: patterns of the head times what they contain; about 100 ns.
  [[nodiscard]] Found find(const SliceHead& head, const StateImage& image);
  [[nodiscard]] std::span<const std::uint32_t> values(const Node& node) const;
  /// Ids of the tasks that can be chosen, sorted, or of the one that runs.
  [[nodiscard]] std::vector<std::uint32_t> tasks(const Found& found, const SliceHead& head,
                                                 const StateImage& image) const;
  /// Makes of `image` the state after the transition. Requires: `node->next` is `end`.
  void apply(const Found& found, const SliceHead& head, StateImage& image) const;

  /// What a run shows that has looked at `consulted` since the transition began.
  struct Seen {
    const SliceHead& head;
    const StateImage& before;
    const Consulted& consulted;
  };
  /// Return: false if that contradicts what is remembered.
  bool learn_values(const Seen& seen, std::span<const std::uint32_t> values);
  bool learn_tasks(const Seen& seen, std::span<const std::uint32_t> tasks);
  bool learn_run(const Seen& seen, TaskId task);
  bool learn_end(const Seen& seen, const StateImage& after, std::uint32_t step_count);

  /// Whether more is learnt, or only compared.
  void learn_more(bool learning) { learning_ = learning; }
  [[nodiscard]] std::uint64_t size() const { return nodes_.size(); }
  [[nodiscard]] std::uint64_t memory_bytes() const;

 private:
  struct Name {
    enum class Kind : std::uint8_t { named, absolute, stranger, crowd };
    Kind kind;
    std::uint32_t index;         ///< which one
    std::uint64_t looks = 0;     ///< of a stranger, or of those in the crowd
    bool operator==(const Name&) const = default;
  };
  struct TaskChange {
    Name name;
    bool keeps_local;
    TaskImage after;
  };
  struct ObjectChange {
    ObjectId object;
    Hash128 said;
    Range mentioned;    ///< tasks that it mentions now and did not before; in `names_`
    Range unmentioned;  ///< the other way round
    Range joined;       ///< its crowd
    Range left;
  };
  struct Pattern {
    bool everything = false;
    bool counting = false;          // crowds count
    std::vector<ObjectId> objects;  // sorted
    std::vector<TaskId> tasks;      // sorted; not mentioned by the objects
    bool operator==(const Pattern&) const = default;
  };
  /// The contents of a pattern in a state, with the head.
  struct Slice {
    Hash128 hash;
    Others others;
  };

  [[nodiscard]] static Slice slice_of(const SliceHead& head, const Pattern& pattern,
                                      const StateImage& image);
  [[nodiscard]] static Pattern pattern_of(const Seen& seen, const StateImage* after);
  [[nodiscard]] static bool treats_alike(const Seen& seen, const StateImage& after,
                                         const TaskSet& crowd);
  [[nodiscard]] static Name name_of(TaskId task, const SliceHead& head, const Others& others,
                                    const StateImage& image);
  /// Calls `visit(task)` for those whom the name means: one, but for a crowd.
  template <class Visit>
  static void resolve(const Name& name, const SliceHead& head, const Others& others,
                      const StateImage& image, Visit&& visit);
  [[nodiscard]] TaskSet resolve_all(const Range& names, const SliceHead& head,
                                    const Others& others, const StateImage& image) const;
  [[nodiscard]] static TaskImage after(const TaskChange& change, const StateImage& before,
                                       TaskId task);
  [[nodiscard]] ObjectImage after(const ObjectChange& change, const Found& found,
                                  const SliceHead& head, const StateImage& before) const;
  [[nodiscard]] bool agrees(const Found& found, const Seen& seen, const StateImage& after) const;
  bool learn_names(const Seen& seen, Next next, std::span<const std::uint32_t> tasks);
  Slice add(const Seen& seen, const StateImage* after, Node node);
  void add_changes(const Seen& seen, const StateImage& after, const Others& others, Node& node);
  Range add_names(const TaskSet& tasks, const Seen& seen, const Others& others);

  bool learning_ = true;
  std::unordered_map<Hash128, std::vector<std::uint32_t>, Hash128Hash> heads_;  // their patterns
  std::unordered_map<Hash128, std::uint32_t, Hash128Hash> slices_;              // their nodes
  std::vector<Pattern> patterns_;
  std::vector<Node> nodes_;
  std::vector<TaskChange> task_changes_;
  std::vector<ObjectChange> object_changes_;
  std::vector<Name> names_;
  std::vector<std::uint32_t> values_;
};

}  // namespace vigil
