// SPDX-License-Identifier: MIT
#include "checker/report/github.hpp"

#include <fmt/format.h>

#include "checker/report/places.hpp"
#include "checker/report/text.hpp"

namespace vigil {

namespace {

[[nodiscard]] std::string escaped(std::string_view text, bool is_property) {
  std::string result;
  for (const char c : text) {
    if (c == '%') {
      result += "%25";
    } else if (c == '\r') {
      result += "%0D";
    } else if (c == '\n') {
      result += "%0A";
    } else if (is_property && c == ':') {
      result += "%3A";
    } else if (is_property && c == ',') {
      result += "%2C";
    } else {
      result += c;
    }
  }
  return result;
}

[[nodiscard]] std::string command(std::string_view kind, std::string_view where,
                                  std::string_view title_text, std::string_view message) {
  return fmt::format("::{} {}title={}::{}\n", kind, where, escaped(title_text, true),
                     escaped(message, false));
}

[[nodiscard]] std::string error_of(const Report& report, const Failure& failure,
                                   const std::string& root, std::string_view replay_command) {
  std::string where;
  if (const auto place = detail::place_of(failure)) {
    where = fmt::format("file={},line={},", escaped(detail::relative_to(root, place->file), true),
                        place->line);
  }
  std::string message =
      failure.diagnosis.empty() ? failure.violation.message : failure.diagnosis;
  if (!failure.schedule.empty()) {
    message += fmt::format("\n{}'{}'", replay_command, failure.schedule);
  }
  return command("error", where, fmt::format("{}: {}", failure.violation.name, report.model),
                 message);
}

}  // namespace

std::string github(std::span<const Report> reports, const std::string& root,
                   std::string_view replay_command) {
  std::string text;
  std::size_t verified_count = 0;
  for (const Report& report : reports) {
    const std::string whole = title(report.model, report.parameters);
    if (report.verdict == Verdict::verified) ++verified_count;
    if (report.verdict == Verdict::inconclusive) {
      text += command("warning", "", "inconclusive: " + whole,
                      not_a_proof(report));
    }
    if (report.verdict == Verdict::nondeterministic) {
      text += command("error", "", "not deterministic: " + whole, report.stopped_by);
    }
    for (const Failure& failure : report.failures) {
      text += error_of(report, failure, root, replay_command);
    }
  }
  return text + command("notice", "", "vigil",
                        fmt::format("{} of {} verified", verified_count, reports.size()));
}

}  // namespace vigil
