// SPDX-License-Identifier: MIT
/// bpo-32734, in asyncio 3.5.4 to 3.6.4 (https://github.com/python/cpython/issues/76915; PR 5466).
/// A cancelled waiter wakes the first one that has not been woken, even if another one has been and
/// is on its way: release wakes C, cancelled B finds the lock free and wakes D, both enter. The
/// repair looks at the first waiter only, after the cancelled one has left the queue.
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
      await(future, where);
    } catch (const CancelledError&) {
      if (fixed) remove(future);
      if (!locked_) wake_up_first();
      if (!fixed) remove(future);
      throw;
    }
    remove(future);
    take(true, where);
  }

 private:
  void wake_up_first() override {
    changes();
    for (const Future<>& waiter : waiters_) {
      if (!waiter.done()) return waiter.set_result();
      if (fixed) return;
    }
  }
};

}  // namespace

Bug bpo32734_two_holders() {
  return {.name = "bpo32734_two_holders",
          .about = "a cancelled waiter lets in a second task",
          .property = Property::mutual_exclusion,
          .fifo = true,
          .diagnosis = "acquires `lock` while",
          .old = &cancel_a_waiter<Lock<false>>,
          .fixed = &cancel_a_waiter<Lock<true>>};
}

}  // namespace vigil::models::real
