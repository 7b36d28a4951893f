// SPDX-License-Identifier: MIT
#include "checker/cli/walk.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/cli/interrupt.hpp"
#include "checker/cli/source_lines.hpp"
#include "checker/cli/trimmed.hpp"
#include "checker/report/lane_rows.hpp"
#include "checker/report/lanes.hpp"
#include "checker/report/places.hpp"
#include "checker/report/situation.hpp"
#include "checker/report/text_width.hpp"

namespace vigil::cli {

namespace {

constexpr const char* help_text =
    "  n, next, or an empty line   run the next step\n"
    "  b, back                     undo a step\n"
    "  N, step N                   go to where step N has run\n"
    "  first, last                 go to the beginning, to the end\n"
    "  p, print                    what every task does, and the state of every object\n"
    "  l, lanes                    the steps so far as a table\n"
    "  h, help                     this list\n"
    "  q, quit                     leave (so does the end of the input)\n";

/// A line of stdin without its newline; nothing at its end, or when a signal came.
[[nodiscard]] std::optional<std::string> read_line() {
  std::string line;
  for (int c = std::getchar(); c != '\n'; c = std::getchar()) {
    if (c == EOF) {
      if (line.empty() || interrupted()) return std::nullopt;
      break;
    }
    line += static_cast<char>(c);
  }
  return trimmed(line);
}

[[nodiscard]] std::string_view state_words(TraceTask::End state) {
  switch (state) {
    case TraceTask::End::finished: return "has ended";
    case TraceTask::End::blocked: return "is blocked";
    case TraceTask::End::ready: return "is ready";
    case TraceTask::End::unstarted: return "has not started";
  }
  return "?";
}

/// `position` steps have run; the next one is step number `position`.
class Walk {
 public:
  Walk(const Replay& replay, const TextOptions& options)
      : replay_(replay),
        trace_(replay.trace),
        options_(options),
        waits_(detail::waits_of(trace_)),
        rows_(detail::lane_rows(trace_, violation())) {}

  /// Returns: false when it is time to leave.
  bool obey(const std::string& command);
  void greet() const;
  [[nodiscard]] std::uint32_t position() const { return position_; }

 private:
  [[nodiscard]] std::optional<Violation> violation() const {
    if (replay_.failures.empty()) return std::nullopt;
    return replay_.failures.front().violation;
  }
  void go_to(std::uint32_t position);
  void go_to(std::string_view number);
  void show_step();
  void show_rows(StepIndex step);
  void show_decisions(StepIndex step) const;
  void show_changes(StepIndex step) const;
  void show_state() const;
  void show_end() const;
  void show_lanes() const;
  /// How things are when so many steps have run.
  [[nodiscard]] detail::Snapshot before(std::uint32_t count) const {
    if (count == 0) return {};
    return detail::snapshot(trace_, waits_, StepIndex{count - 1});
  }

