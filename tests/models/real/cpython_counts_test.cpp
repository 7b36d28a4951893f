// SPDX-License-Identifier: MIT
/// The program files of the real bugs, on the primitives that Vigil has now: every schedule by
/// brute force, as counted on real CPython (3.12.1 and 3.13.0; 3.11.7 for wait_for), where the
/// primitives follow the version that had the bug; no violation where they follow one that has it
/// repaired.
#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "checker/explore.hpp"
#include "models/program/program_model.hpp"

namespace vigil::tests {

namespace {

[[nodiscard]] Model program_model(const std::string& name) {
  const std::string path =
      VIGIL_SOURCE_DIR "/tests/conformance/oracle/programs/bugs/" + name + ".json";
  auto read = models::read_program_file(path);
  REQUIRE(read);
  REQUIRE(read.value().size() == 1);
  return models::model_of(std::make_shared<const models::Program>(std::move(read.value().front())),
                          models::Judging::violations);
}

/// "1 of 48": how many schedules are violating, and how many there are.
[[nodiscard]] std::string count(const std::string& name, Cpython cpython,
                                bool exact_turns = false) {
  const Model model = program_model(name);
  VerifyOptions options;
  options.search = Search::exhaustive;
  options.execution.cpython = cpython;
  options.execution.exact_turns = exact_turns;
  options.execution.discipline = false;
  options.keep_going = true;
  options.collect_outcomes = true;
  options.shrink = false;
  options.audit_samples = 0;
  const Report report = verify(model, options);
  CHECK(report.stopped_by == "");
  std::uint64_t violating = 0;
  for (const Outcome& outcome : report.outcomes) {
    if (replay(model, outcome.schedule).verdict == Verdict::violated) {
      violating += outcome.executions;
    }
  }
  return std::to_string(violating) + " of " + std::to_string(report.executions);
}

}  // namespace

TEST_SUITE("real") {
  TEST_CASE("program files of bugs violate as many schedules as on the CPython that had them") {
    CHECK(count("gh112202_lost_notify", Cpython::v3_12) == "1 of 48");
    CHECK(count("gh83055_queue_overtaking", Cpython::v3_12) == "4 of 13");
    CHECK(count("gh83055_queue_overtaking", Cpython::v3_13) == "4 of 13");
    CHECK(count("gh86296_wait_for_hides_cancel", Cpython::v3_11, true) == "76 of 144");
    CHECK(count("gh155233_barrier_index", Cpython::v3_12) == "6624 of 91520");
  }

  TEST_CASE("program files of bugs are verified on the CPython that has them repaired") {
    CHECK(count("gh112202_lost_notify", Cpython::v3_13) == "0 of 51");
    CHECK(count("gh86296_wait_for_hides_cancel", Cpython::v3_12) == "0 of 18");
    for (const Cpython cpython : {Cpython::v3_12, Cpython::v3_13}) {
      CHECK(count("lock_cancel", cpython) == "0 of 4428");
      CHECK(count("condition_cancel_reacquire", cpython) == "0 of 1074");
      CHECK(count("gh90155_semaphore_stuck", cpython) == "0 of 91");
      CHECK(count("bpo45997_semaphore_overtaking", cpython) == "0 of 3");
    }
  }
}

}  // namespace vigil::tests
