// SPDX-License-Identifier: MIT
/// The searches against exhaustive on generated programs. `vigil_agreement` runs more of them.
#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <utility>

#include "tests/agreement/compare.hpp"
#include "tests/agreement/generate.hpp"
#include "tests/agreement/shrink.hpp"

namespace vigil::agreement {

namespace {

constexpr std::uint64_t seed = 1;
constexpr std::uint64_t part_size = 400;

[[nodiscard]] std::string smallest(const Program& program) {
  return format(shrink(program, [](const Program& candidate) {
    return !compare(candidate).disagreement.empty();
  }));
}

/// Of the programs that were not too large.
struct Totals {
  std::uint64_t compared = 0;
  std::uint64_t merged = 0;
  std::uint64_t traces = 0;
  std::uint64_t executions = 0;
};

/// Which programs of the seed: every `stride`-th of [first, end).
struct Range {
  std::uint64_t first;
  std::uint64_t end;
  std::uint64_t stride = 1;
};

/// Generates a range of programs, changes each in some way and compares the searches on it.
template <class Change>
[[nodiscard]] Totals compare_range(const Range& range, const Limits& limits, const Change& change) {
  Totals totals;
  for (std::uint64_t index = range.first; index < range.end; index += range.stride) {
    const Program program = change(generate(seed, index), index);
    const Comparison comparison = compare(program, limits);
    if (comparison.skipped) continue;
    ++totals.compared;
    totals.merged += comparison.merged ? 1 : 0;
    totals.traces += comparison.traces;
    totals.executions += comparison.exhaustive_executions;
    if (comparison.disagreement.empty()) continue;
    FAIL_CHECK("program ", index, " of seed ", seed, comparison.disagreement,
               "\n  smallest: vigil_agreement --program '", smallest(program), "'");
  }
  return totals;
}

constexpr Limits few_executions{.exhaustive_executions = 3'000};

/// asyncio programs with cancellations, timeouts and blocks that catch them.
void check_adversary(std::uint64_t first, std::uint64_t end) {
  const Totals totals = compare_range(
      {first | 1U, end, 2}, few_executions,
      [](Program program, std::uint64_t index) { return with_adversary(program, seed, index); });
  CHECK(totals.compared >= (end - first) / 2 * 80 / 100);
}

/// Programs with groups of equal tasks, both dialects in turn; some with loose ends as well.
void check_groups(std::uint64_t first, std::uint64_t end) {
  const Totals totals =
      compare_range({first, end}, few_executions, [](Program program, std::uint64_t index) {
        program = with_groups(std::move(program), seed, index);
        if (index % 3 == 0) program = with_loose_ends(std::move(program), seed, index);
        return program;
      });
  CHECK(totals.compared >= (end - first) * 60 / 100);
  CHECK(totals.merged >= totals.compared * 70 / 100);
}

/// Programs with detached threads, inherited values and waits for predicates.
void check_loose_ends(std::uint64_t first, std::uint64_t end) {
  const Totals totals =
      compare_range({first, end}, few_executions, [](Program program, std::uint64_t index) {
        return with_loose_ends(std::move(program), seed, index);
      });
  CHECK(totals.compared >= (end - first) * 80 / 100);
}

/// Programs [part * part_size, (part + 1) * part_size) of the seed, both dialects in turn.
void check_part(std::uint64_t part) {
  const Totals totals =
      compare_range({part * part_size, (part + 1) * part_size}, {},
                    [](Program program, std::uint64_t) { return program; });
  // Few are too large, and the reduction has something to reduce.
  CHECK(totals.compared >= part_size * 95 / 100);
  CHECK(totals.executions > 10 * totals.traces);
}

}  // namespace

TEST_SUITE("agreement") {
  TEST_CASE("dpor agrees with exhaustive on generated programs 0 to 399") { check_part(0); }
  TEST_CASE("dpor agrees with exhaustive on generated programs 400 to 799") { check_part(1); }
  TEST_CASE("dpor agrees with exhaustive on generated programs 800 to 1199") { check_part(2); }
  TEST_CASE("dpor agrees with exhaustive on generated programs 1200 to 1599") { check_part(3); }
  TEST_CASE("dpor agrees with exhaustive on generated programs 1600 to 1999") { check_part(4); }
  TEST_CASE("dpor agrees with exhaustive on generated programs 2000 to 2399") { check_part(5); }

  TEST_CASE("dpor agrees with exhaustive on programs with an adversary 0 to 399") {
    check_adversary(0, 400);
  }
  TEST_CASE("dpor agrees with exhaustive on programs with an adversary 400 to 799") {
    check_adversary(400, 800);
  }

  TEST_CASE("searches agree on programs with groups of equal tasks 0 to 249") {
    check_groups(0, 250);
  }
  TEST_CASE("searches agree on programs with groups of equal tasks 250 to 499") {
    check_groups(250, 500);
  }

  TEST_CASE("searches agree on programs with loose ends 0 to 399") { check_loose_ends(0, 400); }

  TEST_CASE("dpor agrees with exhaustive where it once did not") {
    constexpr const char* once_wrong[] = {
        // a choice made while the holder of a mutex is tried
        "threads notify=fifo spurious=0 clock=virtual order=any always_below=0 | spawn 1; spawn 2; "
        "lock 0; choose 1; join 2; notify_one 0 | lock 0; wait_while 0 0 0 1 | try_lock 0 2",
        // a choice, then a timer that may end at any moment
        "asyncio notify=fifo spurious=0 clock=early order=any always_below=0 | spawn 1; sleep 1; "
        "wait_tasks 0 | lock 0; choose 1; unless_skip 0 1; sleep 3; unlock 0",
        // the loop's own order
        "asyncio notify=fifo spurious=0 clock=early order=fifo always_below=0 | spawn 1; lock 1; "
        "unlock 1 | spawn 2; sleep 1; cancel 2 | sleep 2",
        // a wait that is cancelled stops listening to the task that it waits for
        "asyncio notify=fifo spurious=0 clock=arbitrary order=any always_below=0 | spawn 1; "
        "sleep 2; cancel 1 | spawn 2; wait_tasks 0 | sleep 1",
        // an early clock: a turn that has come already and is given up
        "asyncio clock=early cancellations=1 | spawn 1 | within 2 1; wait_event 0",
        // an early clock: two sleeps that end together, both cancelled
        "asyncio clock=early cancellations=2 | spawn 1; spawn 2 | sleep 1 | sleep 1",
        // a virtual clock that waits for nobody or for the adversary only, and a failure after it
        "asyncio clock=virtual cancellations=2 | spawn 1; spawn 2; within 2 3; lock 0; lock 0 |  "
        "| ",
        // equal tasks: a race of those that have not begun, when another one ends the execution
        "threads | spawn_equal 1 2 | increase 1; notify_one 1; unlock 0",
        // equal tasks: a race of those that have not begun, when the first is blocked for ever
        "threads | lock 1; spawn_equal 1 2 | increase 0; lock 1",
        // equal tasks: one that is blocked for ever, and a detached thread that begins at once
        "threads spurious=1 | spawn_equal 1 2; spawn 2; detach 2; lock 0; join 1; unlock 0; lock 0 "
        "| lock 0; unlock 0 | ",
        // equal tasks: a violation that is none when all of them have started
        "threads | spawn_equal 1 2; spawn 2 | unless_skip 1 1; lock 0; increase 0; notify_one 0; "
        "unlock 0 | lock 0; forbid 0 1; unlock 0",
        // equal tasks: whose failure is told first
        "asyncio | spawn_equal 1 2; lock 0; unlock 0 | unless_skip 1 1; lock 0; increase 1; "
        "wait_if 0 0 1 2; unlock 0",
        // a data race: what is found before it is no invariant of the tree
        "threads notify=any spurious=0 clock=virtual order=any always_below=0 | spawn 1; lock 1; "
        "increase 0 | wait_if 0 0 0 1; choose 2; notify_one 1; unlock 1"};
    for (const char* text : once_wrong) {
      CAPTURE(text);
      const Result<Program> program = parse(text);
      REQUIRE(program.ok());
      const Comparison comparison = compare(*program);
      CHECK_FALSE(comparison.skipped);
      CHECK(comparison.disagreement == "");
    }
  }

  TEST_CASE("a program reads back from its text form") {
    for (std::uint64_t index = 0; index < 200; ++index) {
      const Program program = generate(seed, index);
      const Result<Program> again = parse(format(program));
      REQUIRE(again.ok());
      CHECK(format(*again) == format(program));
      CHECK(again->tasks == program.tasks);
    }
    CHECK(parse("threads notify=all | lock 0").error() ==
          "expected notify=, order=, clock=, spurious=, cancellations=, timeouts= or "
          "always_below=, with a value");
    CHECK(parse("asyncio | lock").error() == "expected a number after lock");
  }

  TEST_CASE("shrinking keeps what still holds and drops the rest") {
    const Result<Program> program =
        parse("asyncio clock=early | spawn 1; spawn 2; sleep 1 | yield; set 0; clear 0 | read 0");
    REQUIRE(program.ok());
    const Program small = shrink(*program, [](const Program& candidate) {
      for (const std::vector<Instruction>& task : candidate.tasks) {
        for (const Instruction& instruction : task) {
          if (instruction.word == Word::set) return true;
        }
      }
      return false;
    });
    CHECK(format(small) ==
          "asyncio notify=fifo spurious=0 clock=virtual order=any always_below=0 |  | set 0");
  }
}

}  // namespace vigil::agreement
