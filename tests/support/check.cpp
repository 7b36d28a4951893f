// SPDX-License-Identifier: MIT
#include "tests/support/check.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <utility>

namespace vigil::tests {

namespace {

/// The schedule of a failure leads to the same failure by the same steps.
void check_replay(const Body& body, Dialect dialect, const Failure& failure) {
  const Result<Schedule> schedule = parse_schedule(failure.schedule);
  REQUIRE(schedule.ok());
  const Replay again = replay(model_of(body, dialect), *schedule);
  CHECK(again.divergence == "");
  REQUIRE(!again.failures.empty());
  CHECK(again.failures.front().violation.property == failure.violation.property);
  CHECK(again.failures.front().violation.message == failure.violation.message);
  const std::vector<TraceEntry>& expected = failure.trace.entries;
  REQUIRE(again.trace.entries.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(again.trace.entries[i].task == expected[i].task);
    CHECK(again.trace.entries[i].operation.kind == expected[i].operation.kind);
    CHECK(again.trace.entries[i].operation.object == expected[i].operation.object);
  }
}

[[nodiscard]] Report explore(const Body& body, const ExecutionOptions& options, Search search) {
  VerifyOptions how;
  how.execution = options;
  how.search = search;
  how.keep_going = true;
  how.collect_outcomes = true;
  how.audit_samples = 0;
  how.execution_count_max = 2'000'000;
  Report report = verify(model_of(body, options.dialect), how);
  CHECK_MESSAGE(report.verdict != Verdict::inconclusive, "stopped by " << report.stopped_by);
  CHECK(report.verdict != Verdict::nondeterministic);
  CHECK(report.blocked == 0);
  for (const Failure& failure : report.failures) check_replay(body, options.dialect, failure);
  return report;
}

[[nodiscard]] Outcomes texts(const Report& report) {
  Outcomes outcomes;
  for (const Outcome& outcome : report.outcomes) outcomes.push_back(outcome.text);
  std::ranges::sort(outcomes);
  return outcomes;
}

[[nodiscard]] std::vector<Property> properties(const Report& report) {
  std::vector<Property> broken;
  for (const Failure& failure : report.failures) {
    broken.push_back(failure.violation.property);
  }
  std::ranges::sort(broken);
  broken.erase(std::unique(broken.begin(), broken.end()), broken.end());
  return broken;
}

}  // namespace

Model model_of(Body body, Dialect dialect) {
  Model model;
  model.name = "test";
  model.about = "a body of a test";
  model.dialect = dialect;
  model.body = [body = std::move(body)](const Parameters&) { body(); };
  return model;
}

Outcomes outcomes_of(const Body& body, const ExecutionOptions& options) {
  const Outcomes all = texts(explore(body, options, Search::exhaustive));
  CHECK(texts(explore(body, options, Search::dpor)) == all);
  return all;
}

std::vector<Property> broken_by(const Body& body, const ExecutionOptions& options) {
  const std::vector<Property> all = properties(explore(body, options, Search::exhaustive));
  CHECK(properties(explore(body, options, Search::dpor)) == all);
  return all;
}

std::uint64_t traces_of(const Body& body, const ExecutionOptions& options) {
  return explore(body, options, Search::dpor).executions;
}

ExecutionOptions fifo() {
  ExecutionOptions options;
  options.order = Order::fifo;
  return options;
}

ExecutionOptions with_clock(Clock clock) {
  ExecutionOptions options;
  options.clock = clock;
  return options;
}

ExecutionOptions with_cpython(Cpython generation) {
  ExecutionOptions options;
  options.cpython = generation;
  return options;
}

ExecutionOptions without_discipline() {
  ExecutionOptions options;
  options.discipline = false;
  return options;
}

}  // namespace vigil::tests
