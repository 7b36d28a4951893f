// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

#include "tests/primitives/threads/threads.hpp"

namespace vigil::tests {

namespace {

namespace sync = vigil::threads;

/// The code of the std::system_error that `act` throws; 0 if it throws none.
template <class Act>
[[nodiscard]] int error_of(Act&& act) {
  try {
    std::forward<Act>(act)();
  } catch (const std::system_error& error) {
    return error.code().value();
  }
  return 0;
}

}  // namespace

TEST_SUITE_BEGIN("thread");

TEST_CASE("join waits for the end and orders what the thread did before it") {
  const Body body = [] {
    Shared<int> value{0, "value"};
    sync::thread writer([&] { value = 1; });
    writer.join();
    outcome("value", value.get());
  };
  CHECK(outcomes_of(body, threads_options()) == Outcomes{"done value=1"});
  CHECK(broken_by(body, threads_options()).empty());
}

TEST_CASE("what happens before a spawn is ordered before the thread") {
  const Body body = [] {
    Shared<int> value{0, "value"};
    value = 2;
    sync::thread reader([&] { outcome("value", value.get()); });
    reader.join();
  };
  CHECK(outcomes_of(body, threads_options()) == Outcomes{"done value=2"});
  CHECK(broken_by(body, threads_options()).empty());
}

TEST_CASE("a thread passes its arguments on and knows its id") {
  const Body body = [] {
    sync::thread::id inside;
    sync::thread adder([&](int a, int b) {
      inside = sync::this_thread::get_id();
      outcome("sum", a + b);
    }, 3, 4);
    const sync::thread::id outside = adder.get_id();
    adder.join();
    outcome("same", inside == outside ? 1 : 0);
    outcome("none", adder.get_id() == sync::thread::id{} ? 1 : 0);
  };
  CHECK(outcomes_of(body, threads_options()) == Outcomes{"done none=1 same=1 sum=7"});
}

TEST_CASE("joining or detaching a thread that is not joinable throws invalid_argument") {
  const Body body = [] {
    sync::thread thread([] {});
    thread.join();
    outcome("join", error_of([&] { thread.join(); }));
    outcome("detach", error_of([&] { thread.detach(); }));
  };
  const std::string invalid = std::to_string(static_cast<int>(std::errc::invalid_argument));
  CHECK(outcomes_of(body, threads_options()) ==
        Outcomes{"done detach=" + invalid + " join=" + invalid});
}

TEST_CASE("a moved thread is joinable where it went and nowhere else") {
  const Body body = [] {
    sync::thread first([] {});
    sync::thread second = std::move(first);
    outcome("first", first.joinable() ? 1 : 0);
    outcome("second", second.joinable() ? 1 : 0);
    second.join();
  };
  CHECK(outcomes_of(body, threads_options()) == Outcomes{"done first=0 second=1"});
}

TEST_CASE("destroying a joinable thread is misuse") {
  const Body body = [] { sync::thread forgotten = sync::thread::named("worker", [] {}); };
  CHECK(outcomes_of(body, threads_options()) ==
        Outcomes{"violated misuse: the thread object of `worker` is destroyed while it is "
                 "joinable"});
}

TEST_CASE("assigning to a joinable thread is misuse") {
  const Body body = [] {
    sync::thread thread = sync::thread::named("worker", [] {});
    thread = sync::thread{};
  };
  CHECK(outcomes_of(body, threads_options()) ==
        Outcomes{"violated misuse: the thread object of `worker` is assigned to while it is "
                 "joinable"});
}

TEST_CASE("an exception that leaves a thread is uncaught and is told") {
  const Body exception = [] {
    sync::thread thread = sync::thread::named("worker", [] { throw std::runtime_error("no"); });
    thread.join();
  };
  CHECK(outcomes_of(exception, threads_options()) ==
        Outcomes{"violated uncaught: `worker` ended with an exception: no"});
}

TEST_CASE("an execution without main still waits for detached threads") {
  const Body body = [] {
    sync::thread thread([] { outcome("ran", 1); });
    thread.detach();
  };
  CHECK(outcomes_of(body, threads_options()) == Outcomes{"done ran=1"});
}

TEST_CASE("plain data that nothing orders is a data race") {
  const auto two_writers = [](bool locked) {
    return [locked] {
      sync::mutex mutex{"m"};
      Shared<int> value{0, "value"};
      const auto write = [&] {
        if (locked) mutex.lock();
        ++value;
        if (locked) mutex.unlock();
      };
      sync::thread a(write);
      sync::thread b(write);
      a.join();
      b.join();
    };
  };
  CHECK(broken_by(two_writers(false), threads_options()) == std::vector{Property::data_race});
  CHECK(broken_by(two_writers(true), threads_options()).empty());
}

TEST_CASE("two reads are no data race and a read beside a write is one") {
  const auto beside = [](bool writes) {
    return [writes] {
      Shared<int> value{0, "value"};
      sync::thread other([&] {
        if (writes) {
          value = 1;
        } else {
          (void)value.get();
        }
      });
      (void)value.get();
      other.join();
    };
  };
  CHECK(broken_by(beside(false), threads_options()).empty());
  CHECK(broken_by(beside(true), threads_options()) == std::vector{Property::data_race});
}

TEST_CASE("a data race that only one branch of a choice has is found") {
  const Body body = [] {
    sync::atomic<int> flag{0, "flag"};
    Shared<int> value{0, "value"};
    sync::thread other([&] {
      if (flag.load() == 0) value = 1;
    });
    flag.store(1);
    value = 2;
    other.join();
  };
  CHECK(broken_by(body, threads_options()) == std::vector{Property::data_race});
}

TEST_CASE("an atomic flag publishes plain data") {
  const Body body = [] {
    sync::atomic<int> flag{0, "flag"};
    Shared<int> value{0, "value"};
    sync::thread other([&] {
      if (flag.load() == 1) outcome("value", value.get());
    });
    value = 2;
    flag.store(1);
    other.join();
  };
  CHECK(outcomes_of(body, threads_options()) == Outcomes{"done", "done value=2"});
  CHECK(broken_by(body, threads_options()).empty());
}

TEST_SUITE_END();

}  // namespace vigil::tests
