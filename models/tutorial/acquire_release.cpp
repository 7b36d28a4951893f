// SPDX-License-Identifier: MIT
/// Does a lock keep tasks apart that suspend in the middle of their critical section?
/// Each task reads a counter, suspends, and writes it back plus one. Without the lock, increments
/// get lost; with it, the counter ends at the number of tasks in every interleaving.
#include <cstddef>
#include <mutex>

#include "models/tutorial/tutorial.hpp"
#include "primitives/asyncio.hpp"

namespace vigil::models {

namespace {

using asyncio::EqualTasks, asyncio::Lock, asyncio::spawn_equal, asyncio::yield_now;

void count(const Parameters& parameters) {
  Lock lock{"lock"};
  Shared<int> counter{0, "counter"};
  const auto count = static_cast<std::size_t>(parameters["tasks"]);
  const EqualTasks tasks = spawn_equal(count, "task", [&] {
    const std::unique_lock held{lock};
    const int before = counter;
    yield_now();
    counter = before + 1;
  });
  tasks.wait();
  require(counter == parameters["tasks"], "no increment is lost");
  require(!lock.locked(), "the lock is free when all is done");
}

}  // namespace

Model acquire_release() {
  Model model =
      tutorial("acquire_release", "does a lock keep tasks apart that suspend inside it?", &count);
  model.parameters = {tasks_parameter(4, "tasks that count")};
  return model;
}

}  // namespace vigil::models
