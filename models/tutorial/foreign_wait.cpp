// SPDX-License-Identifier: MIT
/// What happens when a task waits while another one holds the lock? asyncio lets it pass: it only
/// looks whether somebody holds the lock, and the stray wait() releases the *other* task's lock in
/// the middle of its critical section. Vigil reports it as a breach of discipline
/// (`--no-discipline` lets it pass, as asyncio does).
#include <mutex>

#include "models/tutorial/tutorial.hpp"
#include "primitives/asyncio.hpp"

namespace vigil::models {

namespace {

using asyncio::Condition, asyncio::spawn, asyncio::yield_now;

void wait_under_foreign_lock(const Parameters&) {
  Condition condition{"condition"};
  const auto stray = spawn("stray", [&] {
    if (condition.locked()) condition.wait();  // forgot to acquire
  });
  std::unique_lock held{condition};
  yield_now();
  condition.notify_all();
  held.unlock();
  stray.join();
}

}  // namespace

Model foreign_wait() {
  Model model = tutorial("foreign_wait", "what happens when a task waits on another task's lock?",
                         &wait_under_foreign_lock);
  model.expected = breaks(Property::discipline);
  return model;
}

}  // namespace vigil::models
