// SPDX-License-Identifier: MIT
/// Careless keys of groups: equal tasks of which some have ended, that wait for others or are
/// waited for, that are cancelled together, and that come in several groups.
#include <doctest/doctest.h>

#include <mutex>
#include <string>
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

using Outcomes = std::vector<std::string>;

void append(Shared<std::string>& text, std::string_view words) {
  text.modify([words](std::string& all) { all += words; });
}

/// One group has ended and was joined before the next begins, whose threads do the same.
void one_group_after_the_other() {
  sync::mutex mutex{"m"};
  Shared<std::string> order{{}, "order"};
  for (const char* const group : {"a", "b"}) {
    const std::string letter = group;
    sync::equal_threads threads = sync::spawn_equal(2, letter, [&, letter] {
      const std::string number = choose(2) == 0 ? "0" : "1";
      const sync::lock_guard guard(mutex);
      append(order, letter + number);
    });
    threads.join();
  }
  outcome("order", order.get());
}

/// Some of a group have ended when another thread looks, and those that have not will be let go.
void some_have_ended() {
  sync::mutex mutex{"m"};
  sync::condition_variable gate{"gate"};
  Shared<bool> open{false, "open"};
  Shared<int> passed{0, "passed"};
  Shared<int> seen{0, "seen"};
  sync::equal_threads threads = sync::spawn_equal(3, "worker", [&] {
    std::unique_lock lock(mutex);
    if (passed > 0) gate.wait(lock, [&] { return open.get(); });
    ++passed;
  });
  sync::thread opener([&] {
    const sync::lock_guard guard(mutex);
    seen = passed.get();
    open = true;
    gate.notify_all();
  });
  threads.join();
  opener.join();
  outcome("seen", seen.get());
}

/// Equal threads take what they can without waiting; who got nothing goes another way.
void take_without_waiting() {
  sync::mutex mutex{"m"};
  sync::atomic<int> refused{0, "refused"};
  sync::atomic<bool> first_done{false, "done"};
  sync::equal_threads threads = sync::spawn_equal(2, "worker", [&] {
    if (mutex.try_lock()) {
      first_done = true;
      mutex.unlock();
    } else {
      refused += first_done ? 10 : 1;
    }
  });
  threads.join();
  outcome("refused", refused.load());
}

/// Equal tasks wait for one that is none of them, and learn how it ended.
void wait_for_a_stranger() {
  Shared<std::string> log{{}, "log"};
  const aio::Task<> stranger = aio::spawn("stranger", [&] {
    aio::yield_now();
    if (choose(2) == 1) throw aio::ValueError("no");
  });
  const aio::EqualTasks tasks = aio::spawn_equal(2, "worker", [&, stranger] {
    const bool early = stranger.done();
    try {
      stranger.join();
      append(log, early ? "E" : "e");
    } catch (const aio::ValueError&) {
      append(log, early ? "X" : "x");
    }
  });
  tasks.wait();
  outcome("log", log.get());
}

/// The tasks of one group wait for those of another, and one of them may cancel these.
void one_group_waits_for_another() {
  aio::Event go{"go"};
  Shared<int> cancelled{0, "cancelled"};
  Shared<int> first{-1, "first"};
  const aio::EqualTasks inner = aio::spawn_equal(2, "inner", [&] {
    try {
      go.wait();
    } catch (const aio::CancelledError&) {
      ++cancelled;
    }
  });
  const aio::EqualTasks outer = aio::spawn_equal(2, "outer", [&] {
    if (choose(2) == 1) inner.cancel();
    inner.wait();
    if (first < 0) first = cancelled.get();
  });
  aio::yield_now();
  go.set();
  outer.wait();
  outcome("first", first.get());
}

/// A group is cancelled while one of it holds a lock and another waits for it.
void cancel_those_at_a_lock() {
  aio::Lock lock{"lock"};
  Shared<std::string> log{{}, "log"};
  const aio::EqualTasks tasks = aio::spawn_equal(2, "worker", [&] {
    try {
      lock.acquire();
    } catch (const aio::CancelledError&) {
      return append(log, "q");
    }
    try {
      aio::yield_now();
      append(log, "d");
    } catch (const aio::CancelledError&) {
      append(log, "h");
    }
    lock.release();
  });
  aio::yield_now();
  tasks.cancel();
  try {
    tasks.wait();
  } catch (const aio::CancelledError&) {
  }
  outcome("log", log.get());
}

