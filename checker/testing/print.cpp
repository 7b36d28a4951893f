// SPDX-License-Identifier: MIT
#include "checker/testing/print.hpp"

#include <fmt/format.h>

#include <ostream>

#include "checker/program.hpp"
#include "checker/report/lanes.hpp"
#include "checker/report/text.hpp"

namespace vigil {

namespace {

/// Plain words first and the figures last: most who read it want to know what is wrong.
[[nodiscard]] std::string failures_text(const Report& report) {
  std::string text = fmt::format("`{}` fails when its tasks run in this order:\n",
                                 title(report.model, report.parameters));
  TextOptions options{.legend = newcomers_legend};
  if (report.of_callable) {
    options.replay_command = callable_replay_command;
  } else if (ModelRegistry::global().find(report.model) == nullptr) {
    options.replay_command = "to see it again, vigil::replay the model with ";
  }
  for (const Failure& failure : report.failures) text += "\n" + failure_text(failure, options);
  return text + fmt::format("\n({})\n", verdict_line(report, {}));
}

/// One execution that VIGIL_REPLAY asked for, which does not fail.
[[nodiscard]] std::string replayed_text(const Report& report) {
  std::string text = report_text(report);
  for (const Outcome& outcome : report.outcomes) text += fmt::format("\n{}\n", outcome.text);
  return text + "\n" + lanes(report.replayed);
}

[[nodiscard]] std::string outcomes_text(const Report& report) {
  std::string text;
  if (!report.complete) text = fmt::format("incomplete: {}\n", verdict_line(report, {}));
  text +=
      fmt::format("{} outcome{} of {}: {}; {}\n", report.outcomes.size(),
                  report.outcomes.size() == 1 ? "" : "s", title(report.model, report.parameters),
                  claim(report.options), effort(report, {}));
  return text + outcome_table(report, {});
}

}  // namespace

std::string printed(const Report& report) {
  // A table of outcomes that cannot be trusted would hide why.
  const bool trusted = tells_all(report) || !report.complete;
  const bool table = !report.outcomes.empty() && report.search != "replay" && trusted;
  if (!report.failures.empty() && !table) return "\n" + failures_text(report);
  if (!report.replayed.entries.empty()) return "\n" + replayed_text(report);
  if (!report.outcomes.empty()) return "\n" + outcomes_text(report);
  return "\n" + report_text(report);
}

std::ostream& operator<<(std::ostream& stream, const Report& report) {
  return stream << printed(report);
}

std::ostream& operator<<(std::ostream& stream, const Replay& replay) {
  stream << "\nreplay: " << name(replay.verdict);
  if (!replay.outcome.empty()) stream << ", " << replay.outcome;
  stream << '\n';
  if (!replay.divergence.empty()) stream << replay.divergence << '\n';
  if (!replay.stale.empty()) stream << replay.stale << '\n';
  for (const Failure& failure : replay.failures) {
    stream << '\n'
           << failure_text(failure, {.replay_command = "vigil::replay of ",
                                     .legend = newcomers_legend});
  }
  return stream;
}

std::ostream& operator<<(std::ostream& stream, const Answer& answer) {
  return stream << answer.why();
}

std::ostream& operator<<(std::ostream& stream, const Outcomes& outcomes) {
  stream << '\n' << outcomes.texts().size() << " expected\n";
  for (const std::string& text : outcomes.texts()) stream << text << '\n';
  return stream;
}

std::ostream& operator<<(std::ostream& stream, Verdict verdict) {
  return stream << name(verdict);
}

std::ostream& operator<<(std::ostream& stream, Property property) {
  return stream << name(property);
}

}  // namespace vigil
