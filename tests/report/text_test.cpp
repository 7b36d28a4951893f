// SPDX-License-Identifier: MIT
#include "checker/report/text.hpp"

#include <doctest/doctest.h>

namespace vigil::test {

namespace {

[[nodiscard]] Report verified_report() {
  Report report;
  report.model = "tutorial/wait_for";
  report.parameters = {{"tasks", 5}};
  report.search = "dpor";
  report.verdict = Verdict::verified;
  report.executions = 1920;
  report.traces = 1920;
  report.transitions = 1'234'567;
  report.depth_max = 41;
  report.seconds = 2.0;
  return report;
}

}  // namespace

TEST_SUITE("text report") {
  TEST_CASE("a verified line says everything that the verdict covers") {
    CHECK(verdict_line(verified_report(), {}) ==
          "verified tutorial/wait_for tasks=5: asyncio, order any, clock virtual, notify fifo, "
          "CPython 3.13, no faults; dpor: 1,920 executions, 1,920 traces, 0 blocked, 1,234,567 "
          "transitions, depth 41");
  }

  TEST_CASE("a verified line names the properties that were never put to the test") {
    Report report = verified_report();
    report.vacuous = {Property::mutual_exclusion, Property::lock_released};
    const std::string line = verdict_line(report, {});
    CHECK(line.ends_with("; never put to the test: mutual-exclusion, lock-released"));
  }

  TEST_CASE("times appear only when asked for") {
    const std::string timed = verdict_line(verified_report(), {.seconds = true});
    CHECK(timed.ends_with(", 2.00 s (960 executions/s)"));
    CHECK(verdict_line(verified_report(), {}).find(" s") == std::string::npos);
  }

  TEST_CASE("a claim names the budgets of the adversary and every option that widens it") {
    ExecutionOptions options;
    options.dialect = Dialect::threads;
    options.spurious_budget = 1;
    CHECK(claim(options) == "threads, notify any, up to 1 spurious wake-up");
    options.notify_order = NotifyOrder::fifo;
    options.spurious_budget = 2;
    CHECK(claim(options) == "threads, notify fifo, up to 2 spurious wake-ups");
    options = {};
    options.clock = Clock::arbitrary;
    options.cancellation_budget = 1;
    options.discipline = false;
    CHECK(claim(options) ==
          "asyncio, order any, clock arbitrary, notify fifo, CPython 3.13, up to 1 cancellation, "
          "discipline off");
  }

  TEST_CASE("a search that was stopped says by what and claims no verdict") {
    Report report = verified_report();
    report.verdict = Verdict::inconclusive;
    report.stopped_by = "--max-executions 2";
    CHECK(verdict_line(report, {}).find("inconclusive tutorial/wait_for tasks=5: stopped by "
                                        "--max-executions 2; asyncio") == 0);
  }

  TEST_CASE("a search that memory stopped says how to go on, as far as that can help") {
    Report report = verified_report();
    report.verdict = Verdict::inconclusive;
    report.stopped_by = "--memory: the table is full";
    CHECK(advice_of(report) == "raise --memory (in MiB; 0: no limit)");  // it went on by traces
    report.states.emplace();
    CHECK(not_a_proof(report) ==
          "stopped by --memory: the table is full: not a proof; to go on: raise --memory (in MiB; "
          "0: no limit), merge equal tasks (spawn_equal, without --no-symmetry), or search by "
          "traces, which keeps no table (--search dpor)");
    CHECK(report_text(report, {.width = 60}).ends_with(
        "\nto go on: raise --memory (in MiB; 0: no limit), merge equal\n"
        "tasks (spawn_equal, without --no-symmetry), or search by\n"
        "traces, which keeps no table (--search dpor)\n"));
    report.merged = {{"worker 1", 5}};
    CHECK(advice_of(report) ==
          "raise --memory (in MiB; 0: no limit), or search by traces, which keeps no table "
          "(--search dpor)");
    report.states->by_history = true;
    report.of_callable = true;
    CHECK(advice_of(report) ==
          "raise memory_bytes_max (0: no limit), declare all shared state (all_state_declared), or "
          "search by traces, which keeps no table (--search dpor)");
  }

  TEST_CASE("a search that something else stopped needs no advice") {
    Report report = verified_report();
    CHECK(advice_of(report) == "");
    report.verdict = Verdict::inconclusive;
    report.stopped_by = "--max-executions 2";
    CHECK(advice_of(report) == "");
    CHECK(not_a_proof(report) == "stopped by --max-executions 2: not a proof");
  }

  TEST_CASE("wrapped text keeps its words and fits the width") {
    CHECK(wrapped("one two three", 7) == "one two\nthree");
    CHECK(wrapped("\xc3\xa9\xc3\xa9\xc3\xa9 two", 7) == "\xc3\xa9\xc3\xa9\xc3\xa9 two");
    CHECK(wrapped("a-very-long-word b", 4) == "a-very-long-word\nb");
    CHECK(wrapped("one\ntwo", 80) == "one\ntwo");
    CHECK(wrapped("", 80).empty());
  }
}

}  // namespace vigil::test
