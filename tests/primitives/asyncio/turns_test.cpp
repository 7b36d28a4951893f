// SPDX-License-Identifier: MIT
/// Turns of the loop, counted: with order=fifo every line below is what CPython 3.11.7 printed for
/// the same program. '.' is a turn of a bystander that yields fourteen times; a letter is a turn of
/// the worker of that name, "x" and its letter its cancellation; 'M' is main when it is through.
#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <vector>

#include "primitives/asyncio.hpp"
#include "tests/support/check.hpp"

namespace vigil::tests {

namespace {

using asyncio::CancelledError;
using asyncio::ReturnWhen;
using asyncio::Task;
using asyncio::task_group;
using asyncio::TaskGroup;
using asyncio::TaskHandle;
using asyncio::ValueError;
using asyncio::wait;
using asyncio::yield_now;

class Turns {
 public:
  void log(const std::string& what) {
    text_.modify([&](std::string& all) { all += what; });
  }
  std::string work(const std::string& name, int turns, bool fails = false) {
    try {
      for (int i = 0; i < turns; ++i) {
        log(name);
        yield_now();
      }
    } catch (const CancelledError&) {
      log("x" + name);
      throw;
    }
    if (fails) throw ValueError("v");
    return name;
  }
  Task<std::string> spawn(const std::string& name, int turns, bool fails = false) {
    return asyncio::spawn([this, name, turns, fails] { return work(name, turns, fails); });
  }
  [[nodiscard]] const std::string& text() const { return text_.get(); }

