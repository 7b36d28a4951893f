// SPDX-License-Identifier: MIT
/// Whom does notify(n) wake?
/// Of five waiters, notify(3) wakes exactly three (asyncio: those that wait longest, and
/// notify_order=any lets it be any three); the others go on waiting until notify_all.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <mutex>

#include "models/tutorial/tutorial.hpp"
#include "primitives/asyncio.hpp"

namespace vigil::models {

namespace {

using asyncio::Condition, asyncio::EqualTasks, asyncio::Event, asyncio::sleep,
    asyncio::spawn_equal;
using std::chrono::seconds;

void wake_some(const Parameters& parameters) {
  const auto waiters = static_cast<int>(parameters["tasks"]);
  const auto first = std::min(static_cast<int>(parameters["first"]), waiters);
  Condition condition{"condition"};
  Event all_wait{"all_wait"};
  Event enough{"enough"};
  Shared<int> waiting{0, "waiting"};
  Shared<int> awake{0, "awake"};
  const EqualTasks tasks = spawn_equal(static_cast<std::size_t>(waiters), "task", [&] {
    const std::unique_lock held{condition};
    if (++waiting == waiters) all_wait.set();
    condition.wait();
    if (++awake == first) enough.set();
  });
  all_wait.wait();
  std::unique_lock held{condition};
  condition.notify(first);
  held.unlock();
  enough.wait();
  sleep(seconds{1});  // time passes when nothing else can run: a fourth one would show
  require(awake == first, "notify(n) wakes n waiters");
  held.lock();
  condition.notify_all();
  held.unlock();
  tasks.wait();
  require(awake == waiters, "notify_all wakes the rest");
}

}  // namespace

Model notify_n() {
  Model model = tutorial("notify_n", "whom does notify(n) wake?", &wake_some);
  model.parameters = {
      tasks_parameter(5, "tasks that wait"),
      {.name = "first", .value = 3, .min = 1, .max = 16, .about = "n of the first notify"}};
  return model;
}

}  // namespace vigil::models
