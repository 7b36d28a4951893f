// SPDX-License-Identifier: MIT
#include "checker/report/junit.hpp"

#include <fmt/format.h>

#include "checker/report/expectation.hpp"
#include "checker/report/text.hpp"
#include "checker/report/text_width.hpp"

namespace vigil {

namespace {

/// XML 1.0 has no way to write most control characters, so they are made printable first; newlines
/// stay what they are.
[[nodiscard]] std::string escaped(std::string_view text) {
  std::string result;
  const auto escape_line = [&result](std::string_view line) {
    for (const char c : detail::printable(std::string{line})) {
      switch (c) {
        case '&': result += "&amp;"; break;
        case '<': result += "&lt;"; break;
        case '>': result += "&gt;"; break;
        case '"': result += "&quot;"; break;
        default: result += c;
      }
    }
  };
  while (true) {
    const std::size_t end = text.find('\n');
    escape_line(text.substr(0, end));
    if (end == std::string_view::npos) return result;
    result += '\n';
    text.remove_prefix(end + 1);
  }
}

enum class Result { passed, failed, skipped };

[[nodiscard]] Result result_of(const Report& report, const Expectation& expected) {
  if (report.verdict == Verdict::inconclusive) return Result::skipped;
  return meets(report, expected) ? Result::passed : Result::failed;
}

/// "tutorial/wait_for" is the case "wait_for" of the class "tutorial".
[[nodiscard]] std::pair<std::string, std::string> class_and_name(const Report& report) {
  const std::string whole = title(report.model, report.parameters);
  const std::size_t slash = report.model.rfind('/');
  if (slash == std::string::npos) return {"vigil", whole};
  return {whole.substr(0, slash), whole.substr(slash + 1)};
}

[[nodiscard]] std::string failure_element(const Report& report, const Expectation& expected) {
  std::string message = "not deterministic";
  std::string body = report.stopped_by;
  if (report.failures.empty() && report.verdict == Verdict::verified) {
    message = fmt::format("verified, where {} was expected", name(expected.verdict));
  } else if (!report.failures.empty()) {
    message = report.failures.front().violation.message;
  }
  for (const Failure& failure : report.failures) {
    body += (body.empty() ? "" : "\n") + failure_text(failure, {});
  }
  const std::string type = report.failures.empty() ? std::string{name(report.verdict)}
                                                   : report.failures.front().violation.name;
  return fmt::format("      <failure type=\"{}\" message=\"{}\">{}</failure>\n", escaped(type),
                     escaped(message), escaped(body));
}

[[nodiscard]] std::string test_case(const Report& report, const Expectation& expected) {
  const auto [class_name, case_name] = class_and_name(report);
  std::string text =
      fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"{:.3f}\">\n",
                  escaped(class_name), escaped(case_name), report.seconds);
  switch (result_of(report, expected)) {
    case Result::passed: break;
    case Result::failed: text += failure_element(report, expected); break;
    case Result::skipped:
      text += fmt::format("      <skipped message=\"{}\"/>\n", escaped(not_a_proof(report)));
      break;
  }
  text += fmt::format("      <system-out>{}</system-out>\n", escaped(verdict_line(report, {})));
  return text + "    </testcase>\n";
}

}  // namespace

std::string junit(std::span<const Report> reports, std::span<const Expectation> expected) {
  std::size_t failed_count = 0;
  std::size_t skipped_count = 0;
  double seconds = 0;
  std::string cases;
  for (std::size_t i = 0; i < reports.size(); ++i) {
    const Expectation to_meet = expected.empty() ? Expectation{} : expected[i];
    const Result result = result_of(reports[i], to_meet);
    failed_count += result == Result::failed ? 1U : 0U;
    skipped_count += result == Result::skipped ? 1U : 0U;
    seconds += reports[i].seconds;
    cases += test_case(reports[i], to_meet);
  }
  const std::string counts =
      fmt::format("tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\" time=\"{:.3f}\"",
                  reports.size(), failed_count, skipped_count, seconds);
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {0}>\n"
      "  <testsuite name=\"vigil\" {0}>\n{1}  </testsuite>\n</testsuites>\n",
      counts, cases);
}

}  // namespace vigil
