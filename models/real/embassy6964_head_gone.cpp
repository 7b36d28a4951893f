// SPDX-License-Identifier: MIT
/// embassy PR 6964 (https://github.com/embassy-rs/embassy/pull/6964; PR 2766 is the other half). A
/// fair semaphore serves in order of arrival: the first waiter, who wants many permits, holds back
/// those behind it who want few. When it is cancelled, nobody tells the new first one, which waits
/// on although there are permits enough. The repair wakes it.
#include <deque>
#include <string>

#include "models/real/python.hpp"
#include "models/real/real.hpp"
#include "primitives/asyncio.hpp"

namespace vigil::models::real {

namespace {

using namespace std::chrono_literals;
using asyncio::CancelledError;
using asyncio::Future, asyncio::untold;

template <bool fixed>
class FairSemaphore final : public Object, private asyncio::Grantable {
  using Where = source_location;

 public:
  explicit FairSemaphore(int permits) : Object("semaphore", "semaphore"), permits_(permits) {}

  void acquire(int permits, Where where = Where::current()) {
    changes();
    const Operation operation{.kind = OperationKind::acquire, .object = id(), .where = where};
    const std::uint64_t ticket = next_ticket_++;
    waiters_.push_back({ticket, permits, Future<>{untold}});
    try {
      const asyncio::WaitsForGrant waits{*this};
      while (waiters_.front().ticket != ticket || permits_ < permits) {
        own(ticket).await(operation);
        changes();
        own(ticket) = Future<>{untold};
      }
    } catch (const CancelledError&) {
      changes();
      const bool was_first = waiters_.front().ticket == ticket;
      std::erase_if(waiters_, [&](const Waiter& waiter) { return waiter.ticket == ticket; });
      if (fixed && was_first) wake_first();
      throw;
    }
    waiters_.pop_front();
    permits_ -= permits;
    wake_first();
    Execution::current().complete(operation);
  }
  void release(int permits, Where where = Where::current()) {
    changes();
    permits_ += permits;
    wake_first();
    Execution::current().complete({.kind = OperationKind::release, .object = id(), .where = where});
  }

  void state(StateSink& sink) const override {
    sink.add(static_cast<std::uint64_t>(permits_));
    for (const Waiter& waiter : waiters_) sink.add(waiter.ticket);
  }
  [[nodiscard]] std::string describe() const override {
    return std::to_string(permits_) + " free, " + std::to_string(waiters_.size()) + " waiting";
  }

 private:
  struct Waiter {
    std::uint64_t ticket;
    int permits;  ///< that it wants
    Future<> waker;
  };

  [[nodiscard]] bool is_free() const override {
    return !waiters_.empty() && waiters_.front().permits <= permits_;
  }
  [[nodiscard]] ObjectId grantable_id() const override { return id(); }

  void changes() const { Execution::current().touch(id(), Mode::write); }
  [[nodiscard]] Future<>& own(std::uint64_t ticket) {
    return std::ranges::find(waiters_, ticket, &Waiter::ticket)->waker;
  }
  void wake_first() {
    if (!waiters_.empty() && !waiters_.front().waker.done()) waiters_.front().waker.set_result();
  }

  int permits_;
  std::uint64_t next_ticket_ = 0;
  std::deque<Waiter> waiters_;
};

/// One permit is free; B wants three of them and is cancelled, C wants one.
template <bool fixed>
void cancel_the_first_in_line() {
  FairSemaphore<fixed> semaphore{1};
  const auto b = asyncio::spawn("B", [&] {
    semaphore.acquire(3);
    semaphore.release(3);
  });
  const auto c = asyncio::spawn("C", [&] {
    semaphore.acquire(1);
    semaphore.release(1);
  });
  asyncio::sleep(1s);
  b.cancel();
  asyncio::wait(b, c);
}

}  // namespace

Bug embassy6964_head_gone() {
  return {.name = "embassy6964_head_gone",
          .about = "a cancelled waiter leaves those that it held back asleep",
          .property = Property::stuck_resource,
          .fifo = true,
          .diagnosis = "`C` waits for `semaphore`, which is free, and nobody will wake it",
          .old = &cancel_the_first_in_line<false>,
          .fixed = &cancel_the_first_in_line<true>};
}

}  // namespace vigil::models::real
