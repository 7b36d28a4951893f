// SPDX-License-Identifier: MIT
/// The limit of the table of visited states: a search that reaches it ends with figures, and a
/// search that picks its way takes the other one.
#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "checker/explore.hpp"
#include "models/workload/workload.hpp"
#include "primitives/shared.hpp"
#include "primitives/threads.hpp"

namespace vigil {

namespace {

namespace sync = vigil::threads;

/// Main waits for six workers, and a thread that nobody meddles with takes a lock of its own seven
/// times: 2^7 * 8 - 1 states, 6! * 2^5 traces.
[[nodiscard]] Model many_traces() {
  Model model;
  model.name = "test/many_traces";
  model.dialect = Dialect::threads;
  model.all_state_declared = true;
  model.body = [](const Parameters&) {
    sync::mutex mutex{"m"};
    sync::mutex own{"own"};
    sync::condition_variable condition{"cv"};
    Shared<int> count{0, "count"};
    std::vector<sync::thread> threads;
    threads.emplace_back([&] {
      for (int round = 0; round < 7; ++round) sync::lock_guard guard(own);
    });
    sync::unique_lock lock(mutex);
    for (int i = 0; i < 6; ++i) {
      threads.emplace_back([&] {
        sync::lock_guard guard(mutex);
        ++count;
        condition.notify_one();
      });
    }
    condition.wait(lock, [&] { return count == 6; });
    lock.unlock();
    for (sync::thread& thread : threads) thread.join();
  };
  return model;
}

[[nodiscard]] Report wait_for_ten(std::uint64_t memory_bytes_max) {
  VerifyOptions options;
  options.search = Search::states;
  options.symmetry = false;
  options.memory_bytes_max = memory_bytes_max;
  options.parameters = {{"n", 10}};
  return verify(models::workload::wait_for(), options);
}

}  // namespace

TEST_SUITE("memory") {
  TEST_CASE("a table that is full ends the search as inconclusive with the states that it holds") {
    struct Limit {
      std::uint64_t bytes;
      std::uint64_t states;
      std::uint64_t used_bytes;
      std::string words;
    };
    // 1,024 slots of 16 bytes, then half as many more, each full to 13/16; while the table grows
    // both are there.
    constexpr std::uint64_t slot_bytes = 16;
    for (const Limit& limit : {Limit{(1024 + 1536) * slot_bytes - 1, 832, 1024 * slot_bytes,
                                     "832 states takes 16 KiB and cannot grow within 40 KiB"},
                               Limit{(1024 + 1536) * slot_bytes, 1248, 1536 * slot_bytes,
                                     "1,248 states takes 24 KiB and cannot grow within 40 KiB"},
                               Limit{(1536 + 2304) * slot_bytes, 1872, 2304 * slot_bytes,
                                     "1,872 states takes 36 KiB and cannot grow within 60 KiB"}}) {
      CAPTURE(limit.bytes);
      const Report report = wait_for_ten(limit.bytes);
      CHECK(report.verdict == Verdict::inconclusive);
      CHECK_FALSE(report.complete);
      CHECK(report.failures.empty());
      REQUIRE(report.states);
      CHECK(report.states->states == limit.states);
      CHECK(report.states->memory_bytes == limit.used_bytes);
      CHECK(report.stopped_by == "--memory: the table of " + limit.words);
    }
  }

  TEST_CASE("a table with room for every state does not end the search") {
    for (const std::uint64_t bytes : {std::uint64_t{0}, std::uint64_t{(2304 + 3456) * 16}}) {
      const Report report = wait_for_ten(bytes);
      CHECK(report.verdict == Verdict::verified);
      REQUIRE(report.states);
      CHECK(report.states->states == 2047);  // 2^11 - 1
      CHECK(report.stopped_by == "");
    }
  }

  TEST_CASE("a search that picks its way goes on by traces when the states do not fit") {
    VerifyOptions options;
    const Report roomy = verify(many_traces(), options);
    CHECK(roomy.verdict == Verdict::verified);
    CHECK(roomy.search == "states");
    REQUIRE(roomy.states);
    CHECK(roomy.states->states == 1023);
    options.memory_bytes_max = 40'000;
    const Report full = verify(many_traces(), options);
    CHECK(full.verdict == Verdict::verified);
    CHECK(full.search == "dpor");
    CHECK(full.executions == 23'040);
    CHECK_FALSE(full.states);
    CHECK(full.stopped_by == "");
    options.execution_count_max = 20'000;
    const Report both = verify(many_traces(), options);
    CHECK(both.verdict == Verdict::inconclusive);
    CHECK(both.search == "dpor");
    CHECK(both.stopped_by ==
          "--max-executions 20000 (and the search by states by --memory: the table of 832 states "
          "takes 16 KiB and cannot grow within 39.1 KiB)");
  }
}

}  // namespace vigil
