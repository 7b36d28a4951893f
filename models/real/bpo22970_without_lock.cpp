// SPDX-License-Identifier: MIT
/// bpo-22970, in asyncio up to 3.5.1 (https://github.com/python/cpython/issues/67159). On its way
/// out wait() acquires the lock once. A cancellation that arrives just then makes it leave without
/// the lock: `async with` then raises RuntimeError, or releases the lock of somebody else. The
/// repair tries again until it has the lock.
#include "models/real/condition.hpp"
#include "models/real/real.hpp"

namespace vigil::models::real {

namespace {

using asyncio::CancelledError;

template <bool fixed>
class Condition final : public AnyCondition {
 public:
  void wait(Where where = Where::current()) override {
    bool cancelled = !wait_for_notification(where);
    if constexpr (fixed) {
      while (!take_back(where)) cancelled = true;
      if (cancelled) wake(1);
    } else {
      if (!take_back(where)) throw CancelledError{};
    }
    if (cancelled) throw CancelledError{};
    returns(where);
  }
};

}  // namespace

Bug bpo22970_without_lock() {
  return {.name = "bpo22970_without_lock",
          .about = "a cancelled wait() returns without the lock",
          .property = Property::uncaught,
          .fifo = true,
          .diagnosis = "RuntimeError: Lock is not acquired.",
          .old = &cancel_while_taking_back<Condition<false>>,
          .fixed = &cancel_while_taking_back<Condition<true>>};
}

}  // namespace vigil::models::real
