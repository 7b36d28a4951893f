// SPDX-License-Identifier: MIT
/// The adversary's cancellations and early timeouts: what they reach, and that the primitives stand
/// them.
#include "primitives/asyncio/adversary.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <string>

#include "primitives/asyncio.hpp"
#include "tests/support/check.hpp"

namespace vigil::tests {

namespace {

using asyncio::CancelledError;
using asyncio::spawn;
using asyncio::wait;
using asyncio::yield_now;
using std::chrono::seconds;

[[nodiscard]] ExecutionOptions cancelling(std::uint32_t budget, Cpython cpython = Cpython::v3_13) {
  ExecutionOptions options;
  options.cancellation_budget = budget;
  options.cpython = cpython;
  return options;
}

[[nodiscard]] ExecutionOptions early_timeouts() {
  ExecutionOptions options;
  options.any_timeouts = true;
  return options;
}

[[nodiscard]] std::string word(const asyncio::TaskHandle& task) {
  return task.cancelled() ? "cancelled" : "done";
}

/// Two tasks that are cancelled or not, and say so.
void two_tasks() {
  const auto a = spawn("a", [] { yield_now(); });
  const auto b = spawn("b", [] { yield_now(); });
  wait(a, b);
  outcome("a", word(a));
  outcome("b", word(b));
}

void two_lock_users() {
  asyncio::Lock lock{"lock"};
  const auto use = [&] {
    const std::scoped_lock held(lock);
    yield_now();
  };
  const auto a = spawn("a", use);
  const auto b = spawn("b", use);
  wait(a, b);
  require(!lock.locked(), "the lock is free");
}

/// `main` is spared, so the notification is sent in every execution; the waiters pass it on.
void notified_waiters() {
  asyncio::Condition condition{"condition"};
  bool ready = false;
  const auto waiter = [&] {
    const std::scoped_lock held(condition);
    condition.wait_for([&] { return ready; });
    condition.notify();
  };
  const auto a = spawn("a", waiter);
  const auto b = spawn("b", waiter);
  yield_now();
  {
    const std::scoped_lock held(condition);
    ready = true;
    condition.notify();
  }
  wait(a, b);
}

void semaphore_users() {
  asyncio::Semaphore semaphore{1, "semaphore"};
  const auto use = [&] {
    semaphore.acquire();
    try {
      yield_now();
    } catch (const CancelledError&) {
      semaphore.release();
      throw;
    }
    semaphore.release();
  };
  const auto a = spawn("a", use);
  const auto b = spawn("b", use);
  wait(a, b);
  require(!semaphore.locked(), "the unit is back");
}

void event_waiters() {
  asyncio::Event event{"event"};
  const auto a = spawn("a", [&] { event.wait(); });
  const auto b = spawn("b", [&] { event.wait(); });
  yield_now();
  event.set();
  wait(a, b);
}

/// Whoever is alone at the barrier is sent away.
void barrier_parties() {
  asyncio::Barrier barrier{2, "barrier"};
  const auto party = [&] {
    try {
      barrier.wait();
    } catch (const asyncio::BrokenBarrierError&) {
    }
  };
  const auto a = spawn("a", party);
  const auto b = spawn("b", party);
  yield_now();
  barrier.abort();
  wait(a, b);
  require(barrier.n_waiting() == 0, "nobody is left at the barrier");
}

/// No item gets lost, and nobody waits for one that is there.
void queue_users() {
  asyncio::Queue<int> queue{0, "queue"};
  Shared<int> got{0};
  const auto getter = [&] {
    queue.get();
    ++got;
  };
  const auto a = spawn("a", getter);
  const auto b = spawn("b", getter);
  queue.put_nowait(1);
  queue.put_nowait(2);
  wait(a, b);
  require(got.get() + queue.qsize() == 2, "every item was taken or is there");
}

void impatient_lock_user() {
  asyncio::Lock lock{"lock"};
  const auto user = [&] {
    const std::scoped_lock held(lock);
    yield_now();
  };
  const auto a = spawn("a", user);
  const auto b = spawn("b", [&] {
    try {
      asyncio::timeout(seconds{60}, user);
    } catch (const asyncio::TimeoutError&) {
    }
  });
  const auto c = spawn("c", user);
  wait(a, b, c);
  require(!lock.locked(), "the lock is free");
}

void impatient_waiter() {
  asyncio::Condition condition{"condition"};
  bool ready = false;
  const auto waiter = [&] {
    const std::scoped_lock held(condition);
    condition.wait_for([&] { return ready; });
    condition.notify();
  };
  const auto a = spawn("a", [&] {
    try {
      asyncio::timeout(seconds{60}, waiter);
    } catch (const asyncio::TimeoutError&) {
    }
  });
  const auto b = spawn("b", waiter);
  yield_now();
  {
    const std::scoped_lock held(condition);
    ready = true;
    condition.notify();
  }
  wait(a, b);
}

[[nodiscard]] Report verified(void (*body)(), const ExecutionOptions& options) {
  VerifyOptions how;
  how.execution = options;
  how.count_traces = true;
  return verify(model_of(body), how);
}

}  // namespace

TEST_SUITE_BEGIN("adversary");

TEST_CASE("a cancellation hits before the first step, at the suspension, or too late") {
  const Body body = [] {
    Shared<int> line{0};
    const auto task = spawn("task", [&] {
      line.set(1);
      yield_now();
      line.set(2);
    });
    wait(task);
    outcome("task", word(task));
    outcome("line", line.get());
  };
  CHECK(outcomes_of(body, cancelling(0)) == Outcomes{"done line=2 task=done"});
  CHECK(outcomes_of(body, cancelling(1)) == Outcomes{"done line=0 task=cancelled",
                                                     "done line=1 task=cancelled",
                                                     "done line=2 task=done"});
  // declined; before the first step, at the suspension, too late
  CHECK(traces_of(body, cancelling(1)) == 1 + 3);
}

TEST_CASE("the budget is shared by all tasks") {
  CHECK(outcomes_of(two_tasks, cancelling(1)) ==
        Outcomes{"done a=cancelled b=done", "done a=done b=cancelled", "done a=done b=done"});
  CHECK(outcomes_of(two_tasks, cancelling(2)) ==
        Outcomes{"done a=cancelled b=cancelled", "done a=cancelled b=done",
                 "done a=done b=cancelled", "done a=done b=done"});
}

TEST_CASE("two cancellations can hit one task, one after the other") {
  const Body body = [] {
    Shared<int> caught{0};
    const auto task = spawn("task", [&] {
      for (int i = 0; i < 2; ++i) {
        try {
          yield_now();
        } catch (const CancelledError&) {
          ++caught;
        }
      }
    });
    wait(task);
    outcome("task", word(task));
    outcome("caught", caught.get());
  };
  CHECK(outcomes_of(body, cancelling(2)) ==
        Outcomes{"done caught=0 task=cancelled", "done caught=0 task=done",
                 "done caught=1 task=done", "done caught=2 task=done"});
}

TEST_CASE("main is spared") {
  const Body body = [] {
    yield_now();
    outcome("main", "went on");
  };
  CHECK(outcomes_of(body, cancelling(1)) == Outcomes{"done main=went on"});
}

TEST_CASE("the virtual clock does not wait for the adversary") {
  const Body body = [] {
    Shared<int> slept{0};
    const auto task = spawn("task", [&] {
      for (int i = 0; i < 2; ++i) {
        asyncio::sleep(seconds{1});
        ++slept;
      }
    });
    wait(task);
    outcome("task", word(task));
    outcome("slept", slept.get());
  };
  CHECK(outcomes_of(body, cancelling(1)) ==
        Outcomes{"done slept=0 task=cancelled", "done slept=1 task=cancelled",
                 "done slept=2 task=done"});
}

TEST_CASE("a cancellation comes at any moment although the loop keeps its order") {
  ExecutionOptions options = cancelling(1);
  options.order = Order::fifo;
  CHECK(outcomes_of(two_tasks, options) ==
        Outcomes{"done a=cancelled b=done", "done a=done b=cancelled", "done a=done b=done"});
}

TEST_CASE("the adversary reaches what a canceller of the model reaches") {
  const auto body = [](bool with_canceller) {
    return [with_canceller] {
      asyncio::Lock lock{"lock"};
      Shared<int> served{0};
      const auto use = [&] {
        const std::scoped_lock held(lock);
        yield_now();
        ++served;
      };
      const auto a = spawn("a", use);
      const auto b = spawn("b", use);
      if (with_canceller) {
        spawn("canceller", [a] {
          asyncio::sleep(asyncio::any_duration);
          a.cancel();
        });
      }
      wait(a, b);
      outcome("a", word(a));
      outcome("b", word(b));
      outcome("served", served.get());
    };
  };
  const Outcomes written = outcomes_of(body(true));
  const Outcomes injected = outcomes_of(body(false), cancelling(1));
  CHECK(written == Outcomes{"done a=cancelled b=done served=1", "done a=done b=done served=2"});
  CHECK(std::ranges::includes(injected, written));
}

TEST_CASE("the primitives stand every cancellation and every early timeout") {
  void (*const bodies[])() = {two_lock_users, notified_waiters, semaphore_users,
                              event_waiters,  barrier_parties,  queue_users};
  for (void (*const body)() : bodies) {
    CAPTURE(std::ranges::find(bodies, body) - std::begin(bodies));
    for (const std::uint32_t budget : {1U, 2U}) {
      const Report report = verified(body, cancelling(budget));
      CHECK(report.verdict == Verdict::verified);
      CHECK(report.executions == report.traces);
    }
    CHECK(broken_by(body, cancelling(1)).empty());
  }
  CHECK(broken_by(impatient_lock_user, early_timeouts()).empty());
  CHECK(broken_by(impatient_waiter, early_timeouts()).empty());
}

TEST_CASE("before CPython 3.13 a cancelled waiter takes its notification along") {
  const Report report = verified(notified_waiters, cancelling(1, Cpython::v3_12));
  REQUIRE(report.failures.size() == 1);
  const Failure& failure = report.failures.front();
  CHECK(failure.violation.property == Property::deadlock);
  CHECK(failure.diagnosis.starts_with("lost notification (swallowed): "));
  CHECK(failure.diagnosis.find(", which the adversary cancelled at step ") != std::string::npos);
  CHECK(broken_by(notified_waiters, cancelling(1, Cpython::v3_12)) ==
        std::vector{Property::deadlock});
}

TEST_SUITE_END();

}  // namespace vigil::tests
