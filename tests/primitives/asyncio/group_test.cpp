// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include "primitives/asyncio.hpp"
#include "tests/support/check.hpp"

namespace vigil::tests {

namespace {

using asyncio::gather;
using asyncio::sleep;
using asyncio::spawn;
using asyncio::Task;
using asyncio::task_group;
using asyncio::TaskGroup;
using asyncio::wait;
using std::chrono::seconds;

}  // namespace

TEST_SUITE_BEGIN("gather");

TEST_CASE("gather returns the results in the order of its arguments") {
  const Body body = [] {
    std::vector<Task<int>> tasks;
    for (const int value : {3, 1, 2}) {
      tasks.push_back(spawn([value] { return sleep(seconds{value}), value; }));
    }
    const std::vector<int> results = gather(tasks);
    outcome("results", results[0] * 100 + results[1] * 10 + results[2]);
  };
  CHECK(outcomes_of(body) == Outcomes{"done results=312"});
}

TEST_CASE("gather raises the first exception and leaves the others running") {
  const Body body = [] {
    Shared<int> finished{0};
    std::vector<Task<>> tasks;
    tasks.push_back(spawn([&] {
      sleep(seconds{5});
      ++finished;
    }));
    tasks.push_back(spawn([] {
      sleep(seconds{1});
      throw asyncio::ValueError("bad");
    }));
    try {
      gather(tasks);
    } catch (const asyncio::ValueError& error) {
      outcome("error", error.text());
      outcome("finished", finished.get());
    }
    tasks[0].join();
  };
  CHECK(outcomes_of(body) == Outcomes{"done error=bad finished=0"});
}

TEST_CASE("a gather that failed goes on before or after the other tasks end") {
  const Body body = [] {
    Shared<int> x{0};
    std::vector<Task<>> tasks;
    tasks.push_back(spawn("good", [&] { x = 1; }));
    tasks.push_back(spawn("bad", [] { throw asyncio::ValueError("bad"); }));
    tasks.push_back(spawn("worse", [] { throw asyncio::ValueError("worse"); }));
    try {
      gather(tasks);
    } catch (const asyncio::ValueError& error) {
      outcome("error", error.text());
      outcome("x", x.get());
    }
    for (const Task<>& task : tasks) task.ignore_failure();
    wait(tasks);
  };
  CHECK(outcomes_of(body) == Outcomes{"done error=bad x=0", "done error=bad x=1",
                                      "done error=worse x=0", "done error=worse x=1"});
}

TEST_CASE("cancelling a gather cancels its tasks") {
  const Body body = [] {
    std::vector<Task<>> tasks;
    for (int i = 0; i < 2; ++i) tasks.push_back(spawn([] { sleep(seconds{5}); }));
    const auto gathering = spawn("gathering", [&] { gather(tasks); });
    sleep(seconds{1});
    gathering.cancel();
    wait(gathering);
    wait(tasks);
    outcome("cancelled", gathering.cancelled() + tasks[0].cancelled() + tasks[1].cancelled());
  };
  CHECK(outcomes_of(body) == Outcomes{"done cancelled=3"});
}

TEST_CASE("gather with exceptions as results waits for all") {
  const Body body = [] {
    const auto good = spawn([] { sleep(seconds{2}); });
    const auto bad = spawn([] { throw asyncio::ValueError("bad"); });
    const std::vector<asyncio::TaskHandle> tasks{good, bad};
    const auto errors = asyncio::gather_exceptions(tasks);
    outcome("errors", (errors[0] ? "error " : "fine ") + asyncio::describe(errors[1]));
  };
  CHECK(outcomes_of(body) == Outcomes{"done errors=fine ValueError: bad"});
}

TEST_CASE("a shield keeps the cancellation of its caller from the task") {
  const Body body = [] {
    const auto inner = spawn("inner", [] { return sleep(seconds{2}), 7; });
    const auto outer = spawn("outer", [&] { return asyncio::shield(inner); });
    sleep(seconds{1});
    outer.cancel();
    wait(outer);
    outcome("outer", outer.cancelled() ? "cancelled" : "done");
    outcome("inner", inner.join());
  };
  CHECK(outcomes_of(body) == Outcomes{"done inner=7 outer=cancelled"});
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("task_group");

TEST_CASE("a task group waits for its tasks") {
  const Body body = [] {
    Shared<int> ended{0};
    task_group([&](TaskGroup& group) {
      for (int i = 1; i <= 2; ++i) {
        group.spawn([&ended, i] {
          sleep(seconds{i});
          ++ended;
        });
      }
    });
    outcome("ended", ended.get());
  };
  CHECK(outcomes_of(body) == Outcomes{"done ended=2"});
}

TEST_CASE("a failing task cancels its siblings and the body and raises a group of errors") {
  for (const Cpython generation : {Cpython::v3_12, Cpython::v3_13}) {
    const Body body = [] {
      Task<> sibling;
      try {
        task_group([&](TaskGroup& group) {
          sibling = group.spawn("sibling", [] { sleep(seconds{9}); });
          group.spawn("failing", [] { throw asyncio::ValueError("bad"); });
          sleep(seconds{9});
          outcome("body", "went on");
        });
      } catch (const asyncio::ExceptionGroup& error) {
        outcome("error", error.text() + ": " + asyncio::describe(error.exceptions()[0]));
      }
      outcome("sibling", sibling.cancelled() ? "cancelled" : "done");
      outcome("left", asyncio::current_task().cancelling());
    };
    CHECK(outcomes_of(body, with_cpython(generation)) ==
          Outcomes{"done error=unhandled errors in a TaskGroup (1 sub-exception): ValueError: bad"
                   " left=0 sibling=cancelled"});
  }
}

TEST_CASE("of two failing tasks in a group one or both get to raise") {
  const Body body = [] {
    try {
      task_group([&](TaskGroup& group) {
        group.spawn("a", [] { throw asyncio::ValueError("a"); });
        group.spawn("b", [] { throw asyncio::ValueError("b"); });
      });
    } catch (const asyncio::ExceptionGroup& group) {
      std::string texts;
      for (const auto& error : group.exceptions()) texts += asyncio::describe(error) + ";";
      outcome("errors", texts);
    }
  };
  // The second is cancelled before its first line.
  CHECK(outcomes_of(body) == Outcomes{"done errors=ValueError: a;", "done errors=ValueError: b;"});
}

TEST_CASE("a parent that is cancelled while its tasks end leaves cancelled or not at all") {
  const Body body = [] {
    Shared<int> ended{0};
    const auto parent = spawn("parent", [&] {
      task_group([&](TaskGroup& group) {
        group.spawn("a", [&] { asyncio::yield_now(), ++ended; });
        group.spawn("b", [&] { ++ended; });
      });
    });
    const auto canceller = spawn("canceller", [&] { parent.cancel(); });
    wait(parent, canceller);
    outcome("parent", parent.cancelled() ? "cancelled" : "done");
    outcome("ended", ended.get());
  };
  CHECK(outcomes_of(body) == Outcomes{"done ended=0 parent=cancelled",
                                      "done ended=1 parent=cancelled",
                                      "done ended=2 parent=cancelled", "done ended=2 parent=done"});
}

TEST_CASE("cancelling the parent cancels the group and leaves as a cancellation") {
  const Body body = [] {
    Task<> child;
    const auto parent = spawn("parent", [&] {
      task_group([&](TaskGroup& group) {
        child = group.spawn("child", [] { sleep(seconds{9}); });
        sleep(seconds{5});
      });
    });
    sleep(seconds{1});
    parent.cancel();
    wait(parent);
    outcome("cancelled", parent.cancelled() + child.cancelled());
  };
  CHECK(outcomes_of(body) == Outcomes{"done cancelled=2"});
}

TEST_CASE("an exception of the body is raised in a group when the tasks have ended") {
  const Body body = [] {
    Task<> child;
    try {
      task_group([&](TaskGroup& group) {
        child = group.spawn([] { sleep(seconds{9}); });
        throw asyncio::ValueError("bad");
      });
    } catch (const asyncio::ExceptionGroup& error) {
      outcome("errors", error.exceptions().size());
    }
    outcome("child", child.cancelled() ? "cancelled" : "done");
  };
  CHECK(outcomes_of(body) == Outcomes{"done child=cancelled errors=1"});
}

TEST_CASE("a group takes no tasks before it is entered or after it is finished") {
  const Body body = [] {
    const auto error_of = [](TaskGroup& group) -> std::string {
      try {
        group.spawn([] {});
      } catch (const asyncio::RuntimeError& error) {
        return error.text();
      }
      return "none";
    };
    TaskGroup group;
    outcome("before", error_of(group));
    group.enter();
    group.exit(nullptr);
    outcome("after", error_of(group));
  };
  CHECK(outcomes_of(body) == Outcomes{"done after=TaskGroup <TaskGroup entered> is finished"
                                      " before=TaskGroup <TaskGroup> has not been entered"});
}

TEST_SUITE_END();

}  // namespace vigil::tests
