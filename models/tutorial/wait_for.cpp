// SPDX-License-Identifier: MIT
/// How does a task wait until something is true?
/// Five tasks take the condition, sleep a while holding it, append a value and notify. main waits
/// for five values: it wakes at every notify and looks whether that was the last one.
#include <mutex>
#include <vector>

#include "models/tutorial/tutorial.hpp"
#include "primitives/asyncio.hpp"

namespace vigil::models {

namespace {

using asyncio::any_duration, asyncio::Condition, asyncio::sleep, asyncio::spawn, asyncio::Task,
    asyncio::wait;

void wait_for_values(const Parameters& parameters) {
  const auto count = static_cast<int>(parameters["tasks"]);
  Condition condition{"condition"};
  Shared<std::vector<int>> values{{}, "values"};
  std::vector<Task<>> tasks;
  for (int i = 0; i < count; ++i) {
    tasks.push_back(spawn([&condition, &values, i] {
      const std::unique_lock held{condition};
      sleep(any_duration);
      values.push_back(i);
      condition.notify();
    }));
  }
  std::unique_lock held{condition};
  condition.wait_for([&] { return static_cast<int>(values.get().size()) == count; });
  require(static_cast<int>(values.get().size()) == count, "main has all values");
  held.unlock();
  wait(tasks);
}

}  // namespace

Model wait_for() {
  Model model =
      tutorial("wait_for", "how does a task wait until something is true?", &wait_for_values);
  model.parameters = {tasks_parameter(5, "tasks that append a value")};
  return model;
}

}  // namespace vigil::models
