// SPDX-License-Identifier: MIT
/// What happens when a task waits without the lock? asyncio raises RuntimeError at once. wait_for
/// raises it as well, but only after it has looked at the predicate: one that holds already hides
/// the mistake from asyncio (Vigil reports that wait_for returned without the lock).
#include "models/tutorial/tutorial.hpp"
#include "primitives/asyncio.hpp"

namespace vigil::models {

namespace {

using asyncio::Condition, asyncio::RuntimeError, asyncio::spawn;

template <class Operation>
void expect_error(Operation operation) {
  try {
    operation();
  } catch (const RuntimeError& error) {
    require(error.text() == "cannot wait on un-acquired lock", "the error says what is wrong");
    return;
  }
  require(false, "waiting without the lock raises RuntimeError");
}

void wait_bare(const Parameters&) {
  Condition condition{"condition"};
  const auto task = spawn("waiter", [&] { expect_error([&] { condition.wait(); }); });
  expect_error([&] { condition.wait(); });
  expect_error([&] { condition.wait_for([] { return false; }); });
  task.join();
}

}  // namespace

Model wait_without_lock() {
  return tutorial("wait_without_lock", "what happens when a task waits without the lock?",
                  &wait_bare);
}

}  // namespace vigil::models
