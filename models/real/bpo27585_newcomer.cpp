// SPDX-License-Identifier: MIT
/// bpo-27585, in asyncio up to 3.5.2 (https://github.com/python/cpython/issues/71772;
/// python/asyncio #393). acquire goes ahead only when nobody is queued. A waiter that was cancelled
/// and has not resumed is still queued: it keeps a newcomer out of a free lock, and since a
/// cancelled waiter wakes nobody (the bug of bpo27585_cancelled.cpp, which this lock has, too), the
/// newcomer waits for ever.
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
    if (!locked_ && (fixed ? all_cancelled() : waiters_.empty())) return take(false, where);
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

Bug bpo27585_newcomer() {
  return {.name = "bpo27585_newcomer",
          .about = "a cancelled waiter keeps a newcomer out of a free lock",
          .property = Property::stuck_resource,
          .diagnosis = "waits for `lock`, which is free, and nobody will wake it",
          .old = &cancel_a_waiter<Lock<false>>,
          .fixed = &cancel_a_waiter<Lock<true>>};
}

}  // namespace vigil::models::real
