// SPDX-License-Identifier: MIT
#pragma once

/// Results as one self-contained page for people who would rather look: lanes with arrows, a
/// scrubber, the state of everything at each step, the figures of the search. It needs no network;
/// viewer.html draws it from data that stand in the page. Made from finished Reports and nothing
/// else; what a source line says is asked of the caller, who may read files.
///
/// The data: { "schema": 1, "replay_command": what stands before a quoted schedule,
///   "reports": [{"title", "verdict", "claim", "facts": [[name, value]]}],
///   "executions": [{"report": index, "name", "diagnosis", "schedule", "trace": T,
///     "decisive_step"?, "decisive"?, "story"?: [sentence], "passing"?: T}] }
/// T: { "tasks": [{"name"}], "objects": [{"name", "kind"}],
///   "steps": [{"step" (null: the end), "time", "rows": [{"lane" (-1: none), "text", "where",
///     "source", "style"}], "tasks": [[task, state, what it waits for, [held]]],
///     "objects": [[object, state]]}]   (states: what differs from the step before),
///   "arrows": [{"kind", "from": row, "to": row, "object"}] }

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checker/explore.hpp"
#include "checker/verdict.hpp"

namespace vigil {

/// What an explanation adds to a failure on the page; all of it may be missing.
struct HtmlExplanation {
  std::optional<StepIndex> decisive_step;
  std::string decisive;            ///< what could have been chosen there instead
  std::vector<std::string> story;  ///< sentences
  std::optional<Trace> passing;    ///< an execution to compare with
};

struct HtmlOptions {
  std::string_view replay_command = "vigil replay ";
  /// The text of a line of a source file; empty: unknown.
  std::function<std::string(const std::string& file, std::uint32_t line)> source_line;
  std::function<HtmlExplanation(const Report& report, const Failure& failure)> explain;
};

/// One page for all reports, with an execution for each failure.
[[nodiscard]] std::string html(std::span<const Report> reports, const HtmlOptions& options = {});

/// A page for an execution that was replayed, failing or not.
[[nodiscard]] std::string html(const Schedule& schedule, const std::string& schedule_text,
                               const Replay& replay, const HtmlOptions& options = {});

}  // namespace vigil