  const Replay& replay_;
  const Trace& trace_;
  TextOptions options_;
  std::vector<detail::Wait> waits_;
  std::vector<detail::LaneRow> rows_;
  SourceLines source_;
  std::uint32_t position_ = 0;
};

[[nodiscard]] std::string task_line(const detail::Snapshot::Task& task) {
  std::string line =
      fmt::format("  `{}` {}", detail::printable(task.name), state_words(task.state));
  if (!task.doing.empty()) line += ": " + detail::printable(task.doing);
  for (std::size_t i = 0; i < task.held.size(); ++i) {
    line += (i == 0 ? "; holds " : ", ") + detail::printable(task.held[i]);
  }
  return line;
}

[[nodiscard]] std::string object_line(const detail::Snapshot::Object& object) {
  return fmt::format("  {} {}: {}", object.kind, detail::printable(object.name),
                     detail::printable(object.state));
}

void Walk::greet() const {
  fmt::print("{} steps; nothing has run yet. h lists the commands.\n", trace_.step_count);
}

void Walk::go_to(std::uint32_t position) {
  position_ = position;
  if (position == 0) {
    fmt::print("nothing has run yet\n");
  } else {
    show_step();
  }
}

void Walk::go_to(std::string_view number) {
  std::uint32_t step = 0;
  const char* const end = number.data() + number.size();
  const auto [rest, error] = std::from_chars(number.data(), end, step);
  if (error != std::errc{} || rest != end) {
    fmt::print("expected the number of a step, found '{}'\n", detail::printable(number));
  } else if (step >= trace_.step_count) {
    fmt::print("there is no step {}: the last one is {}\n", step,
               static_cast<std::int64_t>(trace_.step_count) - 1);
  } else {
    go_to(step + 1);
  }
}

void Walk::show_step() {
  const StepIndex step{position_ - 1};
  show_decisions(step);
  show_rows(step);
  show_changes(step);
  if (position_ == trace_.step_count) show_end();
}

/// Rows without a number of their own belong to the step before.
void Walk::show_rows(StepIndex step) {
  bool belongs = false;
  bool any = false;
  for (const detail::LaneRow& row : rows_) {
    if (row.step.valid()) belongs = row.step == step;
    if (!belongs || row.style == detail::RowStyle::blocked) continue;
    const std::string number = any ? "" : std::to_string(step.value);
    any = true;
    std::string who;
    if (row.task.valid()) who = "`" + detail::printable(trace_.task_name(row.task)) + "` ";
    fmt::print("{:>5} {}{}{}\n", number, who, row.text,
               row.where.empty() ? "" : "    (" + row.where + ")");
    if (!row.entry) continue;
    const auto place = detail::place_of(trace_.entries[*row.entry].operation);
    const std::string text = place ? source_(place->file, place->line) : std::string{};
    if (!text.empty()) fmt::print("        | {}\n", detail::printable(text));
  }
  if (!any) fmt::print("{:>5} (nothing to see)\n", step.value);
}

/// What else could have been decided here.
void Walk::show_decisions(StepIndex step) const {
  for (const TraceDecision& decision : trace_.decisions) {
    if (decision.step != step || decision.alternatives.size() < 2) continue;
    const auto words = [&](std::uint32_t value) {
      if (decision.is_value && !decision.names_task) return std::to_string(value);
      return "`" + detail::printable(trace_.task_name(TaskId{value})) + "`";
    };
    std::string others;
    for (const std::uint32_t other : decision.alternatives) {
      if (other != decision.taken) others += (others.empty() ? "" : ", ") + words(other);
    }
    const char* const what = decision.names_task ? "wakes" : decision.is_value ? "chooses" : "runs";
    fmt::print("      decision: {} {}; could be {}\n", what, words(decision.taken), others);
  }
}

void Walk::show_changes(StepIndex step) const {
  const detail::Snapshot earlier = before(step.value);
  const detail::Snapshot later = before(step.value + 1);
  const auto is_new = [](const auto& list, const auto& item) {
    return std::ranges::find(list, item) == list.end();
  };
  for (const auto& object : later.objects) {
    if (is_new(earlier.objects, object)) fmt::print("    {}\n", object_line(object));
  }
  for (const auto& task : later.tasks) {
    if (is_new(earlier.tasks, task)) fmt::print("    {}\n", task_line(task));
  }
}

void Walk::show_state() const {
  if (position_ == 0) {
    fmt::print("nothing has run yet\n");
    return;
  }
  const detail::Snapshot state = before(position_);
  for (const auto& task : state.tasks) fmt::print("{}\n", task_line(task));
  for (const auto& object : state.objects) fmt::print("{}\n", object_line(object));
}

void Walk::show_end() const {
  if (!replay_.divergence.empty()) {
    fmt::print("here the schedule stops to fit: {}\n", replay_.divergence);
  } else if (replay_.failures.empty()) {
    fmt::print("the end: {}\n", replay_.outcome);
  }
  for (const Failure& failure : replay_.failures) {
    const std::string& words =
        failure.diagnosis.empty() ? failure.violation.message : failure.diagnosis;
    const std::string text = "the end: " + failure.violation.name + ": " + words;
    fmt::print("{}\n", wrapped(text, options_.width));
  }
}

/// The table of what has run, without what was the case only in the end.
void Walk::show_lanes() const {
  const LanesOptions options{.color = options_.color, .width = options_.width};
  if (position_ == trace_.step_count) {
    const bool failed = !replay_.failures.empty();
    fmt::print("{}", failed ? lanes(replay_.failures.front(), options) : lanes(trace_, options));
    return;
  }
  Trace so_far = trace_;
  so_far.step_count = position_;
  std::erase_if(so_far.entries,
                [&](const TraceEntry& entry) { return entry.step.value >= position_; });
  for (TraceTask& task : so_far.tasks) task.end = TraceTask::End::ready;
  fmt::print("{}", lanes(so_far, options));
}

bool Walk::obey(const std::string& command) {
  const std::size_t blank = command.find_first_of(" \t");
  const std::string word = command.substr(0, blank);
  const std::size_t rest = command.find_first_not_of(" \t", blank);
  const bool is_number = !word.empty() && word.find_first_not_of("0123456789") == word.npos;
  if (word == "step" && rest != command.npos) {
    go_to(std::string_view{command}.substr(rest));
  } else if (rest != command.npos && blank != command.npos) {
    fmt::print("'{}' takes nothing behind it; h lists the commands\n", detail::printable(word));
  } else if (command.empty() || word == "n" || word == "next") {
    if (position_ == trace_.step_count) {
      fmt::print("this is the end; b goes back, q leaves\n");
    } else {
      go_to(position_ + 1);
    }
  } else if (word == "b" || word == "back") {
    go_to(position_ == 0 ? 0 : position_ - 1);
  } else if (word == "first" || word == "last") {
    go_to(word == "first" ? 0 : trace_.step_count);
  } else if (is_number) {
    go_to(std::string_view{word});
  } else if (word == "p" || word == "print") {
    show_state();
  } else if (word == "l" || word == "lanes") {
    show_lanes();
  } else if (word == "h" || word == "help") {
    fmt::print("{}", help_text);
  } else if (word == "q" || word == "quit") {
    return false;
  } else {
    fmt::print("there is no command '{}'; h lists them\n", detail::printable(command));
  }
  return true;
}

}  // namespace

bool walk(const Replay& replay, const TextOptions& options) {
  const bool prompts = isatty(STDIN_FILENO) != 0;
  end_reads_at_interrupts();
  Walk walk(replay, options);
  walk.greet();
  while (!interrupted()) {
    if (prompts && walk.position() == 0) fmt::print("(start) ");
    if (prompts && walk.position() > 0) fmt::print("(step {}) ", walk.position() - 1);
    std::fflush(stdout);
    const std::optional<std::string> command = read_line();
    if (!command) {
      if (prompts) fmt::print("\n");
      break;
    }
    if (!walk.obey(*command)) break;
  }
  return !interrupted();
}

}  // namespace vigil::cli
