// SPDX-License-Identifier: MIT
// Which operation of a recorded execution leads to which, as diagrams draw it.
#include "checker/report/arrows.hpp"

#include <doctest/doctest.h>

#include <mutex>
#include <string>
#include <vector>

#include "checker/explore.hpp"
#include "primitives/asyncio.hpp"
#include "tests/support/check.hpp"

namespace vigil::tests {

namespace {

/// "spawn: main spawn -> a wait", for each arrow.
[[nodiscard]] std::vector<std::string> arrows_in_words(const Trace& trace) {
  std::vector<std::string> words;
  const auto end = [&](detail::EntryIndex index) {
    const TraceEntry& entry = trace.entries[index];
    return trace.task_name(entry.task) + " " + std::string{name(entry.operation.kind)};
  };
  for (const detail::Arrow& arrow : detail::arrows_of(trace)) {
    words.push_back(std::string{detail::name(arrow.kind)} + ": " + end(arrow.from) + " -> " +
                    end(arrow.to));
  }
  return words;
}

}  // namespace

TEST_SUITE_BEGIN("arrows");

TEST_CASE("a spawn leads to the start of its task and to nothing else") {
  const Model model = model_of([] {
    asyncio::Event go{"go"};
    asyncio::Lock lock{"lock"};
    auto a = asyncio::spawn("a", [&] { go.wait(); });
    auto b = asyncio::spawn("b", [&] {
      const std::scoped_lock held(lock);
      go.set();
    });
    {
      const std::scoped_lock held(lock);  // after two spawns: it wakes nobody
    }
    a.join();
    b.join();
  });
  Schedule schedule;
  schedule.options.dialect = Dialect::asyncio;
  const Replay replay = vigil::replay(model, schedule);
  CHECK(arrows_in_words(replay.trace) ==
        std::vector<std::string>{"spawn: main spawn -> a wait", "spawn: main spawn -> b acquire",
                                 "hand-over: main release -> b acquire", "notify: b set -> a wait",
                                 "wake: a finish -> main join"});
  for (const TraceEntry& entry : replay.trace.entries) {
    const bool may_wake = entry.operation.kind == OperationKind::set ||
                          entry.operation.kind == OperationKind::finish;
    CHECK((may_wake || entry.woken.empty()));
  }
}

TEST_SUITE_END();

}  // namespace vigil::tests
