// SPDX-License-Identifier: MIT
#include "checker/detect/watchdog.hpp"

#include <doctest/doctest.h>
#include <setjmp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <functional>
#include <memory>
#include <string_view>

#include "checker/execution.hpp"
#include "checker/search/replay.hpp"

namespace vigil {

namespace {

constexpr double short_seconds = 0.05;

/// Runs a body as the task `main` of an execution under a watchdog.
class WatchedRun {
 public:
  explicit WatchedRun(std::function<void()> body, double seconds = short_seconds)
      : fibers_(options_.stack_bytes), execution_(options_, fibers_, registry_) {
    model_.name = "watched";
    model_.body = [body = std::move(body)](const Parameters&) { body(); };
    watchdog_ = std::make_unique<Watchdog>(execution_, seconds);
  }

  Ending run() {
    const std::vector<Decision> no_decisions;
    ReplaySchedule first_candidate(no_decisions);
    return execution_.run(model_, parameters_, first_candidate, true);
  }

  [[nodiscard]] std::string message() const {
    return execution_.violations().empty() ? "" : execution_.violations().front().message;
  }
  [[nodiscard]] bool broke_termination() const {
    return execution_.violations().size() == 1 &&
           execution_.violations().front().property == Property::termination;
  }

 private:
  ExecutionOptions options_;
  FiberPool fibers_;
  Registry registry_;
  Execution execution_;
  Model model_;
  Parameters parameters_;
  std::unique_ptr<Watchdog> watchdog_;
};

constexpr const char* stopped =
    "`main` ran for 0.05 s without reaching a scheduling point and was stopped";

/// Calls itself until the stack ends; the result keeps the frames alive.
[[gnu::noinline]] int recurse(int depth) {
  if (depth < 0) return 0;
  volatile char frame[512] = {};
  frame[depth % 512] = static_cast<char>(depth);
  return recurse(depth + 1) + frame[0];
}

void compute(unsigned count) {
  volatile unsigned sum = 0;
  for (unsigned i = 0; i < count; ++i) sum = sum + i;
}

sigjmp_buf fault_return;

/// A sanitizer would tell the null pointer before it is one signal's turn.
[[gnu::no_sanitize("undefined", "address")]] void crash() {
  volatile int* volatile nowhere = nullptr;
  *nowhere = 1;
}

}  // namespace

TEST_SUITE("watchdog") {
  TEST_CASE("a task that computes for ever is stopped and named") {
    WatchedRun watched([] {
      while (true) compute(1'000);
    });
    CHECK(watched.run() == Ending::violated);
    CHECK(watched.broke_termination());
    CHECK(watched.message() == stopped);
  }

  TEST_CASE("a predicate that runs for ever is stopped and named") {
    for (const bool always : {true, false}) {
      WatchedRun watched([always] {
        const auto endless = [] {
          while (true) compute(1'000);
          return true;
        };
        Execution& execution = Execution::current();
        if (always) {
          execution.always("tidy", endless);
        } else {
          execution.finally("tidy", endless);
        }
      });
      CHECK(watched.run() == Ending::violated);
      CHECK(watched.broke_termination());
      CHECK(watched.message() ==
            "the predicate `tidy` ran for 0.05 s without reaching a scheduling point and was "
            "stopped");
    }
  }

  TEST_CASE("a task that spends its endless loop in the C library is stopped") {
    WatchedRun watched([] {
      std::array<char, 64> text{};
      while (true) std::snprintf(text.data(), text.size(), "%.17g", 0.1);
    });
    CHECK(watched.run() == Ending::violated);
    CHECK(watched.message() == stopped);
  }

  TEST_CASE("a task that completes operations for ever is stopped between two of them") {
    WatchedRun watched([] {
      while (true) Execution::current().complete({.kind = OperationKind::yield_now});
    });
    CHECK(watched.run() == Ending::violated);
    CHECK(watched.message() == stopped);
  }

  TEST_CASE("a task that touches shared objects for ever is stopped before memory runs out") {
    WatchedRun watched(
        [] {
          while (true) Execution::current().touch(ObjectId{0}, Mode::read);
        },
        5.0);
    CHECK(watched.run() == Ending::violated);
    CHECK(watched.message() == "`main` made 1000000 accesses without reaching a scheduling point");
  }

  TEST_CASE("a task that hangs in a system call is stopped in the end") {
    std::array<int, 2> pipe_ends{};
    REQUIRE(pipe(pipe_ends.data()) == 0);
    WatchedRun watched([&pipe_ends] {
      char byte = 0;
      (void)!read(pipe_ends[0], &byte, 1);
    });
    CHECK(watched.run() == Ending::violated);
    CHECK(watched.message() == stopped);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
  }

  TEST_CASE("a task that keeps reaching scheduling points is left alone") {
    int count = 0;
    WatchedRun watched([&count] {
      for (; count < 20'000; ++count) {
        Execution::current().pause({.kind = OperationKind::yield_now});
        compute(100'000);
      }
    });
    CHECK(watched.run() == Ending::done);
    CHECK(count == 20'000);
    CHECK(watched.message() == "");
  }

  TEST_CASE("an overflow of the stack is a violation that names the task and the size") {
    WatchedRun watched([] { (void)recurse(0); });
    for (int i = 0; i < 20; ++i) {  // the fiber and the signals work again afterwards
      CHECK(watched.run() == Ending::violated);
      CHECK(watched.broke_termination());
      CHECK(watched.message() == "`main` overflowed its 128 KiB stack");
    }
  }

  TEST_CASE("a task can be stopped twice in one process") {
    WatchedRun watched([] {
      while (true) compute(1'000);
    });
    CHECK(watched.run() == Ending::violated);
    CHECK(watched.run() == Ending::violated);
    CHECK(watched.message() == stopped);
  }

  TEST_CASE("watchdogs nest and leave the handlers as they found them") {
    struct sigaction tick_before {};
    struct sigaction fault_before {};
    sigaction(SIGVTALRM, nullptr, &tick_before);
    sigaction(SIGSEGV, nullptr, &fault_before);
    {
      WatchedRun outer([] { (void)recurse(0); });
      {
        WatchedRun inner([] { (void)recurse(0); });
        CHECK(inner.run() == Ending::violated);
      }
      CHECK(outer.run() == Ending::violated);
    }
    struct sigaction tick_after {};
    struct sigaction fault_after {};
    sigaction(SIGVTALRM, nullptr, &tick_after);
    sigaction(SIGSEGV, nullptr, &fault_after);
    CHECK((tick_after.sa_handler == tick_before.sa_handler));
    CHECK((fault_after.sa_handler == fault_before.sa_handler));
    CHECK(fault_after.sa_flags == fault_before.sa_flags);
  }

  TEST_CASE("a fault outside a guard page goes to the handler that was there before") {
    struct sigaction own {};
    struct sigaction before {};
    own.sa_handler = [](int) { siglongjmp(fault_return, 1); };
    own.sa_flags = SA_ONSTACK;
    sigaction(SIGSEGV, &own, &before);
    bool came_back = false;
    {
      WatchedRun watched([] {});
      if (sigsetjmp(fault_return, 1) == 0) {
        raise(SIGSEGV);
      } else {
        came_back = true;
      }
      CHECK(watched.run() == Ending::done);
    }
    sigaction(SIGSEGV, &before, nullptr);
    CHECK(came_back);
  }

  TEST_CASE("a model that crashes says in which task before the process dies") {
    std::array<int, 2> ends{};
    REQUIRE(pipe(ends.data()) == 0);
    const pid_t child = fork();
    if (child == 0) {
      dup2(ends[1], STDERR_FILENO);
      std::signal(SIGSEGV, SIG_DFL);
      WatchedRun watched(crash);
      (void)watched.run();
      _exit(0);
    }
    close(ends[1]);
    std::array<char, 512> text{};
    std::size_t size = 0;
    while (size < text.size()) {
      const ssize_t count = read(ends[0], text.data() + size, text.size() - size);
      if (count <= 0) break;
      size += static_cast<std::size_t>(count);
    }
    close(ends[0]);
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status));
    CHECK(std::string_view(text.data(), size)
              .starts_with("vigil: the model crashes (SIGSEGV) in its task `main`. "));
  }
}

}  // namespace vigil
