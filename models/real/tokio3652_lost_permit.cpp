// SPDX-License-Identifier: MIT
/// tokio PR 3652, in tokio up to 1.4 (https://github.com/tokio-rs/tokio/pull/3652). Notify stores a
/// permit when nobody waits. A waiter that notify_waiters() woke and that is dropped before it
/// resumes sets the state to "empty", because it was the last one in the list; the permit that a
/// notify_one() has stored meanwhile is gone. The repair changes the state only if it is "waiting".
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
class Notify final : public Object {
  using Where = source_location;

 public:
  Notify() : Object("condition", "notify") {}

  /// `notified().await`; a cancellation is what dropping the future is in Rust.
  void notified(Where where = Where::current()) {
    Execution& execution = Execution::current();
    changes();
    Operation operation{.kind = OperationKind::wait, .object = id(), .where = where};
    if (state_ == State::notified) {
      state_ = State::empty;
      return;
    }
    state_ = State::waiting;
    execution.complete(operation);
    const Future<> future{untold};
    waiters_.push_back(future);
    try {
      future.await(operation);
    } catch (const CancelledError&) {
      drop(future, where);
      throw;
    }
    operation.a = 1;
    execution.complete(operation, 1);
  }
  /// Wakes one waiter, or stores a permit.
  void notify_one(Where where = Where::current()) {
    changes();
    Operation operation{.kind = OperationKind::notify, .object = id(), .b = 1, .where = where};
    if (waiters_.empty()) {
      state_ = State::notified;
    } else {
      one_.push_back(waiters_.front());
      wake_first();
      operation.a = 1;
    }
    Execution::current().complete(operation);
  }
  /// Wakes all waiters; stores nothing.
  void notify_waiters(Where where = Where::current()) {
    changes();
    const auto count = static_cast<std::int64_t>(waiters_.size());
    while (!waiters_.empty()) wake_first();
    Execution::current().complete({.kind = OperationKind::notify_all,
                                   .object = id(),
                                   .a = count,
                                   .b = count,
                                   .where = where});
  }

  void state(StateSink& sink) const override {
    sink.add(static_cast<std::uint64_t>(state_));
    for (const Future<>& waiter : waiters_) sink.add(waiter.id().value);
    for (const Future<>& waiter : one_) sink.add(waiter.id().value);
  }
  [[nodiscard]] std::string describe() const override {
    static constexpr const char* words[] = {"empty", "waiting", "notified"};
    return words[static_cast<int>(state_)];
  }

 private:
  enum class State : std::uint8_t { empty, waiting, notified };

  void changes() const { Execution::current().touch(id(), Mode::write); }
  void wake_first() {
    const Future<> waiter = waiters_.front();
    waiters_.pop_front();
    if (waiters_.empty()) state_ = State::empty;
    if (!waiter.done()) waiter.set_result();
  }
  void drop(const Future<>& future, const Where& where) {
    changes();
    std::erase(waiters_, future);
    if (waiters_.empty() && (!fixed || state_ == State::waiting)) state_ = State::empty;
    if (std::erase(one_, future) > 0) notify_one(where);  // it was notify_one's: passed on
  }

  State state_ = State::empty;
  std::deque<Future<>> waiters_;
  std::deque<Future<>> one_;  ///< woken by notify_one
};

/// W waits and is woken together with all others; then a permit is stored, for X.
template <bool fixed>
void cancel_a_woken_waiter() {
  Notify<fixed> notify;
  const auto w = asyncio::spawn("W", [&] { notify.notified(); });
  asyncio::sleep(1s);
  notify.notify_waiters();
  notify.notify_one();
  const auto x = asyncio::spawn("X", [&] { notify.notified(); });
  wait_for_all({w, x, spawn_canceller(w)});
}

}  // namespace

Bug tokio3652_lost_permit() {
  return {.name = "tokio3652_lost_permit",
          .about = "a waiter that is cancelled takes a stored permit away",
          .property = Property::deadlock,
          .diagnosis = "lost notification",
          .old = &cancel_a_woken_waiter<false>,
          .fixed = &cancel_a_woken_waiter<true>};
}

}  // namespace vigil::models::real
