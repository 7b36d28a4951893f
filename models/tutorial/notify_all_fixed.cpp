// SPDX-License-Identifier: MIT
/// How does a notify reach those, too, who come late?
/// notify_all.cpp with a flag: who comes after the notify sees the flag and does not wait. wait_for
/// looks at it under the condition's lock, before it waits and each time that it wakes. Right under
/// every clock.
#include <chrono>
#include <mutex>
#include <vector>

#include "models/tutorial/tutorial.hpp"
#include "primitives/asyncio.hpp"

namespace vigil::models {

namespace {

using asyncio::any_duration, asyncio::Condition, asyncio::sleep, asyncio::spawn, asyncio::Task,
    asyncio::wait;
using std::chrono::seconds;

void wake_everybody(const Parameters& parameters) {
  const auto count = static_cast<int>(parameters["tasks"]);
  Condition condition{"condition"};
  Shared<bool> go{false, "go"};
  std::vector<Task<int>> tasks;
  for (int i = 0; i < count; ++i) {
    tasks.push_back(spawn([&condition, &go, i] {
      std::unique_lock held{condition};
      condition.wait_for([&] { return go.get(); });
      held.unlock();
      sleep(any_duration);
      return 10 * i;
    }));
  }
  sleep(seconds{1});
  std::unique_lock held{condition};
  go = true;
  condition.notify_all();
  held.unlock();
  wait(tasks);
  for (int i = 0; i < count; ++i) {
    require(tasks[static_cast<std::size_t>(i)].result() == 10 * i, "every task reports its value");
  }
}

}  // namespace

Model notify_all_fixed() {
  Model model =
      tutorial("notify_all_fixed", "how does a notify reach those who come late?", &wake_everybody);
  model.parameters = {tasks_parameter(5, "tasks that wait")};
  return model;
}

}  // namespace vigil::models
