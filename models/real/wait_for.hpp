// SPDX-License-Identifier: MIT
#pragma once

/// What the old versions of asyncio.wait_for have in common: the body runs as a task of its own,
/// and somebody waits for its end or the deadline. Since 3.12 it runs in the same task, under
/// asyncio.timeout, and none of this is needed.
/// Source: CPython Lib/asyncio/tasks.py, wait_for and _cancel_and_wait.

#include <span>

#include "models/real/condition.hpp"
#include "models/real/lock.hpp"
#include "models/real/python.hpp"
#include "primitives/asyncio.hpp"

namespace vigil::models::real {

/// Waits until `task` has ended or the time is up, whichever comes first.
/// Throws: CancelledError, which leaves the task alone.
inline void wait_until(const asyncio::TaskHandle& task, asyncio::Duration duration,
                       source_location where) {
  asyncio::wait(std::span{&task, 1}, asyncio::ReturnWhen::all_completed, duration, where);
}

inline void cancel_and_wait(const asyncio::TaskHandle& task, source_location where) {
  task.cancel(where);
  asyncio::wait(task, where);
}

/// Today's condition, on a lock that does not ask who holds it: the body of an old wait_for waits
/// on the lock of its caller.
class PlainCondition final : public BasicCondition<CurrentLock> {
 public:
  void wait(Where where = Where::current()) override {
    bool cancelled = !wait_for_notification(where);
    while (!take_back(where)) cancelled = true;
    if (cancelled) {
      wake(1);
      throw asyncio::CancelledError{};
    }
    returns(where);
  }
};

}  // namespace vigil::models::real
