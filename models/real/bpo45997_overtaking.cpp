// SPDX-License-Identifier: MIT
/// bpo-45997, in asyncio up to 3.8 (https://github.com/python/cpython/issues/90155). release wakes
/// a waiter but hands it nothing. A task that releases and acquires again at once takes the unit
/// once more; the woken one finds none, queues at the end, and can starve. Now (semaphore.cpp)
/// release hands the unit over.
#include "models/real/real.hpp"
#include "models/real/semaphore.hpp"

namespace vigil::models::real {

namespace {

using asyncio::CancelledError;
using asyncio::Future;

class OldSemaphore final : public AnySemaphore {
 public:
  void acquire(Where where = Where::current()) override {
    changes();
    bool queued = false;
    while (value_ <= 0) {
      queued = true;
      const Future<> future = enqueue();
      order_.queued(Execution::current().self());
      try {
        await(future, where);
        changes();
      } catch (const CancelledError&) {
        changes();
        order_.left(Execution::current().self());
        if (value_ > 0 && !future.cancelled()) wake_up_next();
        throw;
      }
    }
    order_.granted(Execution::current().self());
    --value_;
    acquired(queued, where);
  }

 private:
  bool wake_up_next() override {
    while (!waiters_.empty()) {
      const Future<> waiter = waiters_.front();
      waiters_.pop_front();
      if (waiter.done()) continue;
      waiter.set_result();
      return true;
    }
    return false;
  }

  void state(StateSink& sink) const override {
    AnySemaphore::state(sink);
    order_.state(sink);
  }

  asyncio::GrantOrder order_{*this};  // what it promised
};

/// A releases and acquires again at once; B has been waiting since before the release.
template <class Semaphore>
void release_and_acquire() {
  Semaphore semaphore;
  Shared<bool> waiting{false, "waiting"};
  Shared<bool> overtook{false, "overtook"};
  asyncio::Task<> b;
  const auto a = asyncio::spawn("A", [&] {
    async_with(semaphore, [] { asyncio::yield_now(); });
    async_with(semaphore, [&] {
      if (waiting && b.cancelling() == 0) overtook = true;
    });
  });
  b = asyncio::spawn("B", [&] {
    waiting = true;
    const Finally leave{[&] { waiting = false; }};
    async_with(semaphore, [&] { waiting = false; });
  });
  asyncio::wait(a, b);
  require(!overtook, "nobody overtakes a task that waits");
}

}  // namespace

Bug bpo45997_overtaking() {
  return {.name = "bpo45997_overtaking",
          .about = "a task that releases and acquires again overtakes the one that waits",
          .property = Property::overtaking,
          .fifo = true,
          .diagnosis = "gets `semaphore` before `B`, which has waited longer",
          .old = &release_and_acquire<OldSemaphore>,
          .fixed = &release_and_acquire<CurrentSemaphore>};
}

}  // namespace vigil::models::real
