// SPDX-License-Identifier: MIT
#pragma once

/// What the asyncio queues of all times have in common: items, a deque of futures on either side;
/// and `CurrentQueue`, the algorithm since 3.5.1: futures carry no items, whoever is woken looks
/// again. That one lets newcomers overtake; with `fair` it does not (gh83055_queue_overtaking.cpp).
/// Footprint: every operation writes the queue; each future is an object of its own.
/// Source: CPython Lib/asyncio/queues.py.

#include <cstddef>
#include <deque>
#include <string>

#include "models/real/python.hpp"
#include "primitives/asyncio.hpp"

namespace vigil::models::real {

class AnyQueue : public Object {
 protected:
  using Where = source_location;

 public:
  explicit AnyQueue(std::size_t maxsize) : Object("queue", "queue"), maxsize_(maxsize) {}

  virtual void put(int item, Where where = Where::current()) = 0;
  virtual int get(Where where = Where::current()) = 0;
  [[nodiscard]] std::size_t size() const {
    Execution::current().touch(id(), Mode::read);
    return items_.size();
  }

  void state(StateSink& sink) const override;
  [[nodiscard]] std::string describe() const override;

 protected:
  void changes() const { Execution::current().touch(id(), Mode::write); }
  [[nodiscard]] Operation at(OperationKind kind, const Where& where) const {
    return {.kind = kind, .object = id(), .where = where};
  }
  [[nodiscard]] bool is_full() const { return maxsize_ > 0 && items_.size() >= maxsize_; }
  void append(int item, const Where& where);
  int take(const Where& where);

  std::size_t maxsize_;
  std::deque<int> items_;
};

template <bool fair>
class CurrentQueue final : public AnyQueue {
 public:
  using AnyQueue::AnyQueue;

  void put(int item, Where where = Where::current()) override {
    wait_while<&CurrentQueue::full>(putters_, at(OperationKind::put, where));
    put_nowait(item, where);
  }
  /// Throws: QueueFull.
  void put_nowait(int item, Where where = Where::current()) {
    changes();
    if (full()) throw asyncio::QueueFull{};
    append(item, where);
    wake_up_next(getters_);
  }
  int get(Where where = Where::current()) override {
    wait_while<&CurrentQueue::empty>(getters_, at(OperationKind::get, where));
    const int item = take(where);
    wake_up_next(putters_);
    return item;
  }

 private:
  struct Side {
    std::deque<asyncio::Future<>> waiters;
    std::size_t promised = 0;  ///< fair: slots or items that woken waiters will find
  };

  [[nodiscard]] bool full() const {
    return maxsize_ > 0 && items_.size() + putters_.promised >= maxsize_;
  }
  [[nodiscard]] bool empty() const { return items_.size() <= getters_.promised; }

  /// Waits at `operation` while there is no slot (no item).
  template <bool (CurrentQueue::*blocked)() const>
  void wait_while(Side& side, const Operation& operation) {
    changes();
    while ((this->*blocked)()) {
      const asyncio::Future<> future{asyncio::untold};
      side.waiters.push_back(future);
      try {
        future.await(operation);
      } catch (const asyncio::CancelledError&) {
        changes();
        std::erase(side.waiters, future);
        if (future.cancelled()) throw;
        if (fair) --side.promised;
        if (!(this->*blocked)()) wake_up_next(side);
        throw;
      }
      changes();
      if (fair) --side.promised;  // it is ours
    }
  }

  void wake_up_next(Side& side) {
    while (!side.waiters.empty()) {
      const asyncio::Future<> waiter = side.waiters.front();
      side.waiters.pop_front();
      if (waiter.done()) continue;
      waiter.set_result();
      if (fair) ++side.promised;
      return;
    }
  }

  Side getters_;
  Side putters_;
};

}  // namespace vigil::models::real
