// SPDX-License-Identifier: MIT
/// gh-90155, in asyncio 3.9.18 and in 3.10 from March to September 2022, found in production
/// (https://github.com/python/cpython/issues/90155; PR 93222, PR 97549). A flag says that a woken
/// waiter is on its way, and keeps others out until it resumes. When that waiter is cancelled and
/// no other is queued, nobody clears the flag: every later acquire hangs although a unit is free.
/// Now (semaphore.cpp) there is no flag.
#include "models/real/real.hpp"
#include "models/real/semaphore.hpp"

namespace vigil::models::real {

namespace {

using asyncio::CancelledError;
using asyncio::Future;

class OldSemaphore final : public AnySemaphore {
 public:
  void acquire(Where where = Where::current()) override {
    changes();
    bool queued = false;
    while (wakeup_scheduled_ || value_ <= 0) {
      queued = true;
      const Future<> future = enqueue();
      try {
        await(future, where);
        changes();
        wakeup_scheduled_ = false;
      } catch (const CancelledError&) {
        changes();
        wake_up_next();  // clears nothing when nobody is left
        throw;
      }
    }
    --value_;
    acquired(queued, where);
  }

 private:
  bool wake_up_next() override {
    while (!waiters_.empty()) {
      const Future<> waiter = waiters_.front();
      waiters_.pop_front();
      if (waiter.done()) continue;
      waiter.set_result();
      wakeup_scheduled_ = true;
      return true;
    }
    return false;
  }
  [[nodiscard]] bool flag() const override { return wakeup_scheduled_; }

  bool wakeup_scheduled_ = false;
};

}  // namespace

Bug gh90155_stuck() {
  return {.name = "gh90155_stuck",
          .about = "a semaphore that nobody can acquire although a unit is free",
          .property = Property::stuck_resource,
          .diagnosis = "waits for `semaphore`, which is free, and nobody will wake it",
          .old = &cancel_a_waiter_of<OldSemaphore>,
          .fixed = &cancel_a_waiter_of<CurrentSemaphore>};
}

}  // namespace vigil::models::real
