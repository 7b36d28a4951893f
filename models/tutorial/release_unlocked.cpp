// SPDX-License-Identifier: MIT
/// What happens when a lock is released that nobody holds?
/// asyncio raises RuntimeError. It does so as well while a released lock is on its way to the next
/// waiter: free already, although that waiter is sure to get it.
#include "models/tutorial/tutorial.hpp"
#include "primitives/asyncio.hpp"

namespace vigil::models {

namespace {

using asyncio::Lock, asyncio::RuntimeError, asyncio::spawn, asyncio::yield_now;

void expect_error(Lock& lock) {
  try {
    lock.release();
  } catch (const RuntimeError& error) {
    require(error.text() == "Lock is not acquired.", "the error says what is wrong");
    return;
  }
  require(false, "releasing a free lock raises RuntimeError");
}

void release_twice(const Parameters&) {
  Lock lock{"lock"};
  expect_error(lock);
  lock.acquire();
  const auto next = spawn("next", [&] {
    lock.acquire();
    lock.release();
  });
  yield_now();
  lock.release();
  expect_error(lock);  // even if `next` waits: the lock is not handed over
  next.join();
}

}  // namespace

Model release_unlocked() {
  return tutorial("release_unlocked", "what happens when a lock is released that nobody holds?",
                  &release_twice);
}

}  // namespace vigil::models
