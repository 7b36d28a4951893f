// SPDX-License-Identifier: MIT
// Mutated schedules, taken as far as the command takes them: read, checked against the model,
// replayed. VIGIL_MUTATIONS=1000000 in the environment tries more of them than there is time for in
// every run.
#include <doctest/doctest.h>

#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "checker/cli/given_schedule.hpp"
#include "checker/explore.hpp"
#include "checker/report/text_width.hpp"
#include "models/register.hpp"
#include "tests/agreement/rng.hpp"
#include "tests/fuzz/mutate.hpp"

namespace vigil::test {

namespace {

using agreement::Rng;

constexpr std::uint32_t everyday_count = 20'000;

[[nodiscard]] std::uint32_t mutation_count() {
  const char* const asked = std::getenv("VIGIL_MUTATIONS");
  return asked == nullptr ? everyday_count
                          : static_cast<std::uint32_t>(std::strtoul(asked, nullptr, 10));
}

/// A schedule of every outcome of some models of both dialects, with faults of every kind.
[[nodiscard]] std::vector<std::string> seeds() {
  struct Question {
    std::string_view model;
    ExecutionOptions options;
  };
  const Question questions[] = {
      {"tutorial/notify_all", {.clock = Clock::arbitrary}},
      {"tutorial/lost_notification", {}},
      {"tutorial/if_instead_of_while", {}},
      {"real/bpo27585_newcomer", {}},
      {"real/gh77819_timeout_without_lock", {.any_timeouts = true}},
      {"real/tokio3652_lost_permit", {.cancellation_budget = 1}},
      {"workload/lost_notify", {}},
      {"workload/shared_cv", {}},
      {"workload/wait_notify", {.spurious_budget = 2}},
      {"workload/no_lock_wait", {}},
  };
  ModelRegistry& registry = ModelRegistry::global();
  if (registry.find("tutorial/notify_all") == nullptr) models::register_all(registry);
  std::vector<std::string> schedules;
  for (const Question& question : questions) {
    const Model* const model = registry.find(question.model);
    REQUIRE(model != nullptr);
    VerifyOptions options;
    options.execution = question.options;
    options.execution.dialect = model->dialect;
    options.execution_count_max = 200;
    for (const Outcome& outcome : outcomes(*model, options).outcomes) {
      schedules.push_back(outcome.schedule);
    }
  }
  return schedules;
}

/// A change that leaves a text that can be read: the decisions are others.
void mutate(Schedule& schedule, Rng& rng) {
  std::vector<Decision>& decisions = schedule.decisions;
  if (decisions.empty()) return;
  const auto count = static_cast<std::uint32_t>(decisions.size());
  Decision& decision = decisions[rng.below(count)];
  const Decision other = decisions[rng.below(count)];
  switch (rng.below(6)) {
    case 0: decisions.resize(rng.below(count)); break;
    case 1: std::swap(decision.task, decisions[rng.below(count)].task); break;
    case 2: decisions.erase(decisions.begin() + rng.below(count)); break;
    case 3: decisions.insert(decisions.begin() + rng.below(count), other); break;
    case 4: decision.value = rng.below(4); break;
    default: decision = other; break;
  }
}

[[nodiscard]] bool is_clear_line(std::string_view text) {
  constexpr std::size_t length_max = 1000;
  return !text.empty() && text.size() <= length_max && text == detail::printable(text);
}

[[nodiscard]] std::string broken_names(const Replay& replay) {
  std::string names;
  for (const Failure& failure : replay.failures) names += failure.violation.name + ";";
  return names;
}

/// What the million are counted by.
struct Tally {
  std::uint32_t refused = 0;   ///< in one line, before anything ran
  std::uint32_t diverged = 0;  ///< in one line, from a step on
  std::uint32_t stale = 0;     ///< found again where the model stands now
  std::uint32_t followed = 0;  ///< to the letter
};

/// Returns: what is wrong with what becomes of `text`, or empty.
[[nodiscard]] std::string replay_problem(const std::string& text, Tally& tally) {
  const auto given = cli::given_schedule(text);
  if (!given) {
    ++tally.refused;
    return is_clear_line(given.error()) ? "" : "refused, but not in one line: " + given.error();
  }
  const Replay replay = vigil::replay(*given->model, given->schedule);
  if (replay.verdict == Verdict::diverged) {
    ++tally.diverged;
    return is_clear_line(replay.divergence) ? "" : "no line for: " + replay.divergence;
  }
  if (!replay.stale.empty()) {
    ++tally.stale;
    if (!is_clear_line(replay.stale)) return "no line for: " + replay.stale;
  } else {
    ++tally.followed;
    if (!(replay.followed == given->schedule)) return "it claims to have followed another one";
  }
  const Replay again = vigil::replay(*given->model, replay.followed);
  if (!again.stale.empty()) return "what it followed is stale: " + again.stale;
  if (!again.divergence.empty()) return "what it followed diverges: " + again.divergence;
  if (broken_names(again) != broken_names(replay)) return "what it followed breaks something else";
  return again.outcome == replay.outcome ? "" : "what it followed comes to something else";
}

[[nodiscard]] std::string problem_of(const std::string& text, Tally& tally) {
  try {
    return replay_problem(text, tally);
  } catch (const std::exception& error) {
    return std::string{"an exception: "} + error.what();
  }
}

}  // namespace

TEST_SUITE("fuzz") {
  TEST_CASE("mutated schedules replay or are refused in one clear line each") {
    const std::vector<std::string> originals = seeds();
    const std::uint32_t count = mutation_count();
    Rng rng(2);
    Tally tally;
    std::uint32_t accepted_count = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::string original =
          originals[rng.below(static_cast<std::uint32_t>(originals.size()))];
      std::string text = original;
      const std::uint32_t kind = i % 4;
      if (kind == 0) {
        Schedule schedule = *parse_schedule(text);
        for (std::uint32_t change = rng.below(3); true; --change) {
          mutate(schedule, rng);
          if (change == 0) break;
        }
        text = format_schedule(schedule);
      } else {
        for (std::uint32_t change = rng.below(3); true; --change) {
          mutate(text, rng);
          if (change == 0) break;
        }
      }
      // The checksum tells every damage that nobody hides.
      if (kind == 3) accepted_count += text != original && parse_schedule(text).ok() ? 1 : 0;
      if (kind == 1 || kind == 2) text = with_right_checksum(text);
      const std::string problem = problem_of(text, tally);
      if (!problem.empty()) FAIL_CHECK(problem << " in '" << text << "'");
    }
    CHECK(accepted_count == 0);
    MESSAGE(tally.refused << " refused, " << tally.diverged << " diverged, " << tally.stale
                          << " found again, " << tally.followed << " followed");
    // Enough of each kind for the test to say something of it.
    CHECK(tally.refused > count / 4);
    CHECK(tally.diverged > count / 200);
    CHECK(tally.stale > count / 100);
    CHECK(tally.followed > count / 100);
  }
}

}  // namespace vigil::test
