// SPDX-License-Identifier: MIT
/// Why does everybody wait in a loop? A woken waiter does not get the lock at once: between the
/// notify and the end of its wait() another task may take what it was told about. Two consumers
/// look once (`if`), one producer puts an item for each; in some interleavings a consumer wakes up
/// to an empty list.
#include <cstddef>
#include <mutex>

#include "models/tutorial/tutorial.hpp"
#include "primitives/asyncio.hpp"

namespace vigil::models {

namespace {

using asyncio::any_duration, asyncio::Condition, asyncio::EqualTasks, asyncio::sleep,
    asyncio::spawn, asyncio::spawn_equal;

void look_once(const Parameters& parameters) {
  Condition condition{"condition"};
  Shared<int> items{0, "items"};
  const auto count = static_cast<std::size_t>(parameters["tasks"]);
  const EqualTasks consumers = spawn_equal(count, "task", [&] {
    const std::unique_lock held{condition};
    if (items == 0) condition.wait();  // should be: while
    require(items > 0, "there is an item to take");
    --items;
  });
  const auto producer = spawn("producer", [&] {
    for (int i = 0; i < parameters["tasks"]; ++i) {
      sleep(any_duration);
      const std::unique_lock held{condition};
      ++items;
      condition.notify();
    }
  });
  consumers.wait();
  producer.join();
}

}  // namespace

Model if_instead_of_while() {
  Model model = tutorial("if_instead_of_while", "why does everybody wait in a loop?", &look_once);
  model.parameters = {tasks_parameter(2, "consumers")};
  model.expected = [](const ExecutionOptions& options) {
    if (options.order == Order::fifo) return Expectation{};
    return Expectation{.verdict = Verdict::violated, .property = Property::requirement};
  };
  return model;
}

}  // namespace vigil::models
