// SPDX-License-Identifier: MIT
#include "checker/report/html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "checker/report/arrows.hpp"
#include "checker/report/lane_rows.hpp"
#include "checker/report/places.hpp"
#include "checker/report/situation.hpp"
#include "checker/report/text.hpp"
#include "checker/report/viewer.hpp"

namespace vigil {

namespace {

using Json = nlohmann::ordered_json;
using detail::EntryIndex;
using detail::LaneRow;
using detail::RowStyle;

/// More rows than this are folded: nobody steps through them, and a browser has to draw them.
constexpr std::size_t row_count_max = 2000;

[[nodiscard]] const char* style_name(RowStyle style) {
  switch (style) {
    case RowStyle::plain: return "plain";
    case RowStyle::wakes: return "wakes";
    case RowStyle::violates: return "violates";
    case RowStyle::note: return "note";
    case RowStyle::blocked: return "blocked";
  }
  return "plain";
}

[[nodiscard]] std::string seconds_words(std::int64_t time_ns) {
  if (time_ns == 0) return {};
  return fmt::format("{:g} s", static_cast<double>(time_ns) * 1e-9);
}

/// The trace of one execution as the page wants it: rows gathered into steps, each step with the
/// states that it changed.
class TraceData {
 public:
  TraceData(const Trace& trace, const std::optional<Violation>& violation,
            const HtmlOptions& options)
      : trace_(trace),
        options_(options),
        waits_(detail::waits_of(trace)),
        rows_(detail::lane_rows(trace, violation)) {
    if (rows_.size() > row_count_max) rows_ = detail::folded(std::move(rows_), row_count_max);
  }

  Json make() {
    Json tasks = Json::array();
    for (const TraceTask& task : trace_.tasks) tasks.push_back({{"name", task.name}});
    Json objects = Json::array();
    for (const TraceObject& object : trace_.objects) {
      objects.push_back({{"name", object.name}, {"kind", object.kind}});
    }
    return {{"tasks", std::move(tasks)},
            {"objects", std::move(objects)},
            {"steps", steps()},
            {"arrows", arrows()}};
  }

 private:
  [[nodiscard]] int lane_of(TaskId task) const {
    const auto found = std::ranges::find(trace_.tasks, task, &TraceTask::id);
    return found == trace_.tasks.end() ? -1 : static_cast<int>(found - trace_.tasks.begin());
  }

  /// Rows without a number of their own belong to the step before; what is blocked at the end is a
  /// stop of its own.
  Json steps() {
    Json steps = Json::array();
    for (std::size_t begin = 0; begin < rows_.size();) {
      std::size_t end = begin + 1;
      const bool last = rows_[begin].style == RowStyle::blocked;
      while (end < rows_.size() && belongs(rows_[begin], rows_[end])) ++end;
      const StepIndex until = end < rows_.size() && !last ? rows_[begin].step : StepIndex{};
      Json step = {{"step", last ? Json() : Json(rows_[begin].step.value)},
                   {"time", time_of(begin)},
                   {"rows", Json::array()}};
      for (std::size_t i = begin; i < end; ++i) step["rows"].push_back(row(rows_[i]));
      add_states(step, until);
      steps.push_back(std::move(step));
      begin = end;
    }
    if (steps.empty()) {  // nothing happened: the page still has a step to stand at
      Json step = {{"step", 0}, {"time", ""}, {"rows", Json::array()}};
      add_states(step, StepIndex{});
      steps.push_back(std::move(step));
    }
    return steps;
  }

  [[nodiscard]] static bool belongs(const LaneRow& first, const LaneRow& row) {
    if (first.style == RowStyle::blocked || row.style == RowStyle::blocked) {
      return first.style == row.style;
    }
    return !row.step.valid() || row.step == first.step;
  }

  [[nodiscard]] std::string time_of(std::size_t row) const {
    const std::optional<EntryIndex> entry = rows_[row].entry;
    return entry ? seconds_words(trace_.entries[*entry].time_ns) : std::string{};
  }

  [[nodiscard]] Json row(const LaneRow& row) const {
    return {{"lane", lane_of(row.task)},
            {"text", row.text},
            {"where", row.where},
            {"source", source_of(row)},
            {"style", style_name(row.style)}};
  }

