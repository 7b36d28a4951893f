// SPDX-License-Identifier: MIT
#include "checker/cli/select.hpp"

#include <fmt/core.h>
#include <fnmatch.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

#include "checker/cli/program_files.hpp"
#include "checker/option_words.hpp"
#include "checker/report/dot_tree.hpp"
#include "checker/report/text_width.hpp"

namespace vigil::cli {

namespace {

constexpr std::size_t name_width_max = 80;

using Setting = std::pair<std::string, std::int64_t>;

[[nodiscard]] std::string_view dialect_name(Dialect dialect) {
  return dialect == Dialect::asyncio ? "asyncio" : "threads";
}

/// The dialect that an option of the execution has a meaning in; none: in both.
[[nodiscard]] std::optional<Dialect> dialect_of(std::string_view option) {
  constexpr std::string_view asyncio[] = {"order",       "clock",   "cpython",   "cancellations",
                                          "timeouts",    "exact-turns", "preempt", "discipline"};
  if (std::ranges::find(asyncio, option) != std::end(asyncio)) return Dialect::asyncio;
  if (option == "spurious") return Dialect::threads;
  return std::nullopt;
}

[[nodiscard]] std::vector<const Model*> matching(const std::string& pattern) {
  std::vector<const Model*> models;
  if (names_program_file(pattern)) return models_of_file(pattern);
  if (pattern.find_first_of("*?[") == std::string::npos) {
    if (const Model* model = ModelRegistry::global().find(pattern)) models.push_back(model);
    return models;
  }
  for (const Model& model : ModelRegistry::global().all()) {
    if (fnmatch(pattern.c_str(), model.name.c_str(), 0) == 0) models.push_back(&model);
  }
  return models;
}

[[nodiscard]] Result<std::vector<const Model*>> models_of(const CommandLine& line) {
  using Models = std::vector<const Model*>;
  Models models;
  if (line.models.empty()) {
    for (const Model& model : ModelRegistry::global().all()) models.push_back(&model);
    if (models.empty()) {
      return Result<Models>::failure("there are no models; VIGIL_MODEL makes a function one");
    }
  }
  for (const std::string& pattern : line.models) {
    const Models found = matching(pattern);
    if (found.empty()) return Result<Models>::failure(unknown_model(pattern));
    for (const Model* model : found) {
      if (std::ranges::find(models, model) == models.end()) models.push_back(model);
    }
  }
  return models;
}

[[nodiscard]] Result<Setting> setting_of(const std::string& word) {
  const std::size_t equals = word.find('=');
  std::int64_t value = 0;
  if (equals != std::string::npos && equals > 0) {
    const char* const end = word.data() + word.size();
    const auto [read, status] = std::from_chars(word.data() + equals + 1, end, value);
    if (status == std::errc{} && read == end) return Setting{word.substr(0, equals), value};
  }
  return Result<Setting>::failure(
      fmt::format("-p {}: expected name=value with a whole number, such as tasks=3", word));
}

/// A name as an error repeats it: in one line, and no book.
[[nodiscard]] std::string shown(const std::string& name) {
  return detail::wrapped(detail::printable(name), name_width_max).front();
}

[[nodiscard]] bool declares(const Model& model, const std::string& name) {
  return std::ranges::find(model.parameters, name, &Parameter::name) != model.parameters.end();
}

/// Every option that was typed must mean something to one of the models. Returns: empty, or one
/// line.
[[nodiscard]] std::string misplaced_option(const CommandLine& line,
                                           const std::vector<const Model*>& models) {
  for (const Model* model : models) {
    if (line.dialect && model->dialect != *line.dialect) {
      return fmt::format("--dialect {}: {} is a model of the {} dialect",
                         dialect_name(*line.dialect), model->name, dialect_name(model->dialect));
    }
  }
  for (const std::string_view option : line.given) {
    const std::optional<Dialect> dialect = dialect_of(option);
    const bool fits = !dialect || std::ranges::find(models, *dialect, &Model::dialect) !=
                                      models.end();
    if (!fits) {
      return fmt::format("--{} has a meaning in the {} dialect only, and {} is of the {} dialect",
                         option, dialect_name(*dialect), models.front()->name,
                         dialect_name(models.front()->dialect));
    }
  }
  return {};
}

/// Without a model and a clock on the command line, the tutorial is checked under two clocks: what
/// is right only because it slept long enough must not pass.
void add_arbitrary_clock(std::vector<Check>& checks) {
  std::vector<Check> both;
  for (Check& check : checks) {
    const bool sleeps = check.model->name.starts_with("tutorial/");
    both.push_back(std::move(check));
    if (!sleeps) continue;
    both.push_back(both.back());
    both.back().options.execution.clock = Clock::arbitrary;
  }
  checks = std::move(both);
}

/// The options of the execution without those of the other dialect.
[[nodiscard]] ExecutionOptions options_for(const Model& model, const CommandLine& line) {
  ExecutionOptions options;
  options.dialect = model.dialect;
  for (const std::string_view name : line.given) {
    if (dialect_of(name).value_or(model.dialect) != model.dialect) continue;
    const OptionForm* const form = find_option(name);
    form->set(options, form->get(line.execution));
  }
  const bool typed = std::ranges::find(line.given, "discipline") != line.given.end();
  if (!typed && !reports_discipline_by_default(model)) options.discipline = false;
  return options;
}

}  // namespace

std::string unknown_model(const std::string& name) {
  std::string same_end;
  for (const Model& model : ModelRegistry::global().all()) {
    if (!model.name.ends_with("/" + name)) continue;
    same_end += (same_end.empty() ? "" : " or ") + model.name;
  }
  if (!same_end.empty()) return fmt::format("which '{}' is meant: {}?", shown(name), same_end);
  const std::string nearest = ModelRegistry::global().nearest(name);
  return fmt::format("there is no model '{}'{}", shown(name),
                     nearest.empty() ? " (the verb list shows them)"
                                     : fmt::format("; did you mean {}?", nearest));
}

std::string parameter_error(const Model& model, const std::string& name, std::int64_t value) {
  std::string names;
  const Parameter* nearest = nullptr;
  for (const Parameter& parameter : model.parameters) {
    names += (names.empty() ? "" : ", ") + parameter.name;
    const std::size_t distance = edit_distance(parameter.name, name);
    if (distance <= 2 && distance < name.size()) nearest = &parameter;
    if (parameter.name != name) continue;
    if (value >= parameter.min && value <= parameter.max) return {};
    return fmt::format("{}={} is out of range: {} takes {} from {} to {}", name, value, model.name,
                       name, parameter.min, parameter.max);
  }
  if (nearest != nullptr) {
    return fmt::format("{} has no parameter '{}'; did you mean {}?", model.name, shown(name),
                       nearest->name);
  }
  return fmt::format("{} has no parameter '{}'; {}", model.name, shown(name),
                     names.empty() ? "it has none" : "it has " + names);
}

Result<std::vector<Check>> select(const CommandLine& line) {
  using Checks = std::vector<Check>;
  std::string unreadable = load_program_files(line.models, line.verb);
  if (!unreadable.empty()) return Result<Checks>::failure(std::move(unreadable));
  const auto models = models_of(line);
  if (!models) return Result<Checks>::failure(models.error());
  std::string error = misplaced_option(line, *models);
  if (!error.empty()) return Result<Checks>::failure(std::move(error));
  Checks checks;
  for (const Model* model : *models) {
    checks.push_back({model, line.verify});
    if (line.format == Format::dot || line.format == Format::tree) {
      checks.back().options.tree_executions_max = drawn_executions_max;
    }
    checks.back().options.execution = options_for(*model, line);
  }
  for (const std::string& word : line.parameters) {
    const auto setting = setting_of(word);
    if (!setting) return Result<Checks>::failure(setting.error());
    const auto& [name, value] = *setting;
    bool used = false;
    for (Check& check : checks) {
      if (checks.size() > 1 && !declares(*check.model, name)) continue;
      error = parameter_error(*check.model, name, value);
      if (!error.empty()) return Result<Checks>::failure(std::move(error));
      check.options.parameters.emplace_back(name, value);
      used = true;
    }
    if (!used) {
      return Result<Checks>::failure(fmt::format("none of the models has a parameter '{}'", name));
    }
  }
  const bool clock_given = std::ranges::find(line.given, "clock") != line.given.end();
  if (line.models.empty() && !clock_given) add_arbitrary_clock(checks);
  return checks;
}

}  // namespace vigil::cli
