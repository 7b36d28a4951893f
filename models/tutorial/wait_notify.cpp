// SPDX-License-Identifier: MIT
/// How does one task wait until another has done its work?
/// main takes the condition, starts a task and waits; wait() gives the condition back while it
/// waits, so the task can take it, and notify. main sees exactly what the task has produced.
#include <chrono>
#include <mutex>
#include <vector>

#include "models/tutorial/tutorial.hpp"
#include "primitives/asyncio.hpp"

namespace vigil::models {

namespace {

using asyncio::Condition, asyncio::sleep, asyncio::spawn, asyncio::Task;
using std::chrono::seconds;

void wait_for_one(const Parameters&) {
  Condition condition{"condition"};
  Shared<std::vector<int>> work{{}, "work"};

  std::unique_lock held{condition};  // async with condition:
  const Task<> worker = spawn("worker", [&] {
    sleep(seconds{1});
    work.push_back(33);
    const std::unique_lock inner{condition};
    condition.notify();
  });
  condition.wait();
  require(work.get() == std::vector{33}, "main sees [33]");
  held.unlock();
  worker.join();
}

}  // namespace

Model wait_notify() {
  return tutorial("wait_notify", "how does one task wait until another has done its work?",
                  &wait_for_one);
}

}  // namespace vigil::models
