// SPDX-License-Identifier: MIT
/// gh-112202, in asyncio up to 3.12 (https://github.com/python/cpython/issues/112202; PR 112201).
/// notify() wakes a waiter, which is cancelled before it resumes: it leaves with CancelledError,
/// the notification goes with it, and another waiter waits for ever. Since 3.13 any waiter that
/// leaves by an exception notifies the next one.
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
    while (!take_back(where)) cancelled = true;
    if (cancelled) {
      if (fixed) wake(1);
      throw CancelledError{};
    }
    returns(where);
  }
};

/// A and B pass a baton: whoever is woken wakes the next one.
template <class Condition>
void pass_the_baton() {
  Condition condition;
  Shared<bool> go{false, "go"};
  const auto runner = [&] {
    async_with(condition, [&] {
      condition.wait_for([&] { return go.get(); });
      condition.notify();
    });
  };
  const auto a = asyncio::spawn("A", runner);
  const auto b = asyncio::spawn("B", runner);
  const auto p = asyncio::spawn("P", [&] {
    async_with(condition, [&] {
      go = true;
      condition.notify();
    });
  });
  const asyncio::TaskHandle k = spawn_canceller(a);
  if (adversary_cancels()) asyncio::wait(p);
  if (adversary_cancels() && p.cancelled()) {  // nobody starts the race
    a.cancel();
    b.cancel();
  }
  wait_for_all({a, b, p, k});
}

}  // namespace

Bug gh112202_lost_notify() {
  return {.name = "gh112202_lost_notify",
          .about = "a waiter that was notified and then cancelled keeps the notification",
          .property = Property::deadlock,
          .fifo = true,
          .diagnosis = "lost notification (swallowed)",
          .old = &pass_the_baton<Condition<false>>,
          .fixed = &pass_the_baton<Condition<true>>};
}

}  // namespace vigil::models::real
