// SPDX-License-Identifier: MIT
#pragma once

/// Results as JSON for scripts, schema 1. Keys keep their order and their meaning within a schema;
/// new keys may be added. All is deterministic but `seconds`.
///
/// verify: { "schema": 1, "model", "dialect", "parameters": {name: number},
///   "options": {"order", "clock", "notify-order", "cpython", "spurious", ...},
///   "search": "dpor" | "exhaustive",
///   "verdict": "verified" | "violated" | "inconclusive" | "diverged" | "nondeterministic",
///   "expected": "verified" | "violated", "as_expected": bool   (of the model's author),
///   "stopped_by": string (empty: the search came to its end),
///   "executions", "traces" (null: not counted), "blocked", "probes", "transitions",
///   "states" (null: the search has none), "deadlocks", "depth_max", "audited", "seconds",
///   "vacuous": [property], "refined": [object],
///   "violations": [{"property", "name", "message", "diagnosis", "step", "task", "schedule"}] }
/// outcomes: the same and "outcomes": [{"text", "executions", "schedule"}]
/// several models: { "schema": 1, "reports": [as above] }
/// replay: { "schema": 1, "model", "schedule", "verdict", "outcome", "divergence",
///   "stale" (what no longer fitted to the letter, when the decisions were found again),
///   "continuations" (null without --then dpor): {"kept_steps", "executions", "complete",
///   "stopped_by"},
///   "violations": [as above], "steps": [{"step", "task", "operation", "object", "peer", "a", "b",
///   "text", "file", "line", "time_ns"}] }
/// list: { "schema": 1, "models": [{"name", "about", "dialect", "parameters": [{"name", "value",
///   "min", "max", "about"}], "expected", "source"}] }

#include <span>
#include <string>

#include "checker/explore.hpp"
#include "checker/program.hpp"
#include "checker/verdict.hpp"

namespace vigil {

inline constexpr int json_schema = 1;

/// A report of `model`; with outcomes where `with_outcomes`. Ends in a newline, as all of these.
[[nodiscard]] std::string report_json(const Model& model, const Report& report,
                                      bool with_outcomes = false);

/// The reports of several models; `models` and `reports` are of the same length.
[[nodiscard]] std::string reports_json(std::span<const Model* const> models,
                                       std::span<const Report> reports,
                                       bool with_outcomes = false);

[[nodiscard]] std::string replay_json(const Schedule& schedule, const std::string& schedule_text,
                                      const Replay& replay);

[[nodiscard]] std::string models_json(std::span<const Model> models);

}  // namespace vigil
