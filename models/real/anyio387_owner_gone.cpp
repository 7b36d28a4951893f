// SPDX-License-Identifier: MIT
/// anyio #387, in anyio up to 3.3 (https://github.com/agronholm/anyio/issues/387; PR 388). release
/// makes the first waiter the owner and sets its event. When that waiter is cancelled before it
/// resumes, it leaves as the owner of a lock that it does not know it has: nobody ever gets it
/// again. The repair releases it.
#include <deque>
#include <memory>

#include "models/real/handoff_lock.hpp"
#include "models/real/real.hpp"

namespace vigil::models::real {

namespace {

using asyncio::CancelledError;
using asyncio::Event;

template <bool fixed>
class Lock final : public HandoffLock {
 public:
  void acquire(Where where = Where::current()) override {
    changes();
    const TaskId self = Execution::current().self();
    if (!owner().valid()) {
      give_to(self);
      return acquired(false, where);
    }
    const auto event = std::make_shared<Event>();
    waiters_.emplace_back(self, event);
    try {
      event->wait(where);
    } catch (const CancelledError&) {
      changes();
      if (!event->is_set()) {
        std::erase_if(waiters_, [&](const auto& waiter) { return waiter.second == event; });
      } else if (fixed && owner() == self) {
        release(where);
      }
      throw;
    }
    acquired(true, where);
  }
  void release(Where where = Where::current()) override {
    if (Execution::current().unwinding()) return;
    changes();
    if (waiters_.empty()) {
      give_to(TaskId{});
    } else {
      const auto [task, event] = waiters_.front();
      waiters_.pop_front();
      give_to(task);
      event->set(where);
    }
    released(where);
  }

 private:
  [[nodiscard]] std::vector<TaskId> waiting() const override {
    std::vector<TaskId> tasks;
    for (const auto& [task, event] : waiters_) tasks.push_back(task);
    return tasks;
  }

  std::deque<std::pair<TaskId, std::shared_ptr<Event>>> waiters_;
};

}  // namespace

Bug anyio387_owner_gone() {
  return {.name = "anyio387_owner_gone",
          .about = "a lock is handed to a task that has been cancelled",
          .property = Property::lock_released,
          .fifo = true,
          .diagnosis = "`B` ended while it held `lock`",
          .old = &cancel_a_waiter_of_a_handoff<Lock<false>>,
          .fixed = &cancel_a_waiter_of_a_handoff<Lock<true>>};
}

}  // namespace vigil::models::real
