// SPDX-License-Identifier: MIT
/// Equal keys mean equal futures: on generated programs and on the workloads, by brute force.
#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "models/workload/workload.hpp"
#include "primitives/shared.hpp"
#include "primitives/threads.hpp"
#include "tests/agreement/generate.hpp"
#include "tests/agreement/interpret.hpp"
#include "tests/state/futures.hpp"

namespace vigil::tests {

namespace {

namespace workload = models::workload;
using agreement::Program;
using Values = std::vector<std::pair<std::string, std::int64_t>>;

/// How many pairs of ways were compared, all of which have the same futures.
[[nodiscard]] std::uint64_t equal_pairs(const Model& model, const Values& values, bool merging) {
  const Parameters parameters = parameters_of(model, values);
  const FuturesLimits limits{.executions = 20'000, .pairs = 400, .depth = 3};
  const Futures futures = compare_futures(model, {}, parameters, merging, limits);
  CHECK(futures.exact);
  CHECK(futures.difference == "");
  return futures.pairs;
}

constexpr std::uint64_t seed = 5;

struct Compared {
  std::uint64_t programs = 0;  ///< whose keys are exact
  std::uint64_t pairs = 0;
};

/// Programs of the seed, each changed in some way. Fails where futures differ.
template <class Change>
[[nodiscard]] Compared compare_generated(std::uint64_t count, bool merging, const Change& change) {
  Compared compared;
  for (std::uint64_t index = 0; index < count; ++index) {
    const Program program = change(agreement::generate(seed, index), index);
    const Futures futures =
        compare_futures(agreement::model_of(program), program.options, Parameters{}, merging);
    compared.programs += futures.exact ? 1 : 0;
    compared.pairs += futures.pairs;
    if (futures.difference.empty()) continue;
    FAIL_CHECK("program ", index, " of seed ", seed, ": ", futures.difference, "\n",
               agreement::format(program));
  }
  return compared;
}

}  // namespace

TEST_SUITE("key_soundness") {
  TEST_CASE("ways to one key have the same futures in the workloads") {
    const Values three{{"n", 3}};
    const Values unlocked{{"n", 3}, {"unlocked", 1}};
    CHECK(equal_pairs(workload::wait_for(), three, false) == 21);
    CHECK(equal_pairs(workload::wait_for(), three, true) == 13);
    CHECK(equal_pairs(workload::notify_all(), three, false) == 54);
    CHECK(equal_pairs(workload::notify_all(), three, true) == 31);
    CHECK(equal_pairs(workload::buffer(), {}, false) == 49);
    CHECK(equal_pairs(workload::buffer(), {}, true) == 40);
    CHECK(equal_pairs(workload::wait_for(), unlocked, false) == 132);
    CHECK(equal_pairs(workload::wait_for(), unlocked, true) == 53);
  }

  TEST_CASE("ways to one key have the same futures in generated programs") {
    const Compared compared = compare_generated(
        300, false, [](const Program& program, std::uint64_t) { return program; });
    CHECK(compared.programs == 281);
    CHECK(compared.pairs == 4'514);
  }

  TEST_CASE("ways to one key have the same futures in programs with an adversary") {
    const Compared compared =
        compare_generated(200, false, [](const Program& program, std::uint64_t index) {
          return agreement::with_adversary(program, seed, index);
        });
    CHECK(compared.programs == 114);
    CHECK(compared.pairs == 2'523);
  }

  TEST_CASE("ways to one key have the same futures in programs with loose ends") {
    const Compared compared =
        compare_generated(300, false, [](const Program& program, std::uint64_t index) {
          return agreement::with_loose_ends(program, seed, index);
        });
    CHECK(compared.programs == 246);
    CHECK(compared.pairs == 4'321);
  }

  TEST_CASE("ways to one key have the same futures where equal tasks are merged") {
    const Compared compared =
        compare_generated(200, true, [](const Program& program, std::uint64_t index) {
          return agreement::with_groups(program, seed, index);
        });
    CHECK(compared.programs == 166);
    CHECK(compared.pairs == 5'512);
  }

  TEST_CASE("a plain variable that a task writes is found by comparing futures") {
    Model model;
    model.name = "test/plain";
    model.dialect = Dialect::threads;
    model.all_state_declared = true;
    model.body = [](const Parameters&) {
      threads::mutex mutex{"m"};
      Shared<int> declared{0, "declared"};
      int plain = 0;
      const auto write = [&](int value) {
        const std::lock_guard guard(mutex);
        plain = value;
      };
      threads::thread one([&] { write(1); });
      threads::thread two([&] { write(2); });
      one.join();
      two.join();
      for (int round = 0; round < 2; ++round) {
        const std::lock_guard guard(mutex);
        declared = plain;
      }
    };
    CHECK(compare_futures(model, {}, Parameters{}, false).difference != "");
  }
}

}  // namespace vigil::tests
