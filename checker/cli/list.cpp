// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <vector>

#include "checker/cli/verbs.hpp"
#include "checker/program.hpp"
#include "checker/report/json.hpp"

namespace vigil::cli {

ExitCode list(const CommandLine& line) {
  const std::vector<Model>& models = ModelRegistry::global().all();
  if (line.format == Format::json) {
    fmt::print("{}", models_json(models));
    return ExitCode::verified;
  }
  std::vector<std::string> titles;
  std::size_t width = 0;
  for (const Model& model : models) {
    std::string title = model.name;
    for (const Parameter& parameter : model.parameters) {
      title += fmt::format(" {}={}", parameter.name, parameter.value);
    }
    if (title.size() <= 44) width = std::max(width, title.size());
    titles.push_back(std::move(title));
  }
  for (std::size_t i = 0; i < models.size(); ++i) {
    fmt::print("{:<{}}  {}\n", titles[i], width, models[i].about);
  }
  return ExitCode::verified;
}

}  // namespace vigil::cli
