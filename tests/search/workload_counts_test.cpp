// SPDX-License-Identifier: MIT
/// The numbers of traces of the workloads, to the unit: smaller is a missed behaviour, larger is
/// redundant work. They were obtained in at least two ways that have nothing to do with this code
/// (counting paths between critical sections, closed forms, brute force over operations).
#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "checker/explore.hpp"
#include "models/tutorial/tutorial.hpp"
#include "models/workload/workload.hpp"
#include "primitives/threads.hpp"

namespace vigil {

namespace {

namespace workload = models::workload;

using Values = std::vector<std::pair<std::string, std::int64_t>>;

[[nodiscard]] Report explore(const Model& model, Values values = {},
                             NotifyOrder notify_order = NotifyOrder::any) {
  VerifyOptions options;
  options.search = Search::dpor;
  options.symmetry = false;
  options.parameters = std::move(values);
  options.execution.notify_order = notify_order;
  options.keep_going = true;
  options.audit_samples = 0;
  Report report = verify(model, options);
  CHECK(report.blocked == 0);
  CHECK(report.traces == report.executions);
  CHECK(report.stopped_by == "");
  return report;
}

[[nodiscard]] std::uint64_t count(const Model& model, Values values = {},
                                  NotifyOrder notify_order = NotifyOrder::any) {
  return explore(model, std::move(values), notify_order).executions;
}

[[nodiscard]] Values buffer_of(std::int64_t producers, std::int64_t consumers,
                               std::int64_t capacity, std::int64_t items, bool unlocked = false) {
  return {{"producers", producers},
          {"consumers", consumers},
          {"capacity", capacity},
          {"items", items},
          {"unlocked", unlocked ? 1 : 0}};
}

[[nodiscard]] Values unlocked(std::int64_t n) { return {{"n", n}, {"unlocked", 1}}; }

}  // namespace

TEST_SUITE("workload_counts") {
  TEST_CASE("wait_notify has one trace") { CHECK(count(workload::wait_notify()) == 1); }

  TEST_CASE("wait_for(n) has n! 2^(n-1) traces") {
    const std::uint64_t expected[] = {4, 24, 192, 1'920, 23'040};
    for (std::int64_t n = 2; n <= 6; ++n) {
      CHECK(count(workload::wait_for(), {{"n", n}}) == expected[n - 2]);
    }
  }

  TEST_CASE("notify_all(n) has n! sum n!/(n-k)! traces") {
    const std::uint64_t expected[] = {10, 96, 1'560, 39'120};
    for (std::int64_t n = 2; n <= 5; ++n) {
      CHECK(count(workload::notify_all(), {{"n", n}}) == expected[n - 2]);
    }
  }

  TEST_CASE("a buffer between one producer and one consumer has the traces of its fill levels") {
    CHECK(count(workload::buffer(), buffer_of(1, 1, 1, 4)) == 128);
    CHECK(count(workload::buffer(), buffer_of(1, 1, 2, 6)) == 1'536);
  }

  TEST_CASE("a buffer with several producers or consumers reaches the minimum of traces") {
    CHECK(count(workload::buffer(), buffer_of(2, 1, 1, 2)) == 2'432);
    CHECK(count(workload::buffer(), buffer_of(2, 2, 1, 1)) == 64);
    CHECK(count(workload::buffer(), buffer_of(2, 2, 2, 2)) == 20'856);
    CHECK(count(workload::buffer(), buffer_of(3, 3, 2, 1)) == 6'552);
  }

  TEST_CASE("buffer(2 2 1 2) has 86336 traces") {
    CHECK(count(workload::buffer(), buffer_of(2, 2, 1, 2)) == 86'336);
  }

  TEST_CASE("independent groups multiply their traces") {
    CHECK(count(workload::pairs(), {{"groups", 2}, {"n", 1}}) == 4);
    CHECK(count(workload::pairs(), {{"groups", 2}, {"n", 2}}) == 100);
    CHECK(count(workload::pairs(), {{"groups", 3}, {"n", 1}}) == 8);
  }

  TEST_CASE("broken workloads have as many traces and deadlocks as there are") {
    const Report lost = explore(workload::lost_notify());
    CHECK(lost.executions == 2);
    CHECK(lost.deadlocks == 1);
    const Report shared = explore(workload::shared_cv());
    CHECK(shared.executions == 80);
    CHECK(shared.deadlocks == 8);
    CHECK(count(workload::if_not_while()) == 26);
  }

  TEST_CASE("fifo waiters leave fewer traces") {
    const auto fifo = [](const Model& model, Values values = {}) {
      return count(model, std::move(values), NotifyOrder::fifo);
    };
    CHECK(fifo(workload::wait_for(), {{"n", 4}}) == 192);
    CHECK(fifo(workload::notify_all(), {{"n", 4}}) == 1'560);
    CHECK(fifo(workload::buffer(), buffer_of(2, 1, 1, 2)) == 1'952);
    CHECK(fifo(workload::buffer(), buffer_of(2, 2, 1, 1)) == 56);
    CHECK(fifo(workload::buffer(), buffer_of(2, 2, 2, 2)) == 18'252);
    CHECK(fifo(workload::buffer(), buffer_of(3, 3, 2, 1)) == 5'076);
    CHECK(fifo(workload::shared_cv()) == 60);
    CHECK(fifo(workload::if_not_while()) == 24);
  }

  TEST_CASE("a notify after the unlock is ordered by what it wakes") {
    const std::uint64_t wait_for[] = {6, 84, 2'544};
    const std::uint64_t notify_all[] = {10, 96, 1'560};
    for (std::int64_t n = 2; n <= 4; ++n) {
      CHECK(count(workload::wait_for(), unlocked(n)) == wait_for[n - 2]);
      CHECK(count(workload::notify_all(), unlocked(n)) == notify_all[n - 2]);
    }
    CHECK(count(workload::buffer(), buffer_of(2, 1, 1, 1, true)) == 28);
    CHECK(count(workload::buffer(), buffer_of(2, 2, 1, 1, true)) == 96);
    CHECK(count(workload::buffer(), buffer_of(2, 2, 2, 1, true)) == 84);
  }

  TEST_CASE("equal tasks divide the traces by the number of their orders") {
    const auto merged = [](const Model& model, Values values) {
      VerifyOptions options;
      options.search = Search::dpor;
      options.parameters = std::move(values);
      options.audit_samples = 0;
      const Report report = verify(model, options);
      CHECK(report.verdict == Verdict::verified);
      CHECK(report.blocked == 0);
      return report.executions;
    };
    for (std::int64_t n = 2; n <= 7; ++n) {
      CHECK(merged(workload::wait_for(), {{"n", n}}) == std::uint64_t{1} << (n - 1));
    }
    const std::uint64_t notify_all[] = {5, 16, 65, 326, 1'957, 13'700};
    for (std::int64_t n = 2; n <= 7; ++n) {
      CHECK(merged(workload::notify_all(), {{"n", n}}) == notify_all[n - 2]);
    }
    CHECK(merged(workload::buffer(), buffer_of(2, 2, 1, 1)) == 64 / (2 * 2));
    CHECK(merged(workload::buffer(), buffer_of(2, 2, 2, 2)) == 20'856 / (2 * 2));
    CHECK(merged(workload::buffer(), buffer_of(3, 3, 2, 1)) == 6'552 / (6 * 6));
  }

  TEST_CASE("n equal tasks of the tutorial have n! times fewer traces than when told apart") {
    const auto traces = [](const Model& model, bool symmetry) {
      VerifyOptions options;
      options.search = Search::dpor;
      options.symmetry = symmetry;
      options.audit_samples = 0;
      const Report report = verify(model, options);
      CHECK(report.verdict == Verdict::verified);
      CHECK(report.blocked == 0);
      CHECK(report.merged.size() == (symmetry ? 1 : 0));
      return report.traces;
    };
    CHECK(traces(models::acquire_release(), false) == 192);
    CHECK(traces(models::acquire_release(), true) == 192 / 24);
    CHECK(traces(models::notify_n(), false) == 1'440);
    CHECK(traces(models::notify_n(), true) == 1'440 / 120);
  }

  TEST_CASE("each state is expanded once, with equal tasks told apart and not") {
    const auto states = [](const Model& model, Values values, bool symmetry) {
      VerifyOptions options;
      options.search = Search::states;
      options.symmetry = symmetry;
      options.parameters = std::move(values);
      options.audit_samples = 0;
      const Report report = verify(model, options);
      CHECK(report.verdict == Verdict::verified);
      REQUIRE(report.states.has_value());
      CHECK_FALSE(report.states->by_history);
      return report.states->states;
    };
    for (std::int64_t n = 2; n <= 10; ++n) {
      CHECK(states(workload::wait_for(), {{"n", n}}, false) == (std::uint64_t{2} << n) - 1);
      const auto merged_states = 2 * static_cast<std::uint64_t>(n) + 1;
      CHECK(states(workload::wait_for(), {{"n", n}}, true) == merged_states);
    }
    CHECK(states(workload::wait_for(), {{"n", 100}}, true) == 201);
    CHECK(states(workload::notify_all(), {{"n", 7}}, false) == 2'314);
    CHECK(states(workload::notify_all(), {{"n", 7}}, true) == 43);
    CHECK(states(workload::notify_all(), {{"n", 50}}, true) == 1'376);
    CHECK(states(workload::buffer(), buffer_of(2, 2, 1, 1), false) == 48);
    CHECK(states(workload::buffer(), buffer_of(2, 2, 1, 1), true) == 17);
    CHECK(states(workload::buffer(), buffer_of(3, 3, 2, 2), true) == 1'148);
  }

  TEST_CASE("each broken workload fails within a hundred executions") {
    for (const Model& model : {workload::lost_notify(), workload::shared_cv(),
                               workload::if_not_while(), workload::no_lock_wait()}) {
      const Report report = verify(model);
      CAPTURE(model.name);
      CHECK(report.verdict == Verdict::violated);
      CHECK(report.executions <= 100);
      REQUIRE(report.failures.size() == 1);
      CHECK(report.failures.front().violation.property == *model.expected({}).property);
    }
  }

  TEST_CASE("equal tasks of which one waits for another are told apart by their states") {
    Model model;
    model.name = "test/tangled";
    model.dialect = Dialect::threads;
    model.all_state_declared = true;
    model.body = [](const Parameters&) {
      threads::mutex mutex{"m"};
      threads::equal_threads members = threads::spawn_equal(3, "member", [&mutex] {
        Execution& execution = Execution::current();
        const TaskId self = execution.self();
        const TaskId next{self.value + 1};
        const bool last = execution.task_state(next) == Execution::TaskState::absent;
        { const threads::lock_guard guard(mutex); }
        if (!last) execution.join(next, source_location::current());
      });
      members.join();
    };
    VerifyOptions options;
    options.search = Search::states;
    const Report merging = verify(model, options);
    options.symmetry = false;
    const Report plain = verify(model, options);
    CHECK(merging.verdict == Verdict::verified);
    CHECK(merging.merged.empty());
    REQUIRE(merging.states);
    REQUIRE(plain.states);
    CHECK(merging.states->states == plain.states->states);
  }
}

}  // namespace vigil
