// SPDX-License-Identifier: MIT
/// What becomes of a notification when nobody waits yet? Nothing: a condition remembers no
/// notifications. When the notifier takes the condition first, the waiter waits for ever. A flag
/// and wait_for are the cure, see notify_all_fixed.cpp.
#include <mutex>

#include "models/tutorial/tutorial.hpp"
#include "primitives/asyncio.hpp"

namespace vigil::models {

namespace {

using asyncio::Condition, asyncio::spawn, asyncio::wait;

void notify_too_early(const Parameters&) {
  Condition condition{"condition"};
  const auto waiter = spawn("waiter", [&] {
    const std::unique_lock held{condition};
    condition.wait();
  });
  const auto notifier = spawn("notifier", [&] {
    const std::unique_lock held{condition};
    condition.notify();
  });
  wait(waiter, notifier);
}

}  // namespace

Model lost_notification() {
  Model model =
      tutorial("lost_notification", "what becomes of a notification when nobody waits yet?",
               &notify_too_early);
  // The loop of asyncio itself happens to start the waiter first.
  model.expected = [](const ExecutionOptions& options) {
    if (options.order == Order::fifo) return Expectation{};
    return Expectation{.verdict = Verdict::violated, .property = Property::deadlock};
  };
  return model;
}

}  // namespace vigil::models