 private:
  Shared<std::string> text_{""};
};

/// What main's `scenario` and the bystander come to.
std::string turns_of(const std::function<void(Turns&)>& scenario) {
  ExecutionOptions options = fifo();
  options.cpython = Cpython::v3_11;
  const Outcomes outcomes = outcomes_of(
      [&] {
        Turns turns;
        const auto bystander = asyncio::spawn([&] {
          for (int i = 0; i < 14; ++i) {
            turns.log(".");
            yield_now();
          }
        });
        scenario(turns);
        turns.log("M");
        bystander.join();
        outcome("turns", turns.text());
      },
      options);
  return outcomes.size() == 1 ? outcomes.front() : "more than one outcome";
}

std::string error_count(const asyncio::ExceptionGroup& group) {
  return "E" + std::to_string(group.exceptions().size());
}

}  // namespace

TEST_SUITE_BEGIN("turns");

TEST_CASE("gather takes the turns that it takes in CPython") {
  CHECK(turns_of([](Turns& turns) {
          const std::vector tasks{turns.spawn("a", 1), turns.spawn("b", 3), turns.spawn("c", 0)};
          for (const std::string& name : asyncio::gather(tasks)) turns.log(name);
        }) == "done turns=.ab.b.b...abcM........");
  CHECK(turns_of([](Turns& turns) {
          const std::vector tasks{turns.spawn("a", 5), turns.spawn("b", 1, true)};
          try {
            asyncio::gather(tasks);
          } catch (const ValueError&) {
            turns.log("E");
          }
          wait(tasks);
        }) == "done turns=.ab.a.a.aE.a...M......");
  CHECK(turns_of([](Turns& turns) {
          const std::vector tasks{turns.spawn("a", 0)};
          tasks[0].join();
          asyncio::gather(tasks);
          turns.log("g");
        }) == "done turns=....gM..........");
  CHECK(turns_of([](Turns& turns) {
          const std::vector tasks{turns.spawn("a", 5), turns.spawn("b", 5)};
          const auto gathering = asyncio::spawn([&] {
            try {
              asyncio::gather(tasks);
            } catch (const CancelledError&) {
              turns.log("C");
              throw;
            }
          });
          yield_now();
          yield_now();
          gathering.cancel();
          wait(gathering);
        }) == "done turns=.ab.ab.xaxb..C..M.......");
}

TEST_CASE("shield takes the turns that it takes in CPython") {
  CHECK(turns_of([](Turns& turns) {
          const auto inner = turns.spawn("a", 3);
          const auto shielding = [&] {
            try {
              turns.log(asyncio::shield(inner));
            } catch (const CancelledError&) {
              turns.log("C");
              throw;
            }
          };
          const auto first = asyncio::spawn(shielding);
          const auto second = asyncio::spawn(shielding);
          yield_now();
          yield_now();
          first.cancel();
          wait(first, second);
        }) == "done turns=.a.a.aC...a..M......");
}

TEST_CASE("a task group takes the turns that it takes in CPython") {
  CHECK(turns_of([](Turns& turns) {
          task_group([&](TaskGroup& group) {
            group.spawn([&] { return turns.work("a", 1); });
            group.spawn([&] { return turns.work("b", 3); });
          });
          turns.log("G");
        }) == "done turns=.ab.b.b...GM........");
  CHECK(turns_of([](Turns& turns) {
          try {
            task_group([&](TaskGroup& group) {
              group.spawn([&] { return turns.work("a", 5); });
              group.spawn([&] { return turns.work("b", 2, true); });
              turns.work("m", 9);
            });
          } catch (const asyncio::ExceptionGroup& errors) {
            turns.log(error_count(errors));
          }
        }) == "done turns=m.abm.abm.am.axm.xa..E1M.......");
  CHECK(turns_of([](Turns& turns) {
          try {
            task_group([&](TaskGroup& group) {
              group.spawn([&] { return turns.work("a", 5); });
              group.spawn([&] { return turns.work("b", 2); });
              yield_now();
              throw ValueError("z");
            });
          } catch (const asyncio::ExceptionGroup& errors) {
            turns.log(error_count(errors));
          }
        }) == "done turns=.ab.xaxb..E1M..........");
  CHECK(turns_of([](Turns& turns) {
          const auto parent = asyncio::spawn([&] {
            try {
              task_group([&](TaskGroup& group) {
                group.spawn([&] { return turns.work("a", 5); });
                group.spawn([&] { return turns.work("b", 7); });
              });
            } catch (const CancelledError&) {
              turns.log("C");
              throw;
            }
          });
          yield_now();
          yield_now();
          parent.cancel();
          wait(parent);
        }) == "done turns=..ab.ab.xaxb..C..M......");
  CHECK(turns_of([](Turns& turns) {
          task_group([&](TaskGroup& group) {
            const auto child = group.spawn([&] { return turns.work("a", 5); });
            group.spawn([&] { return turns.work("b", 3); });
            yield_now();
            child.cancel();
          });
          turns.log("G");
        }) == "done turns=.ab.xab.b...GM........");
}

TEST_CASE("wait takes the turns that it takes in CPython") {
  CHECK(turns_of([](Turns& turns) {
          const std::vector tasks{turns.spawn("a", 1), turns.spawn("b", 4)};
          const auto result = wait(tasks, ReturnWhen::first_completed);
          turns.log(std::to_string(result.done.size()) + std::to_string(result.pending.size()));
          wait(tasks);
        }) == "done turns=.ab.b.b.11b...M.......");
  CHECK(turns_of([](Turns& turns) {
          const std::vector tasks{turns.spawn("a", 4)};
          const auto result = wait(tasks, ReturnWhen::all_completed, asyncio::Duration{0});
          turns.log(std::to_string(result.done.size()) + std::to_string(result.pending.size()));
          tasks[0].join();
        }) == "done turns=.a.a01.a.a..M........");
}

TEST_CASE("a queue and a task that awaits itself take the turns that they take in CPython") {
  CHECK(turns_of([](Turns& turns) {
          asyncio::Queue<std::string> queue;
          const auto worker = asyncio::spawn([&] {
            for (int i = 0; i < 2; ++i) {
              turns.log(queue.get());
              yield_now();
              queue.task_done();
            }
          });
          queue.put("1");
          queue.put("2");
          queue.join();
          turns.log("J");
          worker.join();
        }) == "done turns=.1.2..JM..........");
  CHECK(turns_of([](Turns& turns) {
          Task<> self;
          self = asyncio::spawn([&] {
            try {
              self.join();
            } catch (const asyncio::RuntimeError&) {
              turns.log("R");
            }
          });
          wait(self);
        }) == "done turns=..R..M..........");
}

TEST_SUITE_END();

}  // namespace vigil::tests
