// SPDX-License-Identifier: MIT
/// n workers each count up and notify; main waits until all have counted. n! * 2^(n-1) traces:
/// every order of the workers, and between two of them main may have looked, or not; 2^(n-1) of
/// them when the workers are not told apart.
#include "models/workload/workload.hpp"
#include "primitives/shared.hpp"
#include "primitives/threads.hpp"

namespace vigil::models::workload {

namespace sync = vigil::threads;

namespace {

void body(const Parameters& parameters) {
  const auto worker_count = static_cast<int>(parameters["n"]);
  const bool unlocked = parameters["unlocked"] != 0;
  sync::mutex mutex{"m"};
  sync::condition_variable condition{"cv"};
  Shared<int> count{0, "count"};

  sync::unique_lock lock(mutex);
  sync::equal_threads workers =
      sync::spawn_equal(static_cast<std::size_t>(worker_count), "worker", [&, unlocked] {
        sync::unique_lock own(mutex);
        ++count;
        if (unlocked) own.unlock();
        condition.notify_one();
      });
  condition.wait(lock, [&] { return count == worker_count; });
  lock.unlock();
  workers.join();
}

}  // namespace

Model wait_for() {
  return describe("wait_for", "Does main wait until all n workers have counted?",
                  "models/workload/wait_for.cpp", {size("n", 4, 100, "workers"), unlocked()}, body);
}

}  // namespace vigil::models::workload
