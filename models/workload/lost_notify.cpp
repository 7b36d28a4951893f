// SPDX-License-Identifier: MIT
/// A notify is not remembered: if it comes before the wait, main waits for ever. Two traces, one of
/// them a deadlock.

#include "models/workload/workload.hpp"
#include "primitives/threads.hpp"

namespace vigil::models::workload {

namespace sync = vigil::threads;

namespace {

void body(const Parameters&) {
  sync::mutex mutex{"m"};
  sync::condition_variable condition{"cv"};
  sync::thread notifier([&] {
    const sync::unique_lock lock(mutex);
    condition.notify_one();
  });
  {
    sync::unique_lock lock(mutex);
    condition.wait(lock);
  }
  notifier.join();
}

}  // namespace

Model lost_notify() {
  return describe("lost_notify", "Does a notify wait for its waiter?",
                  "models/workload/lost_notify.cpp", {}, body,
                  {.verdict = Verdict::violated, .property = Property::deadlock});
}

}  // namespace vigil::models::workload
