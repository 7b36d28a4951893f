// SPDX-License-Identifier: MIT
#pragma once

/// The key of a state: 128 bits that are equal for two moments of a search if and only if (up to a
/// collision) everything that any future can depend on is equal. Equal keys mean equal futures,
/// because:
///
/// - *A task is deterministic.* Its local variables and the place where it stands are a function of
///   its body and of the sequence of results that its operations returned: values read, choices,
///   exceptions, what `join` and `wait` came back with, and that an operation without a result
///   happened. All of them go through Execution::complete, which hashes them in order. So equal
///   hashes of what a task has observed mean equal local states, also in the middle of nested calls
///   and with an exception in flight. What a body has captured is a function of what its maker had
///   observed, which is where a task's own hash begins. Different histories that lead to the same
///   local state are merged in one place only: `wait_for(predicate)` forgets a round whose
///   predicate was false, since the predicate must not write what is local to the task.
/// - *Objects know their state*: holder, waiters with what they are owed, value. An object leaves
///   out what nobody can observe (the order of waiters where a notify wakes any of them) and
///   numbers relatively what counts up (arrivals, deadlines).
/// - *What is left* enters as words: who is ready and in which order where the order decides
///   (`order=fifo`), timers relative to the clock, remaining budgets of faults, what `outcome` was
///   told, which predicates were announced.
/// - A finished thread is a constant but for whether somebody has joined it, which decides when
///   data can be touched alone (Lockset): nobody can ask it anything. A finished asyncio task keeps
///   what it observed, which determines its result.
///
/// Not in the key, and why: happens-before and the log (only reductions read them; data races are
/// excluded by Lockset); what an ended object was (nobody can reach it); the number of steps taken
/// (the step bound is a bound, no behaviour).
///
/// *Mentions.* When object o says at its i-th place "task t", the place enters t's term of the key
/// as a role (o, i), and o says only that somebody is mentioned: from the terms of all tasks one
/// can tell who stands at each place, so nothing is lost. What a task says of another one (whose
/// end it waits for) stays a name in its own term.
///
/// *Equal tasks* (Execution::spawn_equal). The key must not depend on which of them is which.
/// Members of a group enter with the group in place of their name, so the key adds up, over the
/// members, the hash of (group, local state, roles). Two states with equal sums have members that
/// can be paired so that local states and roles agree; every mention of a member by an object is a
/// role of exactly that member, so the pairing maps one state onto the other, mention by mention:
/// they differ by a permutation of members. What would escape this, a member that mentions another
/// member, is noticed (`tangled`) and ends the merging; so does a member that asks who it is, which
/// could store the answer as plain words. A task of its own that mentions a member gives it a role,
/// as an object does.
///
/// All of this is tested by brute force (tests/state) and, for what a model itself promises, by
/// sampling (search/state_audit.hpp).

#include <cstdint>
#include <vector>

#include "checker/ids.hpp"
#include "checker/object.hpp"
#include "checker/state/hash128.hpp"
#include "checker/state/state_image.hpp"

namespace vigil {

class StateReader final : public StateSink {
 public:
  /// `merging`: members of a group are interchangeable.
  explicit StateReader(bool merging) : merging_(merging) {}

  // ---- what Execution::read_state tells; the words that follow belong to it ------------------
  void begin();
  /// Announces a task before anything mentions it.
  void declare(TaskId task, TaskId group, bool candidate);
  void begin_task(TaskId task);
  /// What the task that speaks has observed, which nobody else can see.
  void add_local(const Hash128& observed);
  void begin_object(ObjectId object);
  /// Neither a task nor an object; `kind` tells several apart.
  void begin_rest(std::uint64_t kind);
  void add(std::uint64_t word) override { words_ = hash_step(words_, word); }
  void add(const Hash128& words) { words_ = hash_step(words_, words); }
  void add(TaskId task) override;
  void add_member(TaskId task, std::uint64_t attribute) override;
  void add_to_crowd(TaskId task) override;
  /// See StateImage::set_bystander and set_clock_candidate. Cost: a few hashes a task.
  void end(std::uint64_t bystander, bool clock_candidate);

  // ---- what a search asks ----------------------------------------------------------------------
  [[nodiscard]] const StateImage& image() const { return image_; }
  [[nodiscard]] Hash128 key() const { return image_.key(); }
  /// Two candidates of one colour lead to states that differ by a permutation.
  [[nodiscard]] Hash128 colour(TaskId task) const { return image_.term(task); }
  [[nodiscard]] bool tangled() const { return tangled_; }

 private:
  enum class Speaker : std::uint8_t { nobody, task, object, rest };

  [[nodiscard]] bool is_task(TaskId task) const {
    return task.valid() && task.index() < tasks_.size() && tasks_[task.index()].present;
  }
  /// The mention of another task: as a role of it, or by name.
  [[nodiscard]] bool by_role(TaskId task);
  void take_role(TaskId task, std::uint64_t role);
  void close();

  bool merging_;
  bool tangled_ = false;
  std::vector<TaskImage> tasks_;  // by TaskId
  StateImage image_;
  Hash128 rest_;
  // Of the task or object that speaks:
  Speaker speaker_ = Speaker::nobody;
  TaskId task_;
  ObjectId object_;
  TaskSet mentioned_;
  TaskSet crowd_;
  std::uint64_t owner_ = 0;  // its identity
  Hash128 words_;
  Hash128 set_;
  std::uint64_t position_ = 0;
};

}  // namespace vigil