  [[nodiscard]] std::string source_of(const LaneRow& row) const {
    if (!options_.source_line || row.where.empty()) return {};
    const std::optional<detail::Place> place = detail::place_of(Operation{.where = row.source});
    return place ? options_.source_line(place->file, place->line) : std::string{};
  }

  /// The states that steps up to `until` changed, those that show no row included; all that is
  /// left where it is not valid.
  void add_states(Json& step, StepIndex until) {
    const auto due = [until](StepIndex at) { return !until.valid() || at <= until; };
    std::map<std::size_t, Json> tasks;  // the last one counts
    for (; next_task_ < trace_.task_states.size(); ++next_task_) {
      const TraceTaskState& known = trace_.task_states[next_task_];
      if (!due(known.step)) break;
      const int lane = lane_of(known.task);
      if (lane < 0) continue;
      Json held = Json::array();
      for (const ObjectId lock : known.held) held.push_back(trace_.object_name(lock));
      tasks[static_cast<std::size_t>(lane)] = {lane, detail::name(known.state),
                                               detail::situation_words(trace_, waits_, known),
                                               std::move(held)};
    }
    step["tasks"] = Json::array();
    for (auto& [lane, state] : tasks) step["tasks"].push_back(std::move(state));
    std::map<std::uint32_t, std::string> objects;
    for (; next_object_ < trace_.object_states.size(); ++next_object_) {
      const TraceObjectState& known = trace_.object_states[next_object_];
      if (!due(known.step)) break;
      if (detail::shows_state(trace_, known.object)) objects[known.object.value] = known.state;
    }
    step["objects"] = Json::array();
    for (const auto& [object, state] : objects) step["objects"].push_back({object, state});
  }

  /// From each spawn to where its task appears first, which may be a row without an entry: it came
  /// to a lock and waits.
  [[nodiscard]] Json starts() const {
    Json arrows = Json::array();
    for (std::size_t from = 0; from < rows_.size(); ++from) {
      if (!rows_[from].entry) continue;
      const Operation& operation = trace_.entries[*rows_[from].entry].operation;
      if (operation.kind != OperationKind::spawn) continue;
      const auto to = std::find_if(
          rows_.begin() + static_cast<std::ptrdiff_t>(from), rows_.end(), [&](const LaneRow& row) {
            return row.task == operation.peer && row.style != RowStyle::blocked;
          });
      if (to == rows_.end()) continue;
      arrows.push_back({{"kind", detail::name(detail::ArrowKind::spawn)},
                        {"from", from},
                        {"to", to - rows_.begin()},
                        {"object", nullptr}});
    }
    return arrows;
  }

  [[nodiscard]] Json arrows() const {
    std::map<EntryIndex, std::size_t> row_of;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (rows_[i].entry) row_of.emplace(*rows_[i].entry, i);
    }
    Json arrows = starts();
    for (const detail::Arrow& arrow : detail::arrows_of(trace_)) {
      if (arrow.kind == detail::ArrowKind::spawn) continue;
      const auto from = row_of.find(arrow.from);
      const auto to = row_of.lower_bound(arrow.to);  // a relock is told by the row after it
      if (from == row_of.end() || to == row_of.end()) continue;
      if (trace_.entries[to->first].task != trace_.entries[arrow.to].task) continue;
      arrows.push_back({{"kind", detail::name(arrow.kind)},
                        {"from", from->second},
                        {"to", to->second},
                        {"object", arrow.object.valid() ? Json(trace_.object_name(arrow.object))
                                                        : Json()}});
    }
    return arrows;
  }

