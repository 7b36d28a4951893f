// SPDX-License-Identifier: MIT
/// bpo-23812, in asyncio 3.4 (https://github.com/python/cpython/issues/67998). put hands the item
/// to the future of a waiting getter. When that getter is cancelled before it resumes, the item is
/// in no queue any more and nobody ever gets it. Since 3.5.1 (queue.hpp) futures carry no items:
/// the item stays in the queue until a getter takes it.
#include "models/real/queue.hpp"
#include "models/real/real.hpp"

namespace vigil::models::real {

namespace {

using asyncio::Future;

class OldQueue final : public AnyQueue {
 public:
  using AnyQueue::AnyQueue;

  void put(int item, Where where = Where::current()) override {
    consume_done_getters();
    append(item, where);
    if (getters_.empty()) return;
    const Future<int> getter = getters_.front();
    getters_.pop_front();
    getter.set_result(items_.front());
    items_.pop_front();
  }
  int get(Where where = Where::current()) override {
    changes();
    if (!items_.empty()) return take(where);
    const Future<int> getter{asyncio::untold};
    getters_.push_back(getter);
    const int item = getter.await(at(OperationKind::get, where));
    Execution::current().complete(at(OperationKind::get, where));
    return item;
  }

 private:
  void consume_done_getters() {
    changes();
    while (!getters_.empty() && getters_.front().done()) getters_.pop_front();
  }

  std::deque<Future<int>> getters_;
};

/// P puts one item, G and H want it; G is cancelled.
template <class Queue>
void cancel_a_getter() {
  Queue queue{0};  // without a bound
  Shared<int> put{0, "put"};
  Shared<int> taken{0, "taken"};
  const auto getter = [&] {
    queue.get();
    ++taken;
  };
  const auto g = asyncio::spawn("G", getter);
  const auto h = asyncio::spawn("H", getter);
  const auto p = asyncio::spawn("P", [&] {
    queue.put(1);
    ++put;
  });
  const asyncio::TaskHandle k = spawn_canceller(g);
  wait_for_all({p, k});
  asyncio::sleep(std::chrono::seconds{1});
  require(taken + static_cast<int>(queue.size()) == put, "no item gets lost");
  g.cancel();
  h.cancel();
  asyncio::wait(g, h);
}

}  // namespace

Bug bpo23812_item_lost() {
  return {.name = "bpo23812_item_lost",
          .about = "the item that a cancelled get() was given is gone",
          .property = Property::requirement,
          .fifo = true,
          .diagnosis = "no item gets lost",
          .old = &cancel_a_getter<OldQueue>,
          .fixed = &cancel_a_getter<CurrentQueue<false>>};
}

}  // namespace vigil::models::real
