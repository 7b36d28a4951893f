// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "checker/explore.hpp"
#include "models/real/real.hpp"

namespace vigil::tests {

namespace {

using models::real::Bug;
using models::real::bugs;
using models::real::fixed_model;
using models::real::old_model;

[[nodiscard]] Report check(const Model& model, Search search, bool keep_going,
                           Order order = Order::any) {
  VerifyOptions options;
  options.search = search;
  options.execution.order = order;
  options.keep_going = keep_going;
  options.collect_outcomes = keep_going;
  options.count_traces = true;
  options.shrink = false;
  options.audit_samples = keep_going ? 32 : 0;
  return verify(model, options);
}

/// How many of the executions were not fine.
[[nodiscard]] std::uint64_t violating(const Report& report) {
  std::uint64_t count = 0;
  for (const Outcome& outcome : report.outcomes) {
    if (!outcome.text.starts_with("done")) count += outcome.executions;
  }
  return count;
}

struct Measured {
  std::uint64_t first = 0;
  std::uint64_t traces = 0;
  std::uint64_t violating = 0;
  std::uint64_t schedules = 0;
};

[[nodiscard]] Measured measure(const Bug& bug) {
  const Model model = old_model(bug);
  const Report brute = check(model, Search::exhaustive, true);
  return {.first = check(model, Search::dpor, false).executions,
          .traces = check(model, Search::dpor, true).executions,
          .violating = violating(brute),
          .schedules = brute.executions};
}

[[nodiscard]] std::string table() {
  std::string text =
      "| model | what goes wrong | breaks | first | traces | violating / schedules | FIFO |\n"
      "| --- | --- | --- | ---: | ---: | ---: | --- |\n";
  for (const Bug& bug : bugs()) {
    const Measured is = measure(bug);
    text += "| [" + bug.name + "](" + bug.name + ".cpp) | " + bug.about + " | " +
            std::string{name(bug.property)} + " | " + std::to_string(is.first) + " | " +
            std::to_string(is.traces) + " | " + std::to_string(is.violating) + " / " +
            std::to_string(is.schedules) + " | " + (bug.fifo ? "yes" : "no") + " |\n";
  }
  return text;
}

[[nodiscard]] Measured measured(const std::string& name) {
  const std::vector<Bug> all = bugs();
  const auto bug = std::ranges::find(all, name, &Bug::name);
  REQUIRE(bug != all.end());
  return measure(*bug);
}

}  // namespace

TEST_SUITE("real") {
  TEST_CASE("every old algorithm is violated and the diagnosis says how") {
    for (const Bug& bug : bugs()) {
      CAPTURE(bug.name);
      const Report report = verify(old_model(bug));
      CHECK(report.verdict == Verdict::violated);
      REQUIRE(report.failures.size() == 1);
      CHECK(report.failures.front().violation.property == bug.property);
      CAPTURE(report.failures.front().diagnosis);
      CHECK(report.failures.front().diagnosis.find(bug.diagnosis) != std::string::npos);
    }
  }

  TEST_CASE("every repaired algorithm is verified by both searches") {
    for (const Bug& bug : bugs()) {
      CAPTURE(bug.name);
      for (const Search search : {Search::dpor, Search::exhaustive}) {
        const Report report = check(fixed_model(bug), search, true);
        CHECK(report.verified());
        CHECK(report.stopped_by == "");
      }
    }
  }

  /// The programs then have no canceller: the adversary finds whom to cancel, and when.
  TEST_CASE("one cancellation by the adversary breaks every old algorithm and no repaired one") {
    VerifyOptions options;
    options.execution.cancellation_budget = 1;
    options.shrink = false;
    for (const Bug& bug : bugs()) {
      CAPTURE(bug.name);
      const Report old = verify(old_model(bug), options);
      REQUIRE(old.failures.size() == 1);
      CHECK(old.failures.front().violation.property == bug.property);
      CHECK(verify(fixed_model(bug), options).verified());
    }
  }

  TEST_CASE("dpor runs each trace of the old and the repaired algorithms once") {
    for (const Bug& bug : bugs()) {
      CAPTURE(bug.name);
      for (const Model& model : {old_model(bug), fixed_model(bug)}) {
        const Report brute = check(model, Search::exhaustive, true);
        const Report reduced = check(model, Search::dpor, true);
        CHECK(reduced.executions == brute.traces);
        CHECK(reduced.blocked == 0);
        CHECK(reduced.outcomes.size() == brute.outcomes.size());
        CHECK(std::ranges::equal(reduced.outcomes, brute.outcomes, {}, &Outcome::text,
                                 &Outcome::text));
      }
    }
  }

  TEST_CASE("the order of asyncio itself shows some of the bugs and never the others") {
    for (const Bug& bug : bugs()) {
      CAPTURE(bug.name);
      const Report report = check(old_model(bug), Search::exhaustive, true, Order::fifo);
      CHECK(report.verdict == (bug.fifo ? Verdict::violated : Verdict::verified));
    }
  }

  /// Brute force over real CPython, or over its event loop with the old algorithm, counted these:
  /// the algorithms here are the ones that shipped.
  TEST_CASE("the old algorithms violate exactly as many schedules as they do under CPython") {
    struct Known {
      const char* name;
      std::uint64_t violating;
      std::uint64_t schedules;
    };
    const Known all[] = {
        {"bpo27585_newcomer", 210, 4'800},
        {"bpo27585_cancelled", 144, 4'896},
        {"bpo32734_two_holders", 204, 5'238},
        {"bpo22970_without_lock", 370, 1'074},
        {"bpo32841_swallowed_cancel", 370, 1'074},
        {"gh112202_lost_notify", 1, 48},
        {"asyncio270_lost_wakeup", 4, 91},
        {"bpo45997_overtaking", 1, 3},
        {"gh90155_stuck", 1, 94},
        {"gh83055_queue_overtaking", 4, 13},
        {"gh102780_no_timeout_error", 1, 2},
    };
    for (const Known& known : all) {
      CAPTURE(known.name);
      const Measured is = measured(known.name);
      CHECK(is.violating == known.violating);
      CHECK(is.schedules == known.schedules);
    }
  }

  TEST_CASE("the table of real bugs shows what is measured") {
    const std::string path = VIGIL_SOURCE_DIR "/models/real/README.md";
    std::ifstream in(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    const std::string mark = "<!-- table -->\n";
    const std::size_t at = text.find(mark);
    REQUIRE(at != std::string::npos);
    const std::string now = text.substr(0, at + mark.size()) + table();
    const char* const update = std::getenv("VIGIL_UPDATE_GOLDEN");
    if (update != nullptr && *update == '1') {
      std::ofstream(path, std::ios::binary) << now;
    } else {
      CHECK(text == now);
    }
  }
}

}  // namespace vigil::tests
