// SPDX-License-Identifier: MIT
#pragma once

/// Results as text for people: what a check covered, its verdict in one line, a violation with its
/// diagnosis, lane table and replay command, the table of outcomes. Made from a finished Report and
/// nothing else; the same Report gives the same bytes unless `seconds` asks for times.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/report/quantity.hpp"
#include "checker/verdict.hpp"

namespace vigil {

struct TextOptions {
  bool color = false;
  bool seconds = false;  ///< times and rates too, which differ from run to run
  unsigned width = 100;  ///< columns of the terminal
  /// What stands before a quoted schedule to follow it.
  std::string_view replay_command = "vigil replay ";
  std::string_view legend = {};  ///< lines below the lane table
};

/// The `replay_command` for reports of callables, which the command does not know.
inline constexpr std::string_view callable_replay_command =
    "to see it again, run this test with VIGIL_REPLAY=";

/// What a lane table is, for who meets one in the output of a test.
inline constexpr std::string_view newcomers_legend =
    "\n(Vigil runs the tasks of a program in every order that matters; this is one order in "
    "which it\nfails. In the table each column is a task and each row a step, from top to bottom "
    "in the order\nin which they ran; > marks the step, and \u2717 the tasks, at which it went "
    "wrong.)\n";

/// "tutorial/wait_for tasks=5".
[[nodiscard]] std::string title(
    const std::string& model,
    const std::vector<std::pair<std::string, std::int64_t>>& parameters);

/// What a verdict under these options claims: "asyncio, order any, clock virtual, notify fifo,
/// CPython 3.13, no faults".
[[nodiscard]] std::string claim(const ExecutionOptions& options);

/// "dpor: 24 executions, 24 traces, 0 blocked, 312 transitions, depth 19".
[[nodiscard]] std::string effort(const Report& report, const TextOptions& options);

/// The whole verdict in one line, without a newline: verdict, model, parameters, claim, effort,
/// what stopped the search, the properties that were never put to the test. `remark` follows the
/// verdict ("as expected").
[[nodiscard]] std::string verdict_line(const Report& report, const TextOptions& options,
                                       std::string_view remark = {});

/// What the verdict stands on beside the options, "" if nothing: how states were matched and how
/// likely it is that two had one key, which tasks stand for others, whether executions can be
/// endless.
[[nodiscard]] std::string basis_of(const Report& report);

/// What to do about a search that the table of states stopped: "raise --memory ..."; "" for others.
[[nodiscard]] std::string advice_of(const Report& report);

/// Of a search that a bound stopped, in one line: by which, and the advice.
[[nodiscard]] std::string not_a_proof(const Report& report);

/// The verdict line, what it stands on, how to go on, and every violation in full: what a test
/// prints when a check fails.
[[nodiscard]] std::string report_text(const Report& report, const TextOptions& options = {},
                                      std::string_view remark = {});

/// A violation: property, diagnosis, lane table, and the command that replays it.
[[nodiscard]] std::string failure_text(const Failure& failure, const TextOptions& options = {});

/// The outcomes of a report, one a line with its number of executions and a schedule below it.
[[nodiscard]] std::string outcome_table(const Report& report, const TextOptions& options);

/// Paints `text` for a verdict: green, red or yellow.
[[nodiscard]] std::string painted(std::string_view text, Verdict verdict, bool color);

/// `text` with newlines in place of spaces so that lines fit `width` columns.
[[nodiscard]] std::string wrapped(std::string_view text, unsigned width);

}  // namespace vigil
