// SPDX-License-Identifier: MIT
#include "checker/report/sarif.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "checker/report/lane_rows.hpp"
#include "checker/report/places.hpp"
#include "checker/report/text.hpp"

namespace vigil {

namespace {

using Json = nlohmann::ordered_json;
using detail::LaneRow;

/// Code hosts show a thousand locations at most.
constexpr std::size_t row_count_max = 900;

/// What a property demands, for the list of rules.
[[nodiscard]] const char* about(Property property) {
  switch (property) {
    case Property::deadlock: return "No execution ends with tasks blocked.";
    case Property::wait_needs_lock: return "Waiting and notifying need the lock.";
    case Property::predicate_on_resume: return "wait_for returns only while its predicate is true.";
    case Property::no_lost_notification: return "No notification is lost.";
    case Property::no_spurious_return: return "wait returns only after a notification.";
    case Property::mutual_exclusion: return "At most one task holds a lock.";
    case Property::lock_released: return "No task ends while it holds a lock.";
    case Property::discipline: return "Only the holder of a lock waits, notifies and releases.";
    case Property::uncaught: return "No exception leaves a task.";
    case Property::termination: return "Every execution ends within the step bound.";
    case Property::data_race: return "No two tasks touch plain data at the same time.";
    case Property::misuse: return "No operation is used where its behaviour is undefined.";
    case Property::requirement: return "Every require holds.";
    case Property::invariant: return "Every invariant holds after each transition.";
    case Property::final_state: return "Every execution ends in an allowed state.";
    case Property::overtaking:
      return "Where tasks are served in order of arrival, nobody is overtaken.";
    case Property::lost_cancellation: return "No cancellation is lost.";
    case Property::stuck_resource: return "Nobody waits for ever for what is free.";
    case Property::livelock: return "Some task always gets on.";
    case Property::starvation: return "Every task gets on.";
    case Property::undeclared_state: return "All state that tasks share is declared.";
    case Property::unequal_tasks: return "Tasks that are said to be equal are interchangeable.";
    case Property::determinism: return "The model repeats itself.";
  }
  return "A property of the model.";
}

/// A file as a URI: below the root as a relative one, otherwise absolute.
[[nodiscard]] Json artifact(const std::string& file, const std::string& root) {
  const std::string relative = detail::relative_to(root, file);
  std::string uri;
  constexpr std::string_view plain = "/._-~+";
  for (const char c : relative) {
    const auto byte = static_cast<unsigned char>(c);
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || plain.find(c) != std::string_view::npos) {
      uri += c;
    } else {
      constexpr const char* digits = "0123456789ABCDEF";
      uri += '%';
      uri += digits[byte >> 4U];
      uri += digits[byte & 15U];
    }
  }
  if (relative.starts_with('/')) return {{"uri", "file://" + uri}};
  return {{"uri", uri}, {"uriBaseId", "SRCROOT"}};
}

class ResultWriter {
 public:
  ResultWriter(const Report& report, const Failure& failure, const std::string& root)
      : report_(report), failure_(failure), root_(root) {}

  [[nodiscard]] Json write() const {
    const Violation& violation = failure_.violation;
    const std::string& words =
        failure_.diagnosis.empty() ? violation.message : failure_.diagnosis;
    const std::string whole = title(report_.model, report_.parameters);
    Json result = {
        {"ruleId", name(violation.property)},
        {"level", "error"},
        {"message", {{"text", whole + ": " + violation.name + ": " + words + "."}}},
        {"locations", Json::array()},
        {"partialFingerprints",
         {{"vigilViolation/v1", report_.model + "/" + violation.name + "/" +
                                    std::string{name(violation.property)}}}},
        {"properties", {{"schedule", failure_.schedule}, {"claim", claim(report_.options)}}}};
    if (const auto place = detail::place_of(failure_)) {
      result["locations"].push_back({{"physicalLocation", physical(*place)}});
    }
    Json flows = thread_flows();
    if (!flows.empty()) {
      Json flow = {{"message", {{"text", "The failing execution, a thread flow per task."}}},
                   {"threadFlows", std::move(flows)}};
      result["codeFlows"] = Json::array({std::move(flow)});
    }
    return result;
  }

