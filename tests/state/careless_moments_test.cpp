// SPDX-License-Identifier: MIT
/// Careless keys, moments: what is on its way to a task, timers that run at the same time, and the
/// end of what others stand at.
#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "primitives/asyncio.hpp"
#include "primitives/choose.hpp"
#include "primitives/require.hpp"
#include "primitives/shared.hpp"
#include "primitives/threads.hpp"
#include "tests/state/careless.hpp"

namespace vigil::tests {

namespace {

namespace aio = vigil::asyncio;
namespace sync = vigil::threads;
using namespace std::chrono_literals;

using Outcomes = std::vector<std::string>;

void append(Shared<std::string>& text, std::string_view words) {
  text.modify([words](std::string& all) { all += words; });
}

/// Three tasks sleep for one second or two, each twice.
void sleep_at_the_same_time() {
  Shared<std::string> order{{}, "order"};
  const auto sleeper = [&order](const char* name) {
    return aio::spawn(name, [&order, name] {
      aio::sleep(1s + 1s * choose(2));
      append(order, name);
      aio::sleep(1s);
      append(order, name);
    });
  };
  const auto a = sleeper("a");
  const auto b = sleeper("b");
  aio::wait(a, b);
  outcome("order", order.get());
}

/// A deadline passes while a task whose own has passed queues for the lock.
void queue_when_time_is_up() {
  aio::Lock lock{"lock"};
  Shared<std::string> order{{}, "order"};
  using std::chrono::seconds;
  const auto taker = [&](const char* name, seconds before, seconds inside) {
    return aio::spawn(name, [&, name, before, inside] {
      aio::sleep(before);
      lock.acquire();
      append(order, name);
      aio::sleep(inside);
      lock.release();
    });
  };
  const auto a = taker("a", 1s, 2s);
  const auto b = taker("b", 2s, 1s);
  const auto c = taker("c", 2s, 1s + 1s * choose(2));
  aio::wait(a, b, c);
  outcome("order", order.get());
}

/// A waiter is notified, queues for the lock, and is cancelled there, perhaps twice.
void cancel_between_notify_and_lock() {
  aio::Condition condition{"condition"};
  Shared<std::string> log{{}, "log"};
  const auto waiter = [&](const char* name) {
    return aio::spawn(name, [&, name] {
      condition.acquire();
      try {
        condition.wait();
        append(log, name);
      } catch (const aio::CancelledError&) {
        append(log, std::string{name} + "!");
        append(log, std::to_string(aio::current_task().cancelling()));
      }
      condition.release();
    });
  };
  const auto a = waiter("a");
  const auto b = waiter("b");
  aio::yield_now();
  condition.acquire();
  condition.notify();
  const std::uint32_t strikes = choose(3);
  for (std::uint32_t i = 0; i < strikes; ++i) a.cancel();
  condition.release();
  aio::yield_now();
  condition.acquire();
  condition.notify_all();
  condition.release();
  aio::wait(a, b);
  outcome("log", log.get());
}

/// A cancellation is taken back before it arrives, or after.
void uncancel_in_time() {
  aio::Event event{"event"};
  Shared<std::string> log{{}, "log"};
  const auto target = aio::spawn("target", [&] {
    for (int round = 0; round < 2; ++round) {
      try {
        event.wait();
        append(log, "w");
      } catch (const aio::CancelledError&) {
        append(log, "c");
      }
      aio::yield_now();
    }
  });
  const auto other = aio::spawn("other", [&] {
    target.cancel();
    if (choose(2) == 1) append(log, std::to_string(target.uncancel()));
    aio::yield_now();
    event.set();
  });
  try {
    aio::wait(target, other);
  } catch (const aio::CancelledError&) {
  }
  outcome("log", log.get() + (target.cancelled() ? "!" : ""));
}

/// Whoever waits for a task hands a cancellation on to it.
void cancel_through_a_joiner() {
  Shared<std::string> log{{}, "log"};
  aio::Event event{"event"};
  const auto inner = aio::spawn("inner", [&] {
    try {
      event.wait();
      append(log, "i");
    } catch (const aio::CancelledError&) {
      append(log, "c");
      if (choose(2) == 1) throw;
    }
  });
  const auto outer = aio::spawn("outer", [&] {
    try {
      inner.join();
      append(log, "o");
    } catch (const aio::CancelledError&) {
      append(log, "!");
    }
  });
  const auto setter = aio::spawn("setter", [&] { event.set(); });
  aio::yield_now();
  outer.cancel();
  aio::wait(inner, outer, setter);
  outcome("log", log.get());
}

/// What goes on at the same time, so that the same transition is made in several states.
[[nodiscard]] aio::Task<> passer(const char* name) {
  return aio::spawn(name, [] {
    for (int i = 0; i < 3; ++i) aio::yield_now();
  });
}

/// An event ends when whoever waited for it has gone on, or has not yet.
void end_of_an_event() {
  std::optional<aio::Event> event;
  event.emplace("event");
  const aio::Task<> waiter = aio::spawn("waiter", [&event] { event->wait(); });
  const aio::Task<> first = passer("first");
  const aio::Task<> second = passer("second");
  aio::yield_now();
  const aio::Task<> ender = aio::spawn("ender", [&event] {
    event->set();
    aio::yield_now();
    event.reset();
  });
  aio::wait(first, second, waiter);
  aio::wait(ender);
}

/// The same with a condition, whose lock stays.
void end_of_a_condition() {
  aio::Lock lock{"lock"};
  std::optional<aio::Condition> condition;
  condition.emplace(lock, "condition");
  Shared<bool> waits{false, "waits"};
  const aio::Task<> waiter = aio::spawn("waiter", [&] {
    lock.acquire();
    waits = true;
    condition->wait();
    lock.release();
  });
  const aio::Task<> first = passer("first");
  const aio::Task<> ender = aio::spawn("ender", [&] {
    lock.acquire();
    if (waits) condition->notify_all();
    lock.release();
    aio::yield_now();
    if (waits) condition.reset();
  });
  aio::wait(first, ender, waiter);
}

/// A mutex ends when a thread that nobody waits for has got it, or still stands at it.
void end_of_a_mutex() {
  const auto mutex = std::make_shared<std::optional<sync::mutex>>();
  mutex->emplace("m");
  sync::thread taker([mutex] {
    (*mutex)->lock();
    (*mutex)->unlock();
  });
  taker.detach();
  sync::mutex other{"other"};
  sync::thread passer([&other] { const sync::lock_guard guard(other); });
  passer.join();
  mutex->reset();
}

/// Two say that a failure is nobody's business; one of them does not always say so.
void forgive_twice() {
  const aio::Task<> first = passer("first");
  const aio::Task<> second = passer("second");
  const aio::Task<> failing = aio::spawn("failing", [] { throw aio::ValueError("no"); });
  const aio::Task<> sometimes = aio::spawn("sometimes", [failing] {
    if (choose(2) == 0) failing.ignore_failure();
  });
  const aio::Task<> always = aio::spawn("always", [failing] { failing.ignore_failure(); });
  aio::wait(sometimes, first, second);
}

}  // namespace

TEST_SUITE("careless_keys") {
  TEST_CASE("which timers run out together is part of the state") {
    const Outcomes all{"done order=aabb", "done order=abab", "done order=abba",
                       "done order=baab", "done order=baba", "done order=bbaa"};
    Careless program{.dialect = Dialect::asyncio, .body = sleep_at_the_same_time};
    CHECK(explored(program) == Explored{all, 48});
    program.execution.clock = Clock::early;
    CHECK(explored(program) == Explored{all, 186});
    program.execution.clock = Clock::arbitrary;
    CHECK(explored(program) == Explored{all, 90});
  }

  TEST_CASE("a deadline that passes while its task queues is part of the state") {
    const Outcomes in_time{"done order=abc", "done order=acb"};
    const Outcomes all{"done order=abc", "done order=acb", "done order=bac",
                       "done order=bca", "done order=cab", "done order=cba"};
    Careless program{.dialect = Dialect::asyncio, .body = queue_when_time_is_up};
    CHECK(explored(program) == Explored{in_time, 47});
    program.execution.clock = Clock::early;
    CHECK(explored(program) == Explored{all, 696});
    program.execution.clock = Clock::arbitrary;
    CHECK(explored(program) == Explored{all, 233});
  }

  TEST_CASE("a cancellation between a notification and the lock is part of the state") {
    const Outcomes all{"deadlock (blocked: a, b, main)",
                       "deadlock (blocked: a, main)",
                       "deadlock (blocked: b, main)",
                       "done log=a!1b",
                       "done log=a!2b",
                       "done log=ab",
                       "done log=b",
                       "done log=ba",
                       "done log=ba!1",
                       "done log=ba!2"};
    Careless program{.dialect = Dialect::asyncio, .body = cancel_between_notify_and_lock};
    for (const Cpython cpython : {Cpython::v3_11, Cpython::v3_13}) {
      program.execution.cpython = cpython;
      CHECK(explored(program) == Explored{all, 101});
    }
  }

  TEST_CASE("a cancellation that is taken back is part of the state") {
    Careless program{.dialect = Dialect::asyncio, .body = uncancel_in_time};
    program.execution.cpython = Cpython::v3_11;
    CHECK(explored(program) ==
          Explored{{"done log=!", "done log=0!", "done log=0cw", "done log=cw"}, 31});
    program.execution.cpython = Cpython::v3_13;
    CHECK(explored(program) ==
          Explored{{"done log=!", "done log=0cw", "done log=0ww", "done log=cw"}, 37});
  }

  TEST_CASE("a cancellation that a joiner hands on is part of the state") {
    const Outcomes all{"done log=!",  "done log=c!", "done log=co",
                       "done log=i", "done log=i!", "done log=io"};
    CHECK(explored({.dialect = Dialect::asyncio, .body = cancel_through_a_joiner}) ==
          Explored{all, 50});
  }

  TEST_CASE("a waiter that was woken is seen by whoever ends what it waited for") {
    Careless program{.dialect = Dialect::asyncio, .dpor_finds_all = false};
    program.body = end_of_an_event;
    CHECK(explored(program) ==
          Explored{{"done", "violated misuse: `event` is destroyed while `waiter` waits for it"},
                   280});
    program.body = end_of_a_condition;
    CHECK(explored(program) ==
          Explored{{"deadlock (blocked: main, waiter)", "done",
                    "violated misuse: `condition` is destroyed while `waiter` waits for it"},
                   45});
  }

  TEST_CASE("a thread that stands at a mutex is seen by whoever ends it") {
    CHECK(explored({.body = end_of_a_mutex, .dpor_finds_all = false}) ==
          Explored{{"done", "violated misuse: the mutex `m` is destroyed while `task 1` is about "
                            "to lock it"},
                   12});
  }

  TEST_CASE("that a failure is forgiven is part of the state") {
    CHECK(explored({.dialect = Dialect::asyncio, .body = forgive_twice}) ==
          Explored{{"done"}, 307});
  }
}

}  // namespace vigil::tests
