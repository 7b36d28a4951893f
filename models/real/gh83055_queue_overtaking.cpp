// SPDX-License-Identifier: MIT
/// gh-83055, in asyncio to this day (https://github.com/python/cpython/issues/83055). A get() that
/// frees a slot wakes the putter that waits longest and takes it out of the queue's list. A
/// newcomer finds the slot free and nobody in the list, and puts first; the woken one starts again
/// at the end. The repair is ours: the slot is promised to whoever was woken, and is not free to
/// others.
#include "models/real/queue.hpp"
#include "models/real/real.hpp"

namespace vigil::models::real {

namespace {

/// P waits to put a second item; G makes room; Q comes along.
template <bool fixed>
void put_while_another_waits() {
  CurrentQueue<fixed> queue{1};
  Shared<bool> waiting{false, "waiting"};
  Shared<bool> overtook{false, "overtook"};
  const auto p = asyncio::spawn("P", [&] {
    queue.put(1);
    waiting = true;
    const Finally leave{[&] { waiting = false; }};
    queue.put(2);
  });
  const auto g = asyncio::spawn("G", [&] { queue.get(), queue.get(); });
  const auto q = asyncio::spawn("Q", [&] {
    if (!waiting) return;
    try {
      queue.put_nowait(3);
      overtook = p.cancelling() == 0;
    } catch (const asyncio::QueueFull&) {  // as it should be
    }
  });
  if (adversary_cancels()) {  // and then one side may wait for the other in vain
    asyncio::sleep(std::chrono::seconds{1});
    p.cancel();
    g.cancel();
  }
  asyncio::wait(p, g, q);
  require(!overtook, "nobody overtakes a task that waits to put");
}

}  // namespace

Bug gh83055_queue_overtaking() {
  return {.name = "gh83055_queue_overtaking",
          .about = "put_nowait() takes the slot that a waiting put() was woken for",
          .property = Property::requirement,
          .fifo = true,
          .diagnosis = "nobody overtakes a task that waits to put",
          .old = &put_while_another_waits<false>,
          .fixed = &put_while_another_waits<true>};
}

}  // namespace vigil::models::real
