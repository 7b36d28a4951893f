// SPDX-License-Identifier: MIT
#pragma once

/// What a transition depends on: a *slice* of the state, and how what is remembered of it names
/// tasks.
///
/// The *head* is what every transition of the task depends on: its term. A *pattern* is a set of
/// objects and tasks that a transition with this head has looked at. The slice is the head and the
/// contents of a pattern in the state. If a transition looked at P in a state, then in every state
/// with the same head and the same contents of P it looks at P again, and does the same: it is the
/// same computation on the same data.
///
/// *Renaming.* Nothing but its roles and flags can matter to a transition of the other tasks that
/// it finds mentioned, never which of them is which, nor what they have observed. So slices that
/// differ by a renaming of these are one, and what is remembered names tasks in a way that survives
/// it:
///
/// | name         | means                                                                        |
/// |--------------|------------------------------------------------------------------------------|
/// | named i      | the task itself (0), or the i-th that was chosen or ran in the transition     |
/// | absolute id  | of one that is not mentioned by the pattern's objects, whom the transition    |
/// |              | knows from elsewhere (a handle), whose name another one says, or that is not  |
/// |              | there yet                                                                     |
/// | stranger h,i | the i-th in order of id of those that look like h                             |
/// | crowd h      | all members of the pattern's crowds that look like h                          |
///
/// Strangers that look alike can change places without changing anything that the transition sees,
/// so which of them is the i-th is no matter.
///
/// *Crowds* (StateSink::add_to_crowd) are tasks whom one thing befalls, all together. Where a
/// transition leaves them as they were, nothing but whether there are any is in the slice: who else
/// competes for a mutex that was free and is free again. Where it changes them, how they look is,
/// too, but not how many look so; and where it treats some that look alike differently, that as
/// well.
///
/// In the middle of a transition it can become known that more decides what it does: a value or a
/// task is chosen, or another task runs on (a forced transition). The head then grows by that.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "checker/assert.hpp"
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
  /// Another task runs within the transition; it may have been chosen before.
  void runs(const StateImage& image, TaskId task) { name(image, task, StateTag::runs); }

  [[nodiscard]] const Hash128& hash() const { return hash_; }
  [[nodiscard]] TaskId named(std::uint32_t index) const { return named_[index]; }
  /// The index of the name, or `named_count()`.
  [[nodiscard]] std::uint32_t index_of(TaskId task) const;
  [[nodiscard]] std::uint32_t named_count() const { return named_count_; }
  [[nodiscard]] const TaskSet& everybody_named() const { return everybody_named_; }
  /// Those who run in the transition: what they have observed is in the head, too.
  [[nodiscard]] const TaskSet& running() const { return running_; }
  /// No more can be named.
  [[nodiscard]] bool full() const { return named_count_ == named_.size(); }

 private:
  void name(const StateImage& image, TaskId task, StateTag why);

  Hash128 hash_;
  std::array<TaskId, 8> named_;
  std::uint32_t named_count_ = 0;
  TaskSet everybody_named_;
  TaskSet running_;
};

/// What a run shows that has looked at `consulted` since the transition began.
struct Seen {
  const SliceHead& head;
  const StateImage& before;
  const Consulted& consulted;
};

/// What of crowds is in a slice.
enum class Crowds : std::uint8_t {
  presence,  ///< whether there is anybody else in that of each object
  looks,     ///< how they look
  counts,    ///< and how many look so
};

struct SlicePattern {
  /// All that was looked at, or changed if the transition has ended and led to `after`.
  [[nodiscard]] static SlicePattern of(const Seen& seen, const StateImage* after);

  bool everything = false;
  Crowds crowds = Crowds::counts;
  std::vector<ObjectId> objects;  ///< sorted
  std::vector<TaskId> tasks;      ///< sorted; not mentioned by the objects

  [[nodiscard]] Hash128 hash() const;
  bool operator==(const SlicePattern&) const = default;
};

/// Those among whom names are to be looked for.
struct Others {
  TaskSet strangers;
  TaskSet crowd;
};

/// The contents of a pattern in a state, whoever makes a transition. Slices of one state with the
/// same pattern and different heads share it.
struct SliceBase {
  SliceBase() = default;
  /// `seed`: the hash of the pattern. Cost: about 3 ns for each object and each task.
  SliceBase(const SlicePattern& pattern, const Hash128& seed, const StateImage& image);

  /// How some of those in the crowd look, and how many of them do.
  struct Looks {
    std::uint64_t low;
    std::uint32_t count;
  };
  static constexpr std::uint32_t looks_count_max = 6;

  Hash128 hash;
  Others others;
  std::array<Looks, looks_count_max> looks;  ///< all of those who look otherwise are in the hash
  std::uint32_t looks_count = 0;
  /// Where only presence matters: the objects in whose crowd somebody is.
  std::array<ObjectId, looks_count_max> crowded;
  std::uint32_t crowded_count = 0;  ///< may be more than there is room for
};

/// The contents of a pattern in a state, with the head. Cost: about 10 ns.
struct Slice {
  Slice(const SliceHead& head, const SlicePattern& pattern, const SliceBase& base,
        const StateImage& image);

  Hash128 hash;
  Others others;
};

/// How an effect says which task it means; see above.
struct TaskName {
  enum class Kind : std::uint8_t { named, absolute, stranger, crowd };
  Kind kind = Kind::named;
  std::uint32_t index = 0;     ///< which one
  std::uint64_t looks = 0;     ///< of a stranger, or of those in the crowd
  bool operator==(const TaskName&) const = default;
};

[[nodiscard]] constexpr Hash128 content_hash(const TaskName& name) {
  const auto kind = static_cast<std::uint64_t>(name.kind);
  return hash_step(hash_step(Hash128{name.looks, kind}, name.index), kind);
}

/// What names mean in one state.
struct Naming {
  const SliceHead& head;
  const Others& others;
  const StateImage& image;

  [[nodiscard]] TaskName name_of(TaskId task) const;
  /// Calls `visit(task)` for those whom the name means: one, but for a crowd.
  template <class Visit>
  void resolve(const TaskName& name, Visit&& visit) const;
  [[nodiscard]] TaskSet resolve_all(std::span<const TaskName> names) const;
};

template <class Visit>
void Naming::resolve(const TaskName& name, Visit&& visit) const {
  switch (name.kind) {
    case TaskName::Kind::named: return visit(head.named(name.index));
    case TaskName::Kind::absolute: return visit(TaskId{name.index});
    case TaskName::Kind::crowd:
      return others.crowd.for_each([&](TaskId task) {
        if (image.stranger(task).low == name.looks) visit(task);
      });
    case TaskName::Kind::stranger: break;
  }
  std::uint32_t before = 0;
  TaskId found;
  others.strangers.for_each([&](TaskId task) {
    if (image.stranger(task).low == name.looks && before++ == name.index) found = task;
  });
  VIGIL_ASSERT(found.valid(), "equal slices have equal strangers");
  visit(found);
}

}  // namespace vigil