/// Equal threads pass a barrier twice; one of them may say so in the second round.
void pass_a_barrier_twice() {
  sync::mutex mutex{"m"};
  sync::condition_variable moved{"moved"};
  Shared<int> waiting{0, "waiting"};
  Shared<int> generation{0, "generation"};
  Shared<std::string> log{{}, "log"};
  sync::equal_threads threads = sync::spawn_equal(2, "worker", [&] {
    for (int round = 0; round < 2; ++round) {
      const bool last_one_chooses = round == 1 && choose(2) == 1;
      std::unique_lock lock(mutex);
      const int mine = generation;
      if (last_one_chooses) append(log, std::to_string(mine));
      if (++waiting == 2) {
        waiting = 0;
        ++generation;
        append(log, "|");
        moved.notify_all();
      } else {
        moved.wait(lock, [&] { return generation != mine; });
      }
    }
  });
  threads.join();
  outcome("log", log.get());
}

/// Equal threads wait once, some of them without being notified.
void return_for_no_reason() {
  sync::mutex mutex{"m"};
  sync::condition_variable opened{"opened"};
  Shared<bool> open{false, "open"};
  Shared<std::string> log{{}, "log"};
  sync::equal_threads threads = sync::spawn_equal(2, "worker", [&] {
    std::unique_lock lock(mutex);
    if (!open) opened.wait(lock);
    append(log, open ? "o" : "s");
  });
  {
    const sync::lock_guard guard(mutex);
    open = true;
    opened.notify_all();
  }
  threads.join();
  outcome("log", log.get());
}

}  // namespace

TEST_SUITE("careless_keys") {
  TEST_CASE("a group that has ended is not the one that begins") {
    Outcomes all;
    for (const char* const first : {"a0a0", "a0a1", "a1a0", "a1a1"}) {
      for (const char* const second : {"b0b0", "b0b1", "b1b0", "b1b1"}) {
        all.push_back(std::string{"done order="} + first + second);
      }
    }
    Careless program{.body = one_group_after_the_other};
    CHECK(explored(program) == Explored{all, 81});
    program.symmetry = false;
    CHECK(explored(program) == Explored{all, 126});
  }

  TEST_CASE("how many of a group have ended is part of the state") {
    Careless program{.body = some_have_ended};
    CHECK(explored(program) == Explored{{"done seen=0", "done seen=1"}, 43});
    program.symmetry = false;
    CHECK(explored(program) == Explored{{"done seen=0", "done seen=1"}, 137});
  }

  TEST_CASE("which way an equal thread went when it got nothing is part of the state") {
    const Outcomes all{"done refused=0", "done refused=1", "done refused=10"};
    Careless program{.body = take_without_waiting};
    CHECK(explored(program) == Explored{all, 20});
    program.symmetry = false;
    CHECK(explored(program) == Explored{all, 36});
  }

  TEST_CASE("what equal tasks learn of a task that is none of them is part of the state") {
    const Outcomes all{"done log=EE", "done log=Ee", "done log=XX", "done log=Xx",
                       "done log=eE", "done log=ee", "done log=xX", "done log=xx"};
    Careless program{.dialect = Dialect::asyncio, .body = wait_for_a_stranger};
    CHECK(explored(program) == Explored{all, 29});
    program.symmetry = false;
    CHECK(explored(program) == Explored{all, 49});
  }

  TEST_CASE("how the tasks stand for which equal tasks wait is part of the state") {
    const Outcomes all{"done first=0", "done first=1", "done first=2"};
    Careless program{.dialect = Dialect::asyncio, .body = one_group_waits_for_another};
    CHECK(explored(program) == Explored{all, 309});
    program.symmetry = false;
    CHECK(explored(program) == Explored{all, 860});
  }

  TEST_CASE("whom of a group a cancellation found where is part of the state") {
    const Outcomes all{"done log=",   "done log=d", "done log=dd", "done log=dh",
                       "done log=dq", "done log=h", "done log=hq", "done log=qh"};
    Careless program{.dialect = Dialect::asyncio, .body = cancel_those_at_a_lock};
    CHECK(explored(program) == Explored{all, 27});
    program.symmetry = false;
    CHECK(explored(program) == Explored{all, 50});
  }

  TEST_CASE("in which round of a barrier an equal thread stands is part of the state") {
    const Outcomes all{"done log=|11|", "done log=|1|", "done log=||"};
    Careless program{.body = pass_a_barrier_twice};
    CHECK(explored(program) == Explored{all, 33});
    program.symmetry = false;
    CHECK(explored(program) == Explored{all, 60});
  }

  TEST_CASE("which of two waiters has returned for no reason is part of the state") {
    Careless program{.body = return_for_no_reason};
    program.execution.spurious_budget = 1;
    CHECK(explored(program) == Explored{{"done log=oo", "done log=so"}, 35});
    const Outcomes all{"done log=oo", "done log=so", "done log=ss"};
    program.execution.spurious_budget = 2;
    CHECK(explored(program) == Explored{all, 44});
    program.symmetry = false;
    CHECK(explored(program) == Explored{all, 72});
  }
}

}  // namespace vigil::tests
