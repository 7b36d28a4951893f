// SPDX-License-Identifier: MIT
#include "checker/cli/program_files.hpp"

#include <algorithm>
#include <utility>

#include "models/program/program_model.hpp"

namespace vigil::cli {

namespace {

using ProgramPointer = std::shared_ptr<const models::Program>;

struct Loaded {
  ProgramPointer program;
  bool discipline = true;
};

/// What was loaded in this process, by name of the model.
[[nodiscard]] std::vector<std::pair<std::string, Loaded>>& loaded() {
  static std::vector<std::pair<std::string, Loaded>> programs;
  return programs;
}

/// "FILE.jsonl:3" without the line.
[[nodiscard]] std::string_view file_of(std::string_view name) {
  const std::size_t colon = name.rfind(':');
  if (colon == std::string_view::npos || !name.substr(0, colon).ends_with(".jsonl")) return name;
  const std::string_view line = name.substr(colon + 1);
  const bool digits = !line.empty() && std::ranges::all_of(line, [](char c) {
    return c >= '0' && c <= '9';
  });
  return digits ? name.substr(0, colon) : name;
}

[[nodiscard]] bool belongs(std::string_view model, std::string_view name) {
  return model == name || (model.size() > name.size() && model.starts_with(name) &&
                           file_of(model) == name);
}

}  // namespace

bool names_program_file(std::string_view name) {
  return name == "-" || models::is_program_file(file_of(name));
}

std::string load_program_files(const std::vector<std::string>& names, Verb verb) {
  const models::Judging judging =
      verb == Verb::outcomes ? models::Judging::nothing : models::Judging::violations;
  for (const std::string& name : names) {
    if (!names_program_file(name) || !programs_of_file(name).empty()) continue;
    const std::string file{file_of(name)};
    auto programs = models::read_program_file(file);
    if (!programs) return programs.error();
    for (models::Program& one : programs.value()) {
      const auto program = std::make_shared<const models::Program>(std::move(one));
      loaded().emplace_back(
          program->file, Loaded{program, models::reports_discipline(*program, judging)});
      ModelRegistry::global().add(models::model_of(program, judging));
    }
    if (programs_of_file(name).empty()) return name + ": there is no program in that line";
  }
  return {};
}

std::vector<const Model*> models_of_file(std::string_view name) {
  std::vector<const Model*> models;
  for (const Model& model : ModelRegistry::global().all()) {
    if (belongs(model.name, name)) models.push_back(&model);
  }
  return models;
}

std::vector<ProgramPointer> programs_of_file(std::string_view name) {
  std::vector<ProgramPointer> programs;
  for (const auto& [known, entry] : loaded()) {
    if (belongs(known, name)) programs.push_back(entry.program);
  }
  return programs;
}

bool reports_discipline_by_default(const Model& model) {
  const auto found = std::ranges::find(loaded(), model.name,
                                       &std::pair<std::string, Loaded>::first);
  return found == loaded().end() || found->second.discipline;
}

}  // namespace vigil::cli
