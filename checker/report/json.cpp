// SPDX-License-Identifier: MIT
#include "checker/report/json.hpp"

#include <nlohmann/json.hpp>

#include "checker/option_words.hpp"
#include "checker/report/expectation.hpp"

namespace vigil {

namespace {

using Json = nlohmann::ordered_json;

/// What a model says in an exception or a name may not be UTF-8: such bytes are replaced.
[[nodiscard]] std::string text_of(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

[[nodiscard]] Json options_of(const ExecutionOptions& options) {
  Json json = Json::object();
  for (const OptionForm& form : option_forms()) {
    const std::string key{form.name};
    if (form.words.empty()) {
      json[key] = form.get(options);
    } else {
      json[key] = form.value(options);
    }
  }
  json["notify-order"] = options.fifo_waiters() ? "fifo" : "any";
  return json;
}

[[nodiscard]] Json violations_of(const std::vector<Failure>& failures) {
  Json json = Json::array();
  for (const Failure& failure : failures) {
    const Violation& violation = failure.violation;
    json.push_back({{"property", name(violation.property)},
                    {"name", violation.name},
                    {"message", violation.message},
                    {"diagnosis", failure.diagnosis},
                    {"step", violation.step.valid() ? Json(violation.step.value) : Json()},
                    {"task", violation.task.valid() ? Json(failure.trace.task_name(violation.task))
                                                    : Json()},
                    {"schedule", failure.schedule}});
  }
  return json;
}

[[nodiscard]] Json parameters_of(
    const std::vector<std::pair<std::string, std::int64_t>>& parameters) {
  Json json = Json::object();
  for (const auto& [key, value] : parameters) json[key] = value;
  return json;
}

/// null unless states were matched.
[[nodiscard]] Json state_search_of(const Report& report) {
  if (!report.states) return {};
  const StateCounts& counts = *report.states;
  return {{"transitions", counts.transitions},
          {"matched", counts.matched},
          {"spared", counts.spared},
          {"contradicted", counts.contradicted},
          {"memory_bytes", counts.memory_bytes},
          {"remembered_bytes", counts.remembered_bytes},
          {"collision_probability", counts.collision_probability},
          {"loops", name(counts.loops)},
          {"by_history", counts.by_history}};
}

[[nodiscard]] Json equal_tasks_of(const Report& report) {
  Json json = Json::array();
  for (const EqualGroup& group : report.merged) {
    json.push_back({{"first", group.first}, {"size", group.size}});
  }
  return json;
}

[[nodiscard]] Json object_of(const Model& model, const Report& report, bool with_outcomes) {
  const Expectation expected = expectation_of(model, report.options);
  Json vacuous = Json::array();
  for (const Property property : report.vacuous) vacuous.push_back(name(property));
  Json json = {{"schema", json_schema},
               {"model", report.model},
               {"dialect", option_value("dialect", report.options)},
               {"parameters", parameters_of(report.parameters)},
               {"options", options_of(report.options)},
               {"search", report.search},
               {"verdict", name(report.verdict)},
               {"expected", name(expected.verdict)},
               {"as_expected", meets(report, expected)},
               {"stopped_by", report.stopped_by},
               {"executions", report.executions},
               {"traces", report.traces != 0 ? Json(report.traces) : Json()},
               {"blocked", report.blocked},
               {"probes", report.probes},
               {"transitions", report.transitions},
               {"states", report.states ? Json(report.states->states) : Json()},
               {"state_search", state_search_of(report)},
               {"equal_tasks", equal_tasks_of(report)},
               {"deadlocks", report.deadlocks},
               {"depth_max", report.depth_max},
               {"audited", report.audited},
               {"seconds", report.seconds},
               {"vacuous", std::move(vacuous)},
               {"refined", report.refined},
               {"violations", violations_of(report.failures)}};
  if (with_outcomes) {
    Json outcomes = Json::array();
    for (const Outcome& outcome : report.outcomes) {
      outcomes.push_back({{"text", outcome.text},
                          {"executions", outcome.executions},
                          {"schedule", outcome.schedule}});
    }
    json["outcomes"] = std::move(outcomes);
  }
  return json;
}

[[nodiscard]] Json steps_of(const Trace& trace) {
  Json json = Json::array();
  for (const TraceEntry& entry : trace.entries) {
    const Operation& operation = entry.operation;
    const ObjectId object = operation.object;
    const TaskId peer = operation.peer;
    json.push_back({{"step", entry.step.value},
                    {"task", trace.task_name(entry.task)},
                    {"operation", name(operation.kind)},
                    {"object", object.valid() ? Json(trace.object_name(object)) : Json()},
                    {"peer", peer.valid() ? Json(trace.task_name(peer)) : Json()},
                    {"a", operation.a},
                    {"b", operation.b},
                    {"text", entry.text},
                    {"file", operation.where.file_name()},
                    {"line", operation.where.line()},
                    {"time_ns", entry.time_ns}});
  }
  return json;
}

}  // namespace

std::string report_json(const Model& model, const Report& report, bool with_outcomes) {
  return text_of(object_of(model, report, with_outcomes));
}

std::string reports_json(std::span<const Model* const> models, std::span<const Report> reports,
                         bool with_outcomes) {
  Json list = Json::array();
  for (std::size_t i = 0; i < reports.size(); ++i) {
    list.push_back(object_of(*models[i], reports[i], with_outcomes));
  }
  return text_of({{"schema", json_schema}, {"reports", std::move(list)}});
}

namespace {

[[nodiscard]] Json continuations_of(const Replay& replay) {
  if (!replay.continuations) return nullptr;
  const Continuations& all = *replay.continuations;
  return {{"kept_steps", all.kept_step_count},
          {"executions", all.executions},
          {"complete", all.complete},
          {"stopped_by", all.stopped_by}};
}

}  // namespace

std::string replay_json(const Schedule& schedule, const std::string& schedule_text,
                        const Replay& replay) {
  return text_of({{"schema", json_schema},
                  {"model", schedule.model},
                  {"schedule", schedule_text},
                  {"verdict", name(replay.verdict)},
                  {"outcome", replay.outcome},
                  {"divergence", replay.divergence},
                  {"stale", replay.stale},
                  {"continuations", continuations_of(replay)},
                  {"violations", violations_of(replay.failures)},
                  {"steps", steps_of(replay.trace)}});
}

std::string models_json(std::span<const Model> models) {
  Json list = Json::array();
  for (const Model& model : models) {
    Json parameters = Json::array();
    for (const Parameter& parameter : model.parameters) {
      parameters.push_back({{"name", parameter.name},
                            {"value", parameter.value},
                            {"min", parameter.min},
                            {"max", parameter.max},
                            {"about", parameter.about}});
    }
    ExecutionOptions options;
    options.dialect = model.dialect;
    list.push_back({{"name", model.name},
                    {"about", model.about},
                    {"dialect", option_value("dialect", options)},
                    {"parameters", std::move(parameters)},
                    {"expected", name(expectation_of(model, options).verdict)},
                    {"source", model.source}});
  }
  return text_of({{"schema", json_schema}, {"models", std::move(list)}});
}

}  // namespace vigil
