// SPDX-License-Identifier: MIT
/// asyncio #265 and #268, in asyncio 3.5.0 (https://github.com/python/asyncio/issues/268; #269). A
/// get wakes a waiting putter, which puts its item when it resumes and does not look whether a
/// getter has come meanwhile. Then a getter waits at a queue that has an item: the next put trips
/// over its assertion, or, if there is none, the getter waits for ever. Since 3.5.1 (queue.hpp) a
/// put always wakes a getter.
#include "models/real/queue.hpp"
#include "models/real/real.hpp"

namespace vigil::models::real {

namespace {

using asyncio::Future;

class OldQueue final : public AnyQueue {
 public:
  using AnyQueue::AnyQueue;

  void put(int item, Where where = Where::current()) override {
    changes();
    consume_done(getters_);
    if (!getters_.empty()) {
      if (!items_.empty()) {
        throw asyncio::AssertionError("queue non-empty, why are getters waiting?");
      }
      const Future<int> getter = getters_.front();
      getters_.pop_front();
      append(item, where);
      items_.pop_front();
      getter.set_result(item);
    } else if (is_full()) {
      const Future<> putter{asyncio::untold};
      putters_.push_back(putter);
      putter.await(at(OperationKind::put, where));
      append(item, where);
    } else {
      append(item, where);
    }
  }
  int get(Where where = Where::current()) override {
    changes();
    consume_done(putters_);
    if (!putters_.empty()) {
      if (!is_full()) throw asyncio::AssertionError("queue not full, why are putters waiting?");
      const Future<> putter = putters_.front();
      putters_.pop_front();
      putter.set_result();
      return take(where);
    }
    if (!items_.empty()) return take(where);
    const Future<int> getter{asyncio::untold};
    getters_.push_back(getter);
    const int item = getter.await(at(OperationKind::get, where));
    Execution::current().complete(at(OperationKind::get, where));
    return item;
  }

 private:
  template <class T>
  static void consume_done(std::deque<Future<T>>& waiters) {
    while (!waiters.empty() && waiters.front().done()) waiters.pop_front();
  }

  std::deque<Future<int>> getters_;
  std::deque<Future<>> putters_;
};

/// A producer and a consumer of four items, one slot, no cancellation.
template <class Queue>
void produce_and_consume() {
  Queue queue{1};
  const auto p = asyncio::spawn("P", [&] {
    for (int item = 1; item <= 4; ++item) queue.put(item);
  });
  const auto c = asyncio::spawn("C", [&] {
    for (int item = 1; item <= 4; ++item) {
      require(queue.get() == item, "items come in the order in which they were put");
    }
  });
  if (adversary_cancels()) {  // and then the other one has nobody to wait for
    const asyncio::TaskHandle both[] = {p, c};
    asyncio::wait(both, asyncio::ReturnWhen::first_completed);
    p.cancel();
    c.cancel();
  }
  asyncio::wait(p, c);
}

}  // namespace

Bug asyncio268_queue_assertion() {
  return {.name = "asyncio268_queue_assertion",
          .about = "a getter waits at a queue that has an item",
          .property = Property::uncaught,
          .fifo = true,
          .diagnosis = "AssertionError: queue non-empty, why are getters waiting?",
          .old = &produce_and_consume<OldQueue>,
          .fixed = &produce_and_consume<CurrentQueue<false>>};
}

}  // namespace vigil::models::real
