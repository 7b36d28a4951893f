// SPDX-License-Identifier: MIT
#include "checker/report/mermaid.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "checker/report/arrows.hpp"
#include "checker/report/lane_rows.hpp"
#include "checker/report/text_width.hpp"

namespace vigil {

namespace {

using detail::Arrow;
using detail::ArrowKind;
using detail::LaneRow;

/// GitHub stops at 50,000 characters.
constexpr std::size_t row_count_max = 300;

/// Characters that mean something to Mermaid, as its entity codes.
[[nodiscard]] std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : detail::printable(text)) {
    if (c == '#' || c == ';' || c == '<' || c == '>' || c == '"' || c == '%' || c == '{' ||
        c == '}' || c == '\\') {
      result += fmt::format("#{};", static_cast<int>(c));
    } else {
      result += c;
    }
  }
  return result;
}

class Diagram {
 public:
  Diagram(const Trace& trace, const std::optional<Violation>& violation)
      : trace_(trace),
        rows_(detail::folded(detail::lane_rows(trace, violation), row_count_max)),
        arrows_(detail::arrows_of(trace)) {}

  std::string write() {
    std::string text;
    for (std::size_t i = 0; i < trace_.tasks.size(); ++i) {
      text += fmt::format("  participant T{} as {}\n", i, escaped(trace_.tasks[i].name));
    }
    if (trace_.tasks.empty()) return text + "  participant T0 as nobody\n";
    for (const LaneRow& row : rows_) text += line_of(row);
    return text;
  }

 private:
  [[nodiscard]] std::size_t lane_of(TaskId task) const {
    const auto found = std::ranges::find(trace_.tasks, task, &TraceTask::id);
    return static_cast<std::size_t>(found - trace_.tasks.begin());
  }

  [[nodiscard]] std::string line_of(const LaneRow& row) {
    if (row.step.valid()) step_ = row.step;
    const bool numbered = row.entry.has_value() && step_.valid();
    const std::string number = numbered ? fmt::format("{} ", step_.value) : std::string{};
    const std::string text = escaped(number + row.text);
    if (!row.task.valid()) {
      const std::string last = trace_.tasks.size() > 1
                                   ? fmt::format(",T{}", trace_.tasks.size() - 1)
                                   : std::string{};
      return fmt::format("  Note over T0{}: {}\n", last, text);
    }
    std::string lines;
    if (row.entry) lines = hand_overs_to(*row.entry);
    std::string messages;
    if (row.entry) messages = wakes_from(*row.entry, text);
    if (!messages.empty()) return lines + messages;
    return lines + fmt::format("  Note over T{}: {}\n", lane_of(row.task), text);
  }

  [[nodiscard]] std::string wakes_from(detail::EntryIndex entry, const std::string& text) const {
    std::string messages;
    for (const Arrow& arrow : arrows_) {
      if (arrow.from != entry || arrow.kind == ArrowKind::hand_over) continue;
      messages += fmt::format("  T{}-)T{}: {}\n", lane_of(trace_.entries[arrow.from].task),
                              lane_of(trace_.entries[arrow.to].task), text);
    }
    return messages;
  }

  [[nodiscard]] std::string hand_overs_to(detail::EntryIndex entry) const {
    for (const Arrow& arrow : arrows_) {
      // A relock has no row of its own: the return from the wait, which follows, tells it.
      const bool hidden = arrow.to + 1 == entry &&
                          trace_.entries[arrow.to].task == trace_.entries[entry].task &&
                          trace_.entries[arrow.to].operation.kind == OperationKind::relock;
      if ((arrow.to != entry && !hidden) || arrow.kind != ArrowKind::hand_over) continue;
      return fmt::format("  T{}-->>T{}: {}\n", lane_of(trace_.entries[arrow.from].task),
                         lane_of(trace_.entries[arrow.to].task),
                         escaped(trace_.object_name(arrow.object)));
    }
    return {};
  }

  const Trace& trace_;
  std::vector<LaneRow> rows_;
  std::vector<Arrow> arrows_;
  StepIndex step_;
};

}  // namespace

std::string mermaid(const Trace& trace, const std::optional<Violation>& violation,
                    const std::string& title) {
  return fmt::format("---\ntitle: \"{}\"\n---\nsequenceDiagram\n{}", escaped(title),
                     Diagram(trace, violation).write());
}

}  // namespace vigil
