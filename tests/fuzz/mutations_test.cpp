// SPDX-License-Identifier: MIT
// A million mutated schedules: each is read, or refused in one clear line. Half of them get a
// checksum that fits, since nothing else gets past it.
#include <doctest/doctest.h>

#include <array>
#include <string>

#include "checker/trace/schedule_text.hpp"
#include "tests/agreement/rng.hpp"
#include "tests/fuzz/mutate.hpp"
#include "tests/fuzz/schedule_property.hpp"

namespace vigil::test {

namespace {

using agreement::Rng;

[[nodiscard]] std::array<std::string, 4> seeds() {
  Schedule plain;
  plain.model = "tutorial/notify_all";
  plain.options.clock = Clock::arbitrary;
  for (const char* task : {"task 1", "task 2", "main", "main", "task 1"}) {
    plain.decisions.push_back({false, 0, task});
  }
  Schedule rich = plain;
  rich.parameters = {{"tasks", 12}, {"offset", -3}};
  rich.options.dialect = Dialect::threads;
  rich.options.spurious_budget = 2;
  rich.options.step_count_max = 77;
  rich.refined = {"main/lock", "mutex#2"};
  rich.decisions.push_back({true, 4'000'000, {}});
  rich.decisions.push_back({true, 0, "task 2"});
  rich.decisions.push_back({false, 0, "t:,=@%+\xff"});
  Schedule empty;
  empty.model = "m";
  Schedule wide = empty;
  for (int i = 0; i < 40; ++i) wide.decisions.push_back({false, 0, "w " + std::to_string(i)});
  return {format_schedule(plain), format_schedule(rich), format_schedule(empty),
          format_schedule(wide)};
}

}  // namespace

TEST_SUITE("fuzz") {
  TEST_CASE("a million mutated schedules give a schedule or one clear line each") {
    constexpr int count = 1'000'000;
    const std::array<std::string, 4> originals = seeds();
    Rng rng(1);
    int read_count = 0;
    for (int i = 0; i < count; ++i) {
      std::string text = originals[rng.below(4)];
      for (std::uint32_t change = rng.below(4); true; --change) {
        mutate(text, rng);
        if (change == 0) break;
      }
      if (i % 2 == 0) {
        text = with_right_checksum(text);
      }
      const std::string problem = schedule_problem(text);
      if (!problem.empty()) FAIL_CHECK(problem << " in '" << text << "'");
      read_count += parse_schedule(text).ok() ? 1 : 0;
    }
    // Enough of them are schedules, and enough are not, for the test to say something of both.
    CHECK(read_count > count / 20);
    CHECK(read_count < count / 5);
  }
}

}  // namespace vigil::test
