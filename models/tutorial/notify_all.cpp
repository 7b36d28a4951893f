// SPDX-License-Identifier: MIT
/// Is it enough to sleep "long enough" before notifying everybody? Five tasks take the condition
/// and wait; main sleeps a second, so that all of them wait by then, and notifies all. Under the
/// virtual clock, where computing takes no time, this is right in every interleaving. With `--clock
/// arbitrary` a task may come after the notify and wait for ever: a lost notification.
/// notify_all_fixed.cpp shows the cure.
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
  std::vector<Task<int>> tasks;
  for (int i = 0; i < count; ++i) {
    tasks.push_back(spawn([&condition, i] {
      std::unique_lock held{condition};
      condition.wait();
      held.unlock();
      sleep(any_duration);
      return 10 * i;
    }));
  }
  sleep(seconds{1});
  std::unique_lock held{condition};
  condition.notify_all();
  held.unlock();
  wait(tasks);
  for (int i = 0; i < count; ++i) {
    require(tasks[static_cast<std::size_t>(i)].result() == 10 * i, "every task reports its value");
  }
}

}  // namespace

Model notify_all() {
  Model model =
      tutorial("notify_all", "is it enough to sleep before notifying everybody?", &wake_everybody);
  model.parameters = {tasks_parameter(5, "tasks that wait")};
  model.expected = [](const ExecutionOptions& options) {
    if (options.clock == Clock::virtual_time) return Expectation{};
    return Expectation{.verdict = Verdict::violated, .property = Property::deadlock};
  };
  return model;
}

}  // namespace vigil::models
