// SPDX-License-Identifier: MIT
#pragma once

/// `Queue<T>`, `LifoQueue<T>`, `PriorityQueue<T>`, asyncio's queues.
///
/// | state    | put()              | put_nowait() | get()                  | get_nowait() |
/// |----------|--------------------|--------------|------------------------|--------------|
/// | empty    | puts               | puts         | suspends               | QueueEmpty   |
/// | between  | puts               | puts         | takes                  | takes        |
/// | full     | suspends           | QueueFull    | takes                  | takes        |
/// | shut down| QueueShutDown      | QueueShutDown| takes; empty: QueueShutDown           |
///
/// A put wakes the getter that waits longest, a get the putter. Woken is not served: the waker
/// takes the waiter out of the list, a newcomer may take the item or the slot first, and the woken
/// task waits again at the end (gh-83055). A waiter that was woken and then cancelled wakes the
/// next. put, get. Visible: only when they have to wait. Throw: CancelledError, QueueShutDown.
/// maxsize <= 0: never full. task_done throws ValueError "task_done() called too many times".
/// shutdown: as of CPython 3.13.
/// Footprint: every put and get writes the queue, whether it succeeds or waits; observers read.
/// Source: CPython Lib/asyncio/queues.py.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/object.hpp"
#include "checker/source_location.hpp"
#include "checker/state_hash.hpp"
#include "primitives/asyncio/event.hpp"
#include "primitives/asyncio/future.hpp"

namespace vigil::asyncio {

namespace detail {

/// Everything of a queue but its items.
class QueueBase : public Object {
  using Where = source_location;

 public:
  ~QueueBase() override;

  [[nodiscard]] bool empty(Where where = Where::current()) const;
  [[nodiscard]] bool full(Where where = Where::current()) const;
  [[nodiscard]] std::int64_t qsize(Where where = Where::current()) const;
  [[nodiscard]] std::int64_t maxsize() const { return maxsize_; }

  void task_done(Where where = Where::current());
  /// Suspends until every item that was put has been followed by a task_done.
  void join(Where where = Where::current());

  /// For reports and program files, without footprint.
  [[nodiscard]] std::size_t getter_count() const { return getters_.size(); }
  [[nodiscard]] std::size_t putter_count() const { return putters_.size(); }
  [[nodiscard]] std::string describe() const override;

 protected:
  QueueBase(std::int64_t maxsize, std::string_view name);

  /// Suspend while the queue is full (empty).
  void wait_for_slot(const Where& where);
  void wait_for_item(const Where& where);
  /// Throw if it is not possible now; the caller stores or takes the item between the two parts.
  void check_put(const Where& where);
  void after_put(const Where& where);
  void check_get(const Where& where);
  void after_get(std::uint64_t item_hash, const Where& where);
  void shut_down(std::size_t dropped, bool immediate);
  void state_of_waiters(StateSink& sink) const;

 private:
  [[nodiscard]] bool is_full() const {
    return maxsize_ > 0 && size_ >= static_cast<std::size_t>(maxsize_);
  }
  [[nodiscard]] bool blocked(bool putting) const { return putting ? is_full() : size_ == 0; }
  void wait(bool putting, const Where& where);
  void wake_next(WaiterList& waiters);

  std::int64_t maxsize_;
  std::size_t size_ = 0;
  std::int64_t unfinished_ = 0;
  bool shut_down_ = false;
  WaiterList getters_;
  WaiterList putters_;
  Event finished_;
};

/// Which item comes next.
template <class T>
struct FirstIn {
  std::deque<T> items;
  void put(T item) { items.push_back(std::move(item)); }
  T take() {
    T item = std::move(items.front());
    items.pop_front();
    return item;
  }
};
template <class T>
struct LastIn {
  std::vector<T> items;
  void put(T item) { items.push_back(std::move(item)); }
  T take() {
    T item = std::move(items.back());
    items.pop_back();
    return item;
  }
};
template <class T>
struct Smallest {
  std::vector<T> items;  // a heap
  void put(T item) {
    items.push_back(std::move(item));
    std::push_heap(items.begin(), items.end(), std::greater<>{});
  }
  T take() {
    std::pop_heap(items.begin(), items.end(), std::greater<>{});
    T item = std::move(items.back());
    items.pop_back();
    return item;
  }
};

template <class T, class Store>
class BasicQueue final : public QueueBase {
  using Where = source_location;

 public:
  explicit BasicQueue(std::int64_t maxsize = 0, std::string_view name = {})
      : QueueBase(maxsize, name) {}

  void put(T item, Where where = Where::current()) {
    wait_for_slot(where);
    put_nowait(std::move(item), where);
  }
  void put_nowait(T item, Where where = Where::current()) {
    if (Execution::current().unwinding()) return;
    check_put(where);
    store_.put(std::move(item));
    after_put(where);
  }
  T get(Where where = Where::current()) {
    wait_for_item(where);
    return get_nowait(where);
  }
  T get_nowait(Where where = Where::current()) {
    check_get(where);
    T item = store_.take();
    after_get(Execution::current().observing() ? state_hash(item) : 0, where);
    return item;
  }
  void shutdown(bool immediate = false) {
    if (Execution::current().unwinding()) return;
    const std::size_t dropped = immediate ? store_.items.size() : 0;
    if (immediate) store_.items.clear();
    shut_down(dropped, immediate);
  }

  /// For reports and program files, without footprint.
  [[nodiscard]] const auto& items() const { return store_.items; }
  void state(StateSink& sink) const override {
    sink.add(state_hash(store_.items));
    state_of_waiters(sink);
  }

 private:
  Store store_;
};

}  // namespace detail

template <class T>
using Queue = detail::BasicQueue<T, detail::FirstIn<T>>;
template <class T>
using LifoQueue = detail::BasicQueue<T, detail::LastIn<T>>;
/// The smallest item first.
template <class T>
using PriorityQueue = detail::BasicQueue<T, detail::Smallest<T>>;

}  // namespace vigil::asyncio
