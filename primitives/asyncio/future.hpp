// SPDX-License-Identifier: MIT
#pragma once

/// What a task waits for inside a primitive: asyncio's Future, reduced to one waiting task. It
/// lives on the stack of that task, and, where several tasks wait for the same object, in the
/// object's `WaiterList`. Used by primitives/asyncio only; models never see one.
///
/// | state     | finish(s)             | cancel()                  | awaiting it                |
/// |-----------|-----------------------|---------------------------|----------------------------|
/// | pending   | becomes s, wakes task | becomes cancelled, true   | suspends                   |
/// | settled   | no effect, false      | false                     | goes on, with the result   |
///
/// Settling wakes the task through the ready queue and never runs it at once.
/// Footprint: whoever settles a future touches the object whose waiters it is among. `finish`
/// leaves that to its caller, who changes the object anyway; `cancel` comes from outside and
/// touches the object itself, even when it comes too late, since it must not commute with what
/// settled it.
/// Source: CPython Lib/asyncio/futures.py.

#include <cstddef>
#include <cstdint>
#include <string>

#include "checker/execution.hpp"

namespace vigil::asyncio::detail {

class Future {
 public:
  enum class State : std::uint8_t { pending, done, cancelled, failed };

  /// `cancel_mode`: how a cancellation touches `object`.
  Future(TaskId waiter, ObjectId object, Mode cancel_mode)
      : waiter_(waiter), object_(object), cancel_mode_(cancel_mode) {}
  Future(const Future&) = delete;
  Future& operator=(const Future&) = delete;
  virtual ~Future() = default;

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] bool done() const { return state_ != State::pending; }
  [[nodiscard]] bool cancelled() const { return state_ == State::cancelled; }
  [[nodiscard]] TaskId waiter() const { return waiter_; }

  /// Settles it. Returns: false when it was settled before.
  bool finish(State state);
  /// As asyncio's cancel(). Returns: false when it was settled before.
  virtual bool cancel();

 protected:
  /// Settles without waking (a task wakes its listeners itself).
  void settle(State state) { state_ = state; }

 private:
  friend class WaiterList;

  TaskId waiter_;
  ObjectId object_;
  Future* previous_ = nullptr;
  Future* next_ = nullptr;
  Mode cancel_mode_;
  State state_ = State::pending;
};

/// The waiters of an object in order of arrival. Owns nothing: a waiter enters and leaves by
/// itself.
class WaiterList {
 public:
  [[nodiscard]] bool empty() const { return first_ == nullptr; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] Future& front() const { return *first_; }
  [[nodiscard]] bool contains(const Future& future) const;
  void push_back(Future& future);
  void remove(Future& future);

  /// The first waiter that is not settled yet, or null.
  [[nodiscard]] Future* first_pending() const;
  [[nodiscard]] std::size_t pending_count() const;
  /// True if every waiter was cancelled (and has not resumed yet), or there is none.
  [[nodiscard]] bool all_cancelled() const;
  /// Calls `visit(future)` for each in order; `visit` may settle, not remove.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (Future* future = first_; future != nullptr; future = future->next_) visit(*future);
  }
  void state(StateSink& sink) const;

 private:
  Future* first_ = nullptr;
  Future* last_ = nullptr;
  std::size_t size_ = 0;
};

/// Keeps a future in a list while a task waits. When an ended execution unwinds, the list is left
/// alone: its neighbours may be gone already, and nobody reads it any more.
class Enqueued {
 public:
  Enqueued(WaiterList& list, Future& future) : list_(list), future_(future) {
    list_.push_back(future_);
  }
  ~Enqueued() { leave(); }
  Enqueued(const Enqueued&) = delete;
  Enqueued& operator=(const Enqueued&) = delete;
  void leave() {
    if (inside_ && !Execution::current().unwinding()) list_.remove(future_);
    inside_ = false;
  }

 private:
  WaiterList& list_;
  Future& future_;
  bool inside_ = true;
};

/// ", 2 waiting", or nothing when nobody waits.
[[nodiscard]] std::string waiting_words(const WaiterList& waiters);

/// Reports the destruction of an object for which tasks still wait: in C++ they would touch memory
/// that is gone (Python would keep the object).
void report_abandoned(const Object& object, const WaiterList& waiters);

}  // namespace vigil::asyncio::detail
