// SPDX-License-Identifier: MIT
#include "checker/cli/given_schedule.hpp"

#include <fmt/core.h>

#include <fstream>
#include <utility>

#include "checker/cli/program_files.hpp"
#include "checker/cli/select.hpp"

namespace vigil::cli {

namespace {

/// The schedule that was typed, or the first line of the file of that name.
[[nodiscard]] std::string schedule_text(const std::string& typed) {
  if (typed.find(':') != std::string::npos) return typed;
  std::ifstream file(typed);
  std::string text;
  if (!file || !std::getline(file, text)) return typed;
  const std::size_t end = text.find_last_not_of(" \t\r");
  text.erase(end == std::string::npos ? 0 : end + 1);
  return text;
}

/// What is wrong with a schedule that was read well: its model or its parameters. Empty: nothing.
[[nodiscard]] std::string misfit(const Schedule& schedule) {
  if (names_program_file(schedule.model)) {
    std::string error = load_program_files({schedule.model}, Verb::replay);
    if (!error.empty()) return error;
  }
  const Model* const model = ModelRegistry::global().find(schedule.model);
  if (model == nullptr) return "the schedule is of another model: " + unknown_model(schedule.model);
  for (const auto& [name, value] : schedule.parameters) {
    std::string error = parameter_error(*model, name, value);
    if (!error.empty()) return "the schedule is of another version of the model: " + error;
  }
  if (schedule.options.dialect != model->dialect) {
    return fmt::format("the schedule is of another version of {}, which has changed its dialect",
                       model->name);
  }
  return {};
}

}  // namespace

Result<GivenSchedule> given_schedule(const std::string& typed) {
  std::string text = schedule_text(typed);
  auto schedule = parse_schedule(text);
  if (!schedule) return Result<GivenSchedule>::failure(schedule.error());
  std::string error = misfit(*schedule);
  if (!error.empty()) return Result<GivenSchedule>::failure(std::move(error));
  const Model* const model = ModelRegistry::global().find(schedule->model);
  return GivenSchedule{std::move(text), std::move(*schedule), model};
}

}  // namespace vigil::cli
