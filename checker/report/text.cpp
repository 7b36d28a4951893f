// SPDX-License-Identifier: MIT
#include "checker/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "checker/option_words.hpp"
#include "checker/report/lanes.hpp"
#include "checker/report/places.hpp"

namespace vigil {

namespace {

[[nodiscard]] std::string faults(const ExecutionOptions& options) {
  std::string text;
  const auto add = [&text](std::string_view what, std::uint32_t count) {
    if (count == 0) return;
    text += fmt::format("{}{} {}{}", text.empty() ? "" : ", ", count, what, count == 1 ? "" : "s");
  };
  add("spurious wake-up", options.spurious_budget);
  add("cancellation", options.cancellation_budget);
  if (!text.empty()) text = "up to " + text;
  if (options.any_timeouts) text += text.empty() ? "early timeouts" : ", early timeouts";
  return text.empty() ? "no faults" : text;
}

[[nodiscard]] std::string counted(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", grouped(count), noun, count == 1 ? "" : "s");
}

/// The command knows nothing of a callable: its test runs again.
[[nodiscard]] TextOptions adapted_to(const Report& report, TextOptions options) {
  if (report.of_callable) options.replay_command = callable_replay_command;
  return options;
}

/// Columns that UTF-8 text takes, where no character is wider than one.
[[nodiscard]] std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

std::string title(const std::string& model,
                  const std::vector<std::pair<std::string, std::int64_t>>& parameters) {
  std::string text = model;
  for (const auto& [name, value] : parameters) text += fmt::format(" {}={}", name, value);
  return text;
}

std::string claim(const ExecutionOptions& options) {
  const auto word = [&options](std::string_view name) { return option_value(name, options); };
  std::string text = word("dialect");
  const bool asyncio = options.dialect == Dialect::asyncio;
  if (asyncio) text += fmt::format(", order {}, clock {}", word("order"), word("clock"));
  text += fmt::format(", notify {}", options.fifo_waiters() ? "fifo" : "any");
  if (asyncio) text += ", CPython " + word("cpython");
  text += ", " + faults(options);
  if (options.exact_turns) text += ", exact turns";
  if (options.preempt_operations) text += ", preemption at every operation";
  if (!options.discipline) text += ", discipline off";
  return text;
}

std::string effort(const Report& report, const TextOptions& options) {
  std::string text = fmt::format("{}: {}", report.search, counted(report.executions, "execution"));
  if (report.traces != 0) text += ", " + counted(report.traces, "trace");
  if (report.search == "dpor") text += fmt::format(", {} blocked", grouped(report.blocked));
  if (report.probes != 0) text += ", " + counted(report.probes, "probe");
  if (report.states) {
    text += fmt::format(", {} ({} matched", counted(report.states->states, "state"),
                        grouped(report.states->matched));
    text += report.states->by_history ? ", by history)" : ")";
  }
  text += ", " + counted(report.transitions, "transition");
  text += fmt::format(", depth {}", report.depth_max);
  if (report.audited != 0) text += fmt::format(", {} audited", grouped(report.audited));
  if (options.seconds) {
    text += fmt::format(", {:.2f} s", report.seconds);
    if (report.seconds >= 0.1) {
      const double rate = static_cast<double>(report.executions) / report.seconds;
      text += fmt::format(" ({} executions/s)", grouped(static_cast<std::uint64_t>(rate)));
    }
  }
  return text;
}

std::string verdict_line(const Report& report, const TextOptions& options,
                         std::string_view remark) {
  std::string line = painted(name(report.verdict), report.verdict, options.color);
  if (!remark.empty()) line += fmt::format(" ({})", remark);
  line += fmt::format(" {}: ", title(report.model, report.parameters));
  if (report.verdict == Verdict::violated) {
    for (std::size_t i = 0; i < report.failures.size(); ++i) {
      line += (i == 0 ? "" : ", ") + report.failures[i].violation.name;
    }
    line += "; ";
  }
  if (!report.stopped_by.empty()) line += fmt::format("stopped by {}; ", report.stopped_by);
  line += fmt::format("{}; {}", claim(report.options), effort(report, options));
  if (report.verdict == Verdict::verified && !report.vacuous.empty()) {
    line += "; never put to the test:";
    for (std::size_t i = 0; i < report.vacuous.size(); ++i) {
      line += fmt::format("{}{}", i == 0 ? " " : ", ", name(report.vacuous[i]));
    }
  }
  return line;
}

std::string basis_of(const Report& report) {
  std::string text;
  const auto append = [&text](const std::string& words) {
    text += (text.empty() ? "" : "; ") + words;
  };
  if (report.states && report.states->by_history) {
    append("prefixes matched by their traces, since not all shared state is declared");
  } else if (report.states) {
    append(fmt::format("states matched by exact keys, two of which are equal by chance with "
                       "probability {:.0e} at most",
                       report.states->collision_probability));
  }
  if (report.states && report.states->contradicted) {
    append("all transitions run, since one did not do what was remembered of it");
  }
  for (const EqualGroup& group : report.merged) {
    append(fmt::format("`{}` stands for {} equal tasks", group.first, group.size));
  }
  if (report.states && report.states->loops == Loops::unfair) {
    append("states recur, but only where a task that can run without end is left out for ever");
  } else if (report.states && report.states->loops == Loops::not_looked_for) {
    append("states recur, and whether a task can go on for ever was not looked for to the end");
  }
  return text;
}

std::string advice_of(const Report& report) {
  const bool full = report.verdict == Verdict::inconclusive &&
                    report.stopped_by.find("--memory") != std::string::npos;
  if (!full) return {};
  std::string text = report.of_callable ? "raise memory_bytes_max (0: no limit)"
                                        : "raise --memory (in MiB; 0: no limit)";
  const bool by_states = report.states.has_value();
  if (by_states && report.states->by_history) {
    text += ", declare all shared state (all_state_declared)";
  } else if (by_states && report.merged.empty()) {
    text += ", merge equal tasks (spawn_equal, without --no-symmetry)";
  }
  if (by_states) text += ", or search by traces, which keeps no table (--search dpor)";
  return text;
}

std::string not_a_proof(const Report& report) {
  const std::string advice = advice_of(report);
  return fmt::format("stopped by {}: not a proof{}{}", report.stopped_by,
                     advice.empty() ? "" : "; to go on: ", advice);
}

std::string report_text(const Report& report, const TextOptions& options,
                        std::string_view remark) {
  std::string text = verdict_line(report, options, remark) + "\n";
  const std::string basis = basis_of(report);
  if (!basis.empty()) text += wrapped("stands on: " + basis, options.width) + "\n";
  const std::string advice = advice_of(report);
  if (!advice.empty()) text += wrapped("to go on: " + advice, options.width) + "\n";
  const TextOptions adapted = adapted_to(report, options);
  for (const Failure& failure : report.failures) text += "\n" + failure_text(failure, adapted);
  return text;
}

std::string failure_text(const Failure& failure, const TextOptions& options) {
  const std::string& words =
      failure.diagnosis.empty() ? failure.violation.message : failure.diagnosis;
  // What no operation did has no place of its own.
  const bool placed = failure.violation.property != Property::undeclared_state &&
                      failure.violation.property != Property::unequal_tasks &&
                      failure.violation.property != Property::determinism;
  const std::optional<detail::Place> place = detail::place_of(failure);
  std::string text = failure.violation.name;
  if (place && placed) {
    text += fmt::format(" at {}:{}", detail::base_name(place->file, 1), place->line);
  }
  text += ": " + words;
  text = wrapped(text, options.width) + "\n\n";
  if (!failure.explanation.empty()) text += wrapped(failure.explanation, options.width) + "\n";
  text += lanes(failure, {.color = options.color, .width = options.width, .fold = true});
  text += options.legend;
  if (!failure.schedule.empty()) {
    text += fmt::format("\n{}'{}'\n", options.replay_command, failure.schedule);
  }
  return text;
}

std::string outcome_table(const Report& report, const TextOptions& options) {
  const std::string_view command = adapted_to(report, options).replay_command;
  std::size_t count_width = 1;
  for (const Outcome& outcome : report.outcomes) {
    count_width = std::max(count_width, grouped(outcome.executions).size());
  }
  std::string text;
  for (const Outcome& outcome : report.outcomes) {
    text += fmt::format("{:>{}}  {}\n", grouped(outcome.executions), count_width, outcome.text);
    text += fmt::format("{:>{}}  {}'{}'\n", "", count_width, command, outcome.schedule);
  }
  return text;
}

std::string painted(std::string_view text, Verdict verdict, bool color) {
  if (!color) return std::string{text};
  const int code = verdict == Verdict::verified ? 32 : verdict == Verdict::violated ? 31 : 33;
  return fmt::format("\x1b[1;{}m{}\x1b[0m", code, text);
}

std::string wrapped(std::string_view text, unsigned width) {
  std::string result;
  std::size_t column = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
    const std::string_view word = text.substr(0, end);
    const std::size_t word_width = columns(word);
    if (column > 0 && column + 1 + word_width > width) {
      result += '\n';
      column = 0;
    } else if (column > 0) {
      result += ' ';
      ++column;
    }
    result += word;
    column += word_width;
    if (end < text.size() && text[end] == '\n') {
      result += '\n';
      column = 0;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

}  // namespace vigil
