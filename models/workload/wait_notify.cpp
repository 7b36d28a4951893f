// SPDX-License-Identifier: MIT
/// One waits, one notifies: does main see exactly the list that the task prepared? One trace, since
/// main holds the lock until it waits.
#include <vector>

#include "models/workload/workload.hpp"
#include "primitives/require.hpp"
#include "primitives/shared.hpp"
#include "primitives/threads.hpp"

namespace vigil::models::workload {

namespace sync = vigil::threads;

namespace {

void body(const Parameters&) {
  sync::mutex mutex{"m"};
  sync::condition_variable condition{"cv"};
  Shared<bool> ready{false, "ready"};
  Shared<std::vector<int>> list{{}, "list"};

  sync::unique_lock lock(mutex);
  sync::thread task([&] {
    const sync::unique_lock own(mutex);
    list.push_back(33);
    ready = true;
    condition.notify_one();
  });
  while (!ready) condition.wait(lock);
  require(list.get() == std::vector{33}, "main sees exactly [33]");
  lock.unlock();
  task.join();
}

}  // namespace

Model wait_notify() {
  return describe("wait_notify", "Does main see what the task prepared before it notified?",
                  "models/workload/wait_notify.cpp", {}, body);
}

}  // namespace vigil::models::workload
