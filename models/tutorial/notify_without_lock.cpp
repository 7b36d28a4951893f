// SPDX-License-Identifier: MIT
/// What happens when a task notifies without the lock? asyncio raises RuntimeError, whether or not
/// somebody waits. (The threads of C++ may notify without the lock; Python's may not.)
#include <mutex>

#include "models/tutorial/tutorial.hpp"
#include "primitives/asyncio.hpp"

namespace vigil::models {

namespace {

using asyncio::Condition, asyncio::Event, asyncio::RuntimeError, asyncio::spawn;

template <class Operation>
void expect_error(Operation operation) {
  try {
    operation();
  } catch (const RuntimeError& error) {
    require(error.text() == "cannot notify on un-acquired lock", "the error says what is wrong");
    return;
  }
  require(false, "notifying without the lock raises RuntimeError");
}

void notify_bare(const Parameters&) {
  Condition condition{"condition"};
  expect_error([&] { condition.notify(); });
  Event waits{"waits"};
  const auto waiter = spawn("waiter", [&] {
    const std::unique_lock held{condition};
    waits.set();
    condition.wait();
  });
  waits.wait();
  expect_error([&] { condition.notify(); });
  expect_error([&] { condition.notify_all(); });
  std::unique_lock held{condition};
  condition.notify();
  held.unlock();
  waiter.join();
}

}  // namespace

Model notify_without_lock() {
  return tutorial("notify_without_lock", "what happens when a task notifies without the lock?",
                  &notify_bare);
}

}  // namespace vigil::models
