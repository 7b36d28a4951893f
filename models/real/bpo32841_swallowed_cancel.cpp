// SPDX-License-Identifier: MIT
/// bpo-32841, in asyncio 3.5.2 to 3.6.4 (https://github.com/python/cpython/issues/77022; PR 5665).
/// The loop that takes the lock back, the repair of bpo-22970, forgets the cancellation that
/// interrupted it: wait() returns as if nothing had happened, and a task that was cancelled goes
/// on. The repair of the repair remembers it.
#include "models/real/condition.hpp"
#include "models/real/real.hpp"

namespace vigil::models::real {

namespace {

using asyncio::CancelledError;

template <bool fixed>
class Condition final : public AnyCondition {
 public:
  void wait(Where where = Where::current()) override {
    const asyncio::LibraryCall call{"wait", *this};
    bool cancelled = !wait_for_notification(where);
    while (!take_back(where)) {
      if (fixed) cancelled = true;
    }
    if (cancelled) {
      if (fixed) wake(1);
      throw CancelledError{};
    }
    returns(where);
  }
};

}  // namespace

Bug bpo32841_swallowed_cancel() {
  return {.name = "bpo32841_swallowed_cancel",
          .about = "wait() swallows a cancellation",
          .property = Property::lost_cancellation,
          .fifo = true,
          .diagnosis = "`A` is cancelled in `wait` of `condition`, which returns as if",
          .old = &cancel_while_taking_back<Condition<false>>,
          .fixed = &cancel_while_taking_back<Condition<true>>};
}

}  // namespace vigil::models::real
