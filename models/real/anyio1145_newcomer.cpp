// SPDX-License-Identifier: MIT
/// anyio PR 1145 (https://github.com/agronholm/anyio/pull/1145). acquire goes ahead only when
/// nobody is queued, and release skips waiters that were cancelled. One that was cancelled and has
/// not resumed is still queued: a newcomer waits behind it for a free lock, and nobody wakes it. It
/// is bpo27585_newcomer.cpp once more, ten years later; the repair is the same.
#include <algorithm>
#include <deque>

#include "models/real/handoff_lock.hpp"
#include "models/real/real.hpp"

namespace vigil::models::real {

namespace {

using asyncio::CancelledError;
using asyncio::Future, asyncio::untold;

template <bool fixed>
class Lock final : public HandoffLock {
 public:
  void acquire(Where where = Where::current()) override {
    changes();
    const TaskId self = Execution::current().self();
    if (!owner().valid() && (fixed ? all_cancelled() : waiters_.empty())) {
      give_to(self);
      return acquired(false, where);
    }
    const Waiter waiter{self, Future<>{untold}};
    waiters_.push_back(waiter);
    try {
      await(waiter.future, where);
    } catch (const CancelledError&) {
      changes();
      std::erase(waiters_, waiter);
      if (owner() == self) release(where);
      throw;
    }
    changes();
    std::erase(waiters_, waiter);
    acquired(true, where);
  }
  void release(Where where = Where::current()) override {
    if (Execution::current().unwinding()) return;
    changes();
    const auto next = std::ranges::find_if(
        waiters_, [](const Waiter& waiter) { return !waiter.future.cancelled(); });
    give_to(next == waiters_.end() ? TaskId{} : next->task);
    if (next != waiters_.end()) next->future.set_result();
    released(where);
  }

 private:
  struct Waiter {
    TaskId task;
    Future<> future;
    bool operator==(const Waiter&) const = default;
  };

  [[nodiscard]] bool all_cancelled() const {
    return std::ranges::all_of(waiters_,
                               [](const Waiter& waiter) { return waiter.future.cancelled(); });
  }
  [[nodiscard]] std::vector<TaskId> waiting() const override {
    std::vector<TaskId> tasks;
    for (const Waiter& waiter : waiters_) tasks.push_back(waiter.task);
    return tasks;
  }

  std::deque<Waiter> waiters_;
};

}  // namespace

Bug anyio1145_newcomer() {
  return {.name = "anyio1145_newcomer",
          .about = "a cancelled waiter keeps a newcomer out of a free lock, again",
          .property = Property::stuck_resource,
          .diagnosis = "`C` waits for `lock`, which is free, and nobody will wake it",
          .old = &cancel_a_waiter_of_a_handoff<Lock<false>>,
          .fixed = &cancel_a_waiter_of_a_handoff<Lock<true>>};
}

}  // namespace vigil::models::real
