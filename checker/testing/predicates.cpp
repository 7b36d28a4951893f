// SPDX-License-Identifier: MIT
#include "checker/testing/predicates.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "checker/report/text.hpp"
#include "checker/testing/outcomes.hpp"
#include "checker/testing/print.hpp"

namespace vigil {

namespace {

[[nodiscard]] std::string counted(std::uint64_t count) {
  return fmt::format("{} execution{}", grouped(count), count == 1 ? "" : "s");
}

/// An answer from a report, whose text follows where the statement does not hold.
[[nodiscard]] Answer answer(bool holds, const Report& report, std::string_view why) {
  if (holds) return {true, std::string{why}};
  return {false, fmt::format("{}\n{}", why, printed(report))};
}

/// Why `tells_all` is false, for the reader of a failed test.
[[nodiscard]] Answer unknown(const Report& report) {
  const std::string because = !report.stopped_by.empty() ? "it was stopped by " + report.stopped_by
                              : report.complete
                                  ? "tasks share state that the model does not declare"
                                  : "verify stops at the first violation; "
                                    "vigil::outcomes goes on";
  return answer(false, report, "the search did not look at all executions: " + because);
}

[[nodiscard]] Answer never(const Report& report, std::uint64_t count, std::string_view what) {
  if (count != 0) {
    return answer(false, report,
                  fmt::format("{} of {} {}", grouped(count), counted(report.executions), what));
  }
  if (!tells_all(report)) return unknown(report);
  return answer(true, report, fmt::format("none of {} {}", counted(report.executions), what));
}

[[nodiscard]] Answer sometimes(const Report& report, std::uint64_t count, std::string_view what) {
  if (count == 0 && !tells_all(report)) return unknown(report);
  return answer(count != 0, report,
                fmt::format("{} of {} {}", grouped(count), counted(report.executions), what));
}

[[nodiscard]] Answer always(const Report& report, std::uint64_t count, std::string_view what) {
  if (!tells_all(report)) return unknown(report);
  return answer(count == report.executions, report,
                fmt::format("{} of {} {}", grouped(count), counted(report.executions), what));
}

/// At least so many executions fail; exactly so many where outcomes were collected.
[[nodiscard]] std::uint64_t failing_count(const Report& report) {
  std::uint64_t count = 0;
  for (const Outcome& outcome : report.outcomes) {
    if (!outcome.text.starts_with("done")) count += outcome.executions;
  }
  return std::max<std::uint64_t>(count, report.failures.empty() ? 0 : 1);
}

[[nodiscard]] std::uint64_t failing_count(const Report& report, Property property) {
  return std::ranges::any_of(report.failures, [property](const Failure& failure) {
    return failure.violation.property == property;
  });
}

constexpr std::string_view needs_outcomes =
    "the report has no outcomes: ask it of vigil::outcomes, not of vigil::verify";

}  // namespace

Answer deadlocks_never(const Report& report) {
  return never(report, report.deadlocks, "deadlock");
}

Answer deadlocks_sometimes(const Report& report) {
  return sometimes(report, report.deadlocks, "deadlock");
}

Answer deadlocks_always(const Report& report) {
  return always(report, report.deadlocks, "deadlock");
}

Answer fails_never(const Report& report) {
  return never(report, failing_count(report), "fail");
}

Answer fails_sometimes(const Report& report) {
  return sometimes(report, failing_count(report), "fail");
}

Answer fails_always(const Report& report) {
  if (report.outcomes.empty()) return answer(false, report, needs_outcomes);
  return always(report, failing_count(report), "fail");
}

Answer fails_never(const Report& report, Property property) {
  const std::string what = fmt::format("break {}", name(property));
  if (failing_count(report, property) != 0) return answer(false, report, "some executions " + what);
  return never(report, 0, what);
}

Answer fails_sometimes(const Report& report, Property property) {
  const std::string what = fmt::format("break {}", name(property));
  if (failing_count(report, property) != 0) return answer(true, report, "some executions " + what);
  return sometimes(report, 0, what);
}

Answer always_same(const Report& report) {
  if (report.outcomes.empty()) return answer(false, report, needs_outcomes);
  if (report.outcomes.size() == 1 && !tells_all(report)) return unknown(report);
  return answer(
      report.outcomes.size() == 1, report,
      fmt::format("executions differ in their outcomes: there are {}", report.outcomes.size()));
}

Answer not_always_same(const Report& report) {
  if (report.outcomes.empty()) return answer(false, report, needs_outcomes);
  if (report.outcomes.size() == 1 && !tells_all(report)) return unknown(report);
  return answer(report.outcomes.size() > 1, report,
                fmt::format("outcomes: {}", report.outcomes.size()));
}

}  // namespace vigil
