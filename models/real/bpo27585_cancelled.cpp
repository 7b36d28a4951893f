// SPDX-License-Identifier: MIT
/// bpo-27585 again, in asyncio up to 3.6.1 (https://github.com/python/cpython/issues/71772; PR
/// 1031). release wakes a waiter, which is cancelled before it resumes. It leaves, the lock is
/// free, and nobody wakes the others. The repair made cancelled waiters wake the next one, in a way
/// that let two tasks in: bpo32734_two_holders.cpp. Here is the lock that came after that one.
#include "models/real/lock.hpp"
#include "models/real/real.hpp"

namespace vigil::models::real {

namespace {

using asyncio::CancelledError;
using asyncio::Future, asyncio::untold;

template <bool fixed>
class Lock final : public AnyLock {
 public:
  void acquire(Where where = Where::current()) override {
    changes();
    if (!locked_ && all_cancelled()) return take(false, where);
    const Future<> future{untold};
    waiters_.push_back(future);
    try {
      const Finally leave{[&] { remove(future); }};
      await(future, where);
    } catch (const CancelledError&) {
      changes();
      if (fixed && !locked_) wake_up_first();
      throw;
    }
    take(true, where);
  }

 private:
  void wake_up_first() override {
    for (const Future<>& waiter : waiters_) {
      if (!waiter.done()) return waiter.set_result();
      if (fixed) return;
    }
  }
};

}  // namespace

Bug bpo27585_cancelled() {
  return {.name = "bpo27585_cancelled",
          .about = "a waiter that was woken and then cancelled wakes nobody",
          .property = Property::stuck_resource,
          .diagnosis = "waits for `lock`, which is free, and nobody will wake it",
          .old = &cancel_a_waiter<Lock<false>>,
          .fixed = &cancel_a_waiter<Lock<true>>};
}

}  // namespace vigil::models::real