 private:
  [[nodiscard]] Json physical(const detail::Place& place) const {
    return {{"artifactLocation", artifact(place.file, root_)},
            {"region", {{"startLine", place.line}}}};
  }

  [[nodiscard]] Json thread_flows() const {
    const Trace& trace = failure_.trace;
    const std::vector<LaneRow> rows =
        detail::folded(detail::lane_rows(trace, failure_.violation), row_count_max);
    Json flows = Json::array();
    for (const TraceTask& task : trace.tasks) {
      Json locations = Json::array();
      for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].task == task.id) locations.push_back(location(rows[i], i));
      }
      if (locations.empty()) continue;
      flows.push_back({{"id", task.name},
                       {"message", {{"text", "task " + task.name}}},
                       {"locations", std::move(locations)}});
    }
    return flows;
  }

  [[nodiscard]] Json location(const LaneRow& row, std::size_t order) const {
    const bool bad =
        row.style == detail::RowStyle::violates || row.style == detail::RowStyle::blocked;
    const std::string step =
        row.step.valid() ? "step " + std::to_string(row.step.value) + ": " : std::string{};
    Json where = {{"message", {{"text", step + row.text}}}};
    if (const auto place = place_of(row)) where["physicalLocation"] = physical(*place);
    return {{"location", std::move(where)},
            {"executionOrder", order + 1},
            {"importance", bad ? "essential" : "important"}};
  }

  [[nodiscard]] std::optional<detail::Place> place_of(const LaneRow& row) const {
    const Trace& trace = failure_.trace;
    if (row.entry) return detail::place_of(trace.entries[*row.entry].operation);
    const auto task = std::ranges::find(trace.tasks, row.task, &TraceTask::id);
    if (task == trace.tasks.end() || row.style != detail::RowStyle::blocked) return std::nullopt;
    return detail::place_of(task->pending);
  }

  const Report& report_;
  const Failure& failure_;
  const std::string& root_;
};

[[nodiscard]] Json rules_of(std::span<const Report> reports) {
  std::set<Property> broken;
  for (const Report& report : reports) {
    for (const Failure& failure : report.failures) broken.insert(failure.violation.property);
  }
  Json rules = Json::array();
  for (const Property property : broken) {
    rules.push_back({{"id", name(property)},
                     {"shortDescription", {{"text", about(property)}}},
                     {"defaultConfiguration", {{"level", "error"}}}});
  }
  return rules;
}

[[nodiscard]] Json invocation_of(std::span<const Report> reports) {
  Json notes = Json::array();
  for (const Report& report : reports) {
    const bool proved = report.verdict == Verdict::verified || report.verdict == Verdict::violated;
    notes.push_back({{"level", proved ? "note" : "warning"},
                     {"message", {{"text", verdict_line(report, {})}}}});
  }
  return {{"executionSuccessful", true}, {"toolExecutionNotifications", std::move(notes)}};
}

}  // namespace

std::string sarif(std::span<const Report> reports, const SarifOptions& options) {
  Json results = Json::array();
  for (const Report& report : reports) {
    for (const Failure& failure : report.failures) {
      results.push_back(ResultWriter(report, failure, options.root).write());
    }
  }
  Json driver = {{"name", "vigil"},
                 {"semanticVersion", options.version},
                 {"rules", rules_of(reports)}};
  Json run = {{"tool", {{"driver", std::move(driver)}}},
              {"invocations", Json::array({invocation_of(reports)})},
              {"columnKind", "unicodeCodePoints"},
              {"results", std::move(results)}};
  const Json json = {
      {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
      {"version", "2.1.0"},
      {"runs", Json::array({std::move(run)})}};
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace vigil
