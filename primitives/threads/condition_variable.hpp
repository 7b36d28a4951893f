// SPDX-License-Identifier: MIT
#pragma once

/// `vigil::threads::condition_variable`, std::condition_variable under Vigil. A notify wakes any
/// waiter (`notify_order=fifo`: the one that waits longest), needs no lock, and is lost when nobody
/// waits. With a budget (`--spurious N`) waits also return without a notify.
///
/// | state (of the waiters) | wait          | notify_one             | notify_all    |
/// |------------------------|---------------|------------------------|---------------|
/// | none blocked           | blocks        | lost                   | lost          |
/// | some blocked           | blocks        | any one of them wakes  | all wake      |
///
/// A woken waiter takes the mutex back (`relock`) before wait returns. Misuse, a violation: waiting
/// without owning the lock's mutex, or with another mutex than a concurrent waiter
/// ([thread.condition.condvar]).
///
/// *Which waiter, and when is that decided?* In two ways, both exact:
///
/// - *Token.* While every operation on the condition variable is made under one and the same mutex,
///   notify_one leaves a token, and the waiter that relocks first takes it. Who took a token is not
///   observable before that: between the notify and the relock the mutex orders everything. So a
///   notify is no choice, and wait and notify are no scheduling points. A waiter can take a token
///   only if it was waiting when the token was left, and a notify leaves one only if it finds more
///   waiters than outstanding tokens. Taking the earliest token that fits is always right: every
///   waiter that could use an earlier token and resumes later could also use a later one.
/// - *At once.* When some operation comes without that mutex, its order against others is visible.
///   The condition variable is then *refined* (Execution::refine): wait and notify become
///   scheduling points, and notify_one chooses its waiter by name when it is called.

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include "checker/source_location.hpp"
#include <string>
#include <string_view>
#include <vector>

#include "checker/object.hpp"
#include "primitives/retry.hpp"
#include "primitives/threads/mutex.hpp"

namespace vigil::threads {

using std::cv_status;

class condition_variable : public Object {
 public:
  explicit condition_variable(std::string_view name = {}) : Object("condition_variable", name) {}

  void wait(std::unique_lock<mutex>& lock,
            source_location where = source_location::current());
  /// `predicate` must not write what is local to the task: a round in which it was false leaves
  /// no trace in the state keys (see checker/state/state_reader.hpp).
  template <class Predicate>
  void wait(std::unique_lock<mutex>& lock, Predicate predicate,
            source_location where = source_location::current()) {
    for (Retry round;; round.again()) {
      const bool holds = predicate();
      round.again();
      Execution::current().observe(holds ? 1 : 0);
      if (holds) return;
      wait(lock, where);
    }
  }
  void notify_one(source_location where = source_location::current());
  void notify_all(source_location where = source_location::current());

  void state(StateSink& sink) const override;
  [[nodiscard]] std::string describe() const override;

 private:
  struct Waiter {
    TaskId task;
    std::uint32_t arrival;   ///< number of the wait on this condition variable
    bool woken = false;      ///< by name
    bool eligible = false;   ///< may relock as soon as the mutex is free
    bool spurious = false;   ///< will return by itself
  };
  struct Token {
    std::uint32_t arrival;  ///< waiters up to this number may take it
    StepIndex step;         ///< of the notify
  };

  void wait_once(std::unique_lock<mutex>& lock, source_location where);
  [[nodiscard]] bool guarded_by(ObjectId mutex_id);
  [[nodiscard]] bool guarded_notify();
  [[nodiscard]] bool mixes(ObjectId mutex_id);
  [[nodiscard]] Waiter& find(TaskId task);
  [[nodiscard]] std::uint32_t blocked_count() const;
  [[nodiscard]] const Token* token_for(const Waiter& waiter) const;
  [[nodiscard]] bool tokens_fit_without(TaskId leaver) const;
  void pass_mutex(source_location where);
  void wake(Waiter& waiter);
  void lose_earlier(const Waiter& waiter);
  void update_eligibility();
  void leave(const Operation& operation);
  [[nodiscard]] bool decide_spurious();

  std::vector<Waiter> waiters_;  // in order of arrival
  std::vector<Token> tokens_;    // in order of notify
  std::uint32_t arrival_count_ = 0;
  bool flagged_ = false;         // only under an intervention: waits return at once
  mutex* mutex_ = nullptr;       // of the present waiters
};

}  // namespace vigil::threads