  const Trace& trace_;
  const HtmlOptions& options_;
  std::vector<detail::Wait> waits_;
  std::vector<LaneRow> rows_;
  std::size_t next_task_ = 0;
  std::size_t next_object_ = 0;
};

[[nodiscard]] Json facts_of(const Report& report) {
  Json facts = Json::array();
  const auto add = [&facts](const char* key, std::string value) {
    facts.push_back(Json::array({key, std::move(value)}));
  };
  add("verdict", std::string{name(report.verdict)});
  if (!report.stopped_by.empty()) add("stopped by", report.stopped_by);
  const std::string advice = advice_of(report);
  if (!advice.empty()) add("to go on", advice);
  add("search", report.search);
  add("executions", grouped(report.executions));
  if (report.traces != 0) add("traces", grouped(report.traces));
  if (report.states) add("states", grouped(report.states->states));
  add("blocked executions", grouped(report.blocked));
  if (report.probes != 0) add("probes", grouped(report.probes));
  add("transitions", grouped(report.transitions));
  add("longest execution", grouped(report.depth_max) + " steps");
  add("executions that deadlocked", grouped(report.deadlocks));
  if (report.audited != 0) add("audited for undeclared state", grouped(report.audited));
  std::string refined;
  for (const std::string& name : report.refined) refined += (refined.empty() ? "" : ", ") + name;
  if (!refined.empty()) add("explored in finer steps", refined);
  std::string vacuous;
  for (const Property property : report.vacuous) {
    vacuous += (vacuous.empty() ? "" : ", ") + std::string{name(property)};
  }
  if (!vacuous.empty()) add("never put to the test", vacuous);
  add("covers", claim(report.options));
  const std::string basis = basis_of(report);
  if (!basis.empty()) add("stands on", basis);
  return facts;
}

[[nodiscard]] Json execution_of(const Report& report, std::size_t index, const Failure& failure,
                                const HtmlOptions& options) {
  const Violation& violation = failure.violation;
  Json json = {{"report", index},
               {"name", violation.name},
               {"diagnosis", failure.diagnosis.empty() ? violation.message : failure.diagnosis},
               {"schedule", failure.schedule},
               {"trace", TraceData(failure.trace, violation, options).make()}};
  if (!options.explain) return json;
  const HtmlExplanation more = options.explain(report, failure);
  if (more.decisive_step) json["decisive_step"] = more.decisive_step->value;
  json["decisive"] = more.decisive;
  json["story"] = more.story;
  if (more.passing) json["passing"] = TraceData(*more.passing, std::nullopt, options).make();
  return json;
}

/// The page around the data. A '<' inside a string must not end the script element.
[[nodiscard]] std::string page_with(const Json& json) {
  const std::string data = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string safe;
  for (const char c : data) {
    if (c == '<') {
      safe += "\\u003c";
    } else {
      safe += c;
    }
  }
  std::string page = detail::viewer_page;
  const std::string mark = "@VIGIL_DATA@";
  return page.replace(page.find(mark), mark.size(), safe);
}

}  // namespace

std::string html(std::span<const Report> reports, const HtmlOptions& options) {
  Json summaries = Json::array();
  Json executions = Json::array();
  for (std::size_t i = 0; i < reports.size(); ++i) {
    const Report& report = reports[i];
    summaries.push_back({{"title", title(report.model, report.parameters)},
                         {"verdict", name(report.verdict)},
                         {"claim", claim(report.options)},
                         {"facts", facts_of(report)}});
    for (const Failure& failure : report.failures) {
      executions.push_back(execution_of(report, i, failure, options));
    }
  }
  return page_with({{"schema", 1},
                    {"replay_command", options.replay_command},
                    {"reports", summaries},
                    {"executions", executions}});
}

std::string html(const Schedule& schedule, const std::string& schedule_text, const Replay& replay,
                 const HtmlOptions& options) {
  Report report;
  report.model = schedule.model;
  report.options = schedule.options;
  Json executions = Json::array();
  for (const Failure& failure : replay.failures) {
    executions.push_back(execution_of(report, 0, failure, options));
  }
  if (replay.failures.empty()) {
    executions.push_back({{"report", 0},
                          {"name", "replay"},
                          {"diagnosis", replay.divergence},
                          {"schedule", schedule_text},
                          {"trace", TraceData(replay.trace, std::nullopt, options).make()}});
  }
  const std::string_view verdict =
      replay.verdict == Verdict::verified ? "no violation" : name(replay.verdict);
  Json facts = Json::array();
  facts.push_back(Json::array({"outcome", replay.outcome}));
  facts.push_back(Json::array({"steps", grouped(replay.trace.step_count)}));
  facts.push_back(Json::array({"search", "none: one execution was replayed"}));
  Json summary = {{"title", title(schedule.model, schedule.parameters)},
                  {"verdict", verdict},
                  {"claim", claim(schedule.options)},
                  {"facts", std::move(facts)}};
  return page_with({{"schema", 1},
                    {"replay_command", options.replay_command},
                    {"reports", Json::array({std::move(summary)})},
                    {"executions", std::move(executions)}});
}

}  // namespace vigil
