// SPDX-License-Identifier: MIT
/// gh-155233, in asyncio from 3.11 to this day (https://github.com/python/cpython/issues/155233).
/// The index that wait() returns is the number of those who wait. A waiter that is cancelled leaves
/// that number one smaller, and the next arrival gets the index of somebody who still waits. The
/// repair is ours: the least index that nobody has.
#include <set>
#include <vector>

#include "models/real/python.hpp"
#include "models/real/real.hpp"
#include "primitives/asyncio.hpp"

namespace vigil::models::real {

namespace {

using asyncio::CancelledError;

/// CPython's Barrier without reset and abort, as of 3.13.
template <bool fixed>
class Barrier {
 public:
  explicit Barrier(int parties) : parties_(parties) {}

  int wait() {
    int index = 0;
    async_with(condition_, [&] {
      condition_.wait_for([&] { return !draining_.get(); });
      index = fixed ? least_free() : count_.get();
      ++count_;
      present_.modify([&](auto& present) { present.insert(index); });
      const Finally leave{[&] { this->leave(index); }};
      if (count_ == parties_) {
        draining_ = true;
        condition_.notify_all();
      } else {
        condition_.wait_for([&] { return draining_.get(); });
      }
    });
    return index;
  }

 private:
  [[nodiscard]] int least_free() const {
    int index = 0;
    while (present_.get().contains(index)) ++index;
    return index;
  }
  void leave(int index) {
    --count_;
    present_.modify([&](auto& present) { present.erase(present.find(index)); });
    if (count_ > 0) return;
    draining_ = false;
    condition_.notify_all();
  }

  asyncio::Condition condition_{"condition"};
  int parties_;
  Shared<int> count_{0, "count"};
  Shared<std::multiset<int>> present_{{}, "present"};
  Shared<bool> draining_{false, "draining"};
};

/// A, B, C and D come to a barrier for three; A, the first, is cancelled.
template <bool fixed>
void cancel_an_early_bird() {
  Barrier<fixed> barrier{3};
  Shared<std::multiset<int>> indices{{}, "indices"};
  const auto visitor = [&](int turns) {
    return [&, turns] {
      for (int turn = 0; turn < turns; ++turn) asyncio::yield_now();
      const int index = barrier.wait();
      require(!indices.get().contains(index), "everybody gets another index");
      indices.modify([&](auto& all) { all.insert(index); });
    };
  };
  const auto a = asyncio::spawn("A", visitor(0));
  const auto b = asyncio::spawn("B", visitor(0));
  const asyncio::TaskHandle k = spawn_canceller(a);
  const auto c = asyncio::spawn("C", visitor(1));
  const auto d = asyncio::spawn("D", visitor(1));
  asyncio::sleep(std::chrono::seconds{1});
  for (const asyncio::TaskHandle& task : {a, b, c, d}) task.cancel();  // whoever is left over
  wait_for_all({a, b, c, d, k});
}

}  // namespace

Bug gh155233_barrier_index() {
  return {.name = "gh155233_barrier_index",
          .about = "two tasks get the same index of a barrier",
          .property = Property::requirement,
          .fifo = true,
          .diagnosis = "everybody gets another index",
          .old = &cancel_an_early_bird<false>,
          .fixed = &cancel_an_early_bird<true>};
}

}  // namespace vigil::models::real
