// SPDX-License-Identifier: MIT
/// Algorithms that break what they promise, and what is said of them.
#include "primitives/asyncio/promises.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <mutex>
#include <string>

#include "primitives/asyncio.hpp"
#include "tests/support/check.hpp"

namespace vigil::tests {

namespace {

using asyncio::CancelledError;
using asyncio::Future;
using asyncio::GrantOrder;
using asyncio::LibraryCall;
using asyncio::spawn;
using asyncio::wait;
using asyncio::WaitsForGrant;
using asyncio::yield_now;
using Where = source_location;

/// A semaphore whose release wakes a waiter and hands it nothing (bpo-45997). With `flagged`, a
/// woken waiter keeps others out until it resumes, and for ever if it is cancelled (gh-90155). With
/// `swallows`, a cancelled waiter goes on waiting.
struct Flaws {
  bool flagged = false;
  bool swallows = false;
};

class FlawedSemaphore final : public Object, public asyncio::Grantable {
 public:
  explicit FlawedSemaphore(Flaws flaws) : Object("semaphore", "semaphore"), flaws_(flaws) {}

  void acquire() {
    Execution& execution = Execution::current();
    const LibraryCall call("acquire", *this);
    execution.touch(id(), Mode::write);
    while (woken_ || value_ == 0) wait_for_turn();
    order_.granted(execution.self());
    --value_;
  }
  void release() {
    Execution& execution = Execution::current();
    execution.touch(id(), Mode::write);
    ++value_;
    while (!waiters_.empty()) {
      const Future<> waiter = waiters_.front();
      waiters_.pop_front();
      if (waiter.done()) continue;
      waiter.set_result();
      woken_ = flaws_.flagged;
      return;
    }
  }

  [[nodiscard]] bool is_free() const override { return value_ > 0; }
  [[nodiscard]] ObjectId grantable_id() const override { return id(); }
  void state(StateSink& sink) const override { sink.add(std::uint64_t{value_}); }
  [[nodiscard]] std::string describe() const override {
    return "value " + std::to_string(value_);
  }

 private:
  void wait_for_turn() {
    Execution& execution = Execution::current();
    const Future<> future{asyncio::untold};
    waiters_.push_back(future);
    order_.queued(execution.self());
    const WaitsForGrant waits(*this);
    try {
      future.await(Operation{.kind = OperationKind::acquire, .object = id()});
      execution.touch(id(), Mode::write);
      woken_ = false;
    } catch (const CancelledError&) {
      execution.touch(id(), Mode::write);
      if (!flaws_.swallows) {
        order_.left(execution.self());
        throw;
      }
    }
  }

  Flaws flaws_;
  std::uint32_t value_ = 1;
  bool woken_ = false;
  std::deque<Future<>> waiters_;
  GrantOrder order_{*this};
};

[[nodiscard]] ExecutionOptions one_cancellation() {
  ExecutionOptions options;
  options.cancellation_budget = 1;
  return options;
}

[[nodiscard]] std::string message_of(const Body& body, const ExecutionOptions& options = {}) {
  VerifyOptions how;
  how.execution = options;
  const Report report = verify(model_of(body), how);
  return report.failures.empty() ? "" : report.failures.front().violation.message;
}

/// A gives the unit back and takes it again at once, while B waits.
void release_and_acquire() {
  FlawedSemaphore semaphore({});
  const auto a = spawn("a", [&] {
    semaphore.acquire();
    yield_now();
    semaphore.release();
    semaphore.acquire();
    semaphore.release();
  });
  const auto b = spawn("b", [&] {
    semaphore.acquire();
    semaphore.release();
  });
  wait(a, b);
}

void cancelled_while_woken() {
  FlawedSemaphore semaphore({.flagged = true});
  const auto a = spawn("a", [&] {
    semaphore.acquire();
    semaphore.release();
  });
  semaphore.acquire();
  yield_now();
  semaphore.release();
  wait(a);
  semaphore.acquire();
}

void cancelled_in_vain() {
  FlawedSemaphore semaphore({.swallows = true});
  const auto a = spawn("a", [&] {
    semaphore.acquire();
    semaphore.release();
  });
  semaphore.acquire();
  yield_now();
  semaphore.release();
  wait(a);
}

}  // namespace

TEST_SUITE_BEGIN("promises");

TEST_CASE("who comes later gets it before one that waits - overtaking") {
  CHECK(broken_by(release_and_acquire) == std::vector{Property::overtaking});
  CHECK(message_of(release_and_acquire) ==
        "`a` gets `semaphore` before `b`, which has waited longer");
}

TEST_CASE("a waiter that was cancelled is overtaken by right") {
  const Body body = [] {
    asyncio::Lock lock{"lock"};
    lock.acquire();
    const auto a = spawn("a", [&] { const std::scoped_lock held(lock); });
    yield_now();
    a.cancel();
    lock.release();
    lock.acquire();
    lock.release();
    wait(a);
    outcome("a", a.cancelled());
  };
  CHECK(outcomes_of(body) == Outcomes{"done a=1"});
}

TEST_CASE("one waits for ever for what is free - stuck resource") {
  CHECK(broken_by(cancelled_while_woken).empty());
  CHECK(broken_by(cancelled_while_woken, one_cancellation()) ==
        std::vector{Property::stuck_resource});
  CHECK(message_of(cancelled_while_woken, one_cancellation()) ==
        "`main` waits for `semaphore`, which is free, and nobody will wake it");
}

TEST_CASE("a call returns although a cancellation arrived in it - lost cancellation") {
  CHECK(broken_by(cancelled_in_vain).empty());
  CHECK(broken_by(cancelled_in_vain, one_cancellation()) ==
        std::vector{Property::lost_cancellation});
  CHECK(message_of(cancelled_in_vain, one_cancellation()) ==
        "`a` is cancelled in `acquire` of `semaphore`, which returns as if nothing had happened");
}

TEST_CASE("a cancellation that the model catches is not lost") {
  const Body body = [] {
    asyncio::Lock lock{"lock"};
    lock.acquire();
    const auto a = spawn("a", [&] {
      try {
        lock.acquire();
        lock.release();
      } catch (const CancelledError&) {
        yield_now();
      }
    });
    yield_now();
    lock.release();
    wait(a);
  };
  CHECK(broken_by(body, one_cancellation()).empty());
}

TEST_SUITE_END();

}  // namespace vigil::tests
