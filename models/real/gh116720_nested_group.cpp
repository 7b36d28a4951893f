// SPDX-License-Identifier: MIT
/// gh-116720, in asyncio 3.11 and 3.12 (https://github.com/python/cpython/issues/116720). A task
/// group that is waiting for its tasks to end, because one of them has failed, ignores that its
/// parent is cancelled meanwhile. When it was the group around it that cancelled the parent, since
/// a task of its own has failed, nothing is left of that: the parent goes on in a group that has
/// failed. Since 3.13 a group that leaves with errors passes on a cancellation that was not its
/// own.
#include <functional>
#include <string_view>
#include <vector>

#include "models/real/python.hpp"
#include "models/real/real.hpp"
#include "primitives/asyncio.hpp"

namespace vigil::models::real {

namespace {

using namespace std::chrono_literals;
using asyncio::CancelledError;
using asyncio::Exception;
using asyncio::TaskHandle;

/// asyncio.TaskGroup; the callback of a task that has failed is the end of that task.
template <bool fixed>
class TaskGroup {
 public:
  /// `async with TaskGroup() as group: body(group)`.
  template <class Body>
  static void run(Body body) {
    TaskGroup group;
    bool cancelled = false;
    try {
      body(group);
    } catch (const CancelledError&) {
      cancelled = true;
    }
    group.exit(cancelled);
  }

  template <class Body>
  void spawn(std::string_view name, Body body) {
    tasks_.push_back(asyncio::spawn(name, [this, body] {
      try {
        body();
      } catch (const Exception&) {
        on_failure();
      }
    }));
  }

 private:
  void on_failure() {
    failed_ = true;
    if (aborting_ || cancelled_parent_) return;
    abort();
    cancelled_parent_ = true;
    parent_.cancel();
  }
  void abort() {
    aborting_ = true;
    for (const TaskHandle& task : tasks_) {
      if (task != asyncio::current_task()) task.cancel();
    }
  }
  void exit(bool cancelled) {
    const auto take_back_own = [&] {
      if (cancelled_parent_ && parent_.uncancel() == 0) cancelled = false;
    };
    if (!fixed) take_back_own();
    if (cancelled && !aborting_) abort();
    for (bool waiting = !tasks_.empty(); waiting;) {
      try {
        asyncio::wait(tasks_);
        waiting = false;
      } catch (const CancelledError&) {
        if (aborting_) continue;  // its own, it believes
        cancelled = true;
        abort();
      }
    }
    if (fixed) take_back_own();
    if (cancelled && !failed_) throw CancelledError{};
    if (!failed_) return;
    if (fixed && parent_.cancelling() > 0) {  // it was not its own: again, for what comes next
      parent_.uncancel();
      parent_.cancel();
    }
    throw Exception("unhandled errors in a TaskGroup");
  }

  TaskHandle parent_ = asyncio::current_task();
  std::vector<TaskHandle> tasks_;
  Shared<bool> failed_{false, "failed"};
  Shared<bool> aborting_{false, "aborting"};
  Shared<bool> cancelled_parent_{false, "cancelled_parent"};
};

/// P runs a group in a group. X fails in the outer one, Y in the inner one, where Z takes a while
/// to end. P has dealt with the errors of the inner group and goes on in the outer one.
template <bool fixed>
void fail_in_both_groups() {
  using Group = TaskGroup<fixed>;
  asyncio::Event never{"never"};
  Shared<bool> x_failed{false, "x_failed"};
  const auto inner = [&](Group& group) {
    group.spawn("Y", [] { throw Exception("Y"); });
    group.spawn("Z", [&] {
      try {
        never.wait();
      } catch (const CancelledError&) {
        asyncio::yield_now();
        throw;
      }
    });
  };
  const auto outer = [&](Group& group) {
    group.spawn("X", [&] {
      x_failed = true;
      throw Exception("X");
    });
    try {
      Group::run(inner);
    } catch (const Exception&) {  // of Y
    }
    never.wait();
    require(!x_failed, "a group that has failed cancels its parent");
  };
  const auto p = asyncio::spawn("P", [&] {
    try {
      Group::run(outer);
    } catch (const Exception&) {  // of X
    }
  });
  asyncio::sleep(1s);
  never.set();
  asyncio::wait(p);
}

}  // namespace

Bug gh116720_nested_group() {
  return {.name = "gh116720_nested_group",
          .about = "a task group swallows a cancellation of the group around it",
          .property = Property::requirement,
          .fifo = true,
          .diagnosis = "a group that has failed cancels its parent",
          .old = &fail_in_both_groups<false>,
          .fixed = &fail_in_both_groups<true>};
}

}  // namespace vigil::models::real
