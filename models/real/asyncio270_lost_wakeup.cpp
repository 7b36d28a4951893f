// SPDX-License-Identifier: MIT
/// asyncio #270, in asyncio up to 3.5.0 (https://github.com/python/asyncio/issues/270; #271).
/// A waiter of a semaphore that is woken and then cancelled takes its future out of the queue and
/// wakes nobody: the others wait for ever although a unit is free. Now (semaphore.cpp) it gives the
/// unit back and wakes as many as there are units.
#include "models/real/real.hpp"
#include "models/real/semaphore.hpp"

namespace vigil::models::real {

namespace {

using asyncio::Future;

class OldSemaphore final : public AnySemaphore {
 public:
  void acquire(Where where = Where::current()) override {
    changes();
    if (waiters_.empty() && value_ > 0) {
      --value_;
      return acquired(false, where);
    }
    const Future<> future = enqueue();
    const Finally leave{[&] { remove(future); }};  // and that is all a cancelled waiter does
    await(future, where);
    changes();
    --value_;
    acquired(true, where);
  }

 private:
  bool wake_up_next() override {
    for (const Future<>& waiter : waiters_) {
      if (waiter.done()) continue;
      waiter.set_result();
      return true;
    }
    return false;
  }
};

}  // namespace

Bug asyncio270_lost_wakeup() {
  return {.name = "asyncio270_lost_wakeup",
          .about = "a waiter of a semaphore, woken and then cancelled, wakes nobody",
          .property = Property::stuck_resource,
          .diagnosis = "waits for `semaphore`, which is free, and nobody will wake it",
          .old = &cancel_a_waiter_of<OldSemaphore>,
          .fixed = &cancel_a_waiter_of<CurrentSemaphore>};
}

}  // namespace vigil::models::real
