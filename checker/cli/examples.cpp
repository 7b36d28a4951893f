// SPDX-License-Identifier: MIT
#include "checker/cli/examples.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "checker/cli/verb_help.hpp"
#include "checker/program.hpp"

namespace vigil::cli {

namespace {

struct Row {
  std::string_view verb;
  std::string_view command;
  std::string_view about;
};

/// Of the command vigil. Every one of them runs as it stands where there is a program.json.
constexpr Row shipped_rows[] = {
    {"list", "vigil list", "all models, each with the question that it answers"},
    {"verify", "vigil verify", "all models that come along, against what is expected of them"},
    {"verify", "vigil verify tutorial/wait_for -p tasks=4", "one model with a parameter"},
    {"verify", "vigil verify 'tutorial/*' --clock arbitrary --jobs 2", "several, two at a time"},
    {"verify", "vigil verify workload/wait_notify --spurious 1", "with a spurious wake-up"},
    {"verify", "vigil verify tutorial/wait_for --time-limit 60 --format json",
     "for a script, a minute"},
    {"verify", "vigil verify tutorial/notify_all --format html -o report.html",
     "a page to step through"},
    {"replay", "vigil replay v1:tutorial/lost_notification::notifier:a:32:99cbs",
     "every step, again"},
    {"replay", "vigil replay v1:tutorial/lost_notification::notifier:a:32:99cbs --step",
     "walk through them"},
    {"explain", "vigil explain v1:tutorial/lost_notification::notifier:a:32:99cbs",
     "what happened, and a passing execution beside it"},
    {"outcomes", "vigil outcomes tutorial/lost_notification", "all that can happen"},
    {"outcomes", "vigil outcomes program.json --bare", "of a program file, for a script"},
    {"trace", "vigil trace program.json --choices 1", "with the second ready task first"},
    {"new", "vigil new kitchen -o kitchen.cpp", "a model in the threads dialect, as a file"},
    {"new", "vigil new kitchen --dialect asyncio", "the same in asyncio"},
    {"completion", "source <(vigil completion bash)",
     "for this shell; put it into ~/.bashrc for all"},
    {"completion", "vigil completion fish > ~/.config/fish/completions/vigil.fish",
     "for all shells"},
    {"man", "vigil man | man -l -", "read it here"},
};

/// Of another program: {0} is its name, {1} a model of it, {2} a model and one of its parameters.
constexpr Row own_rows[] = {
    {"list", "{0} list", "all models, each with the question that it answers"},
    {"verify", "{0} verify", "all models, against what is expected of them"},
    {"verify", "{0} verify {1}", "one model; whatever it violates is an error"},
    {"verify", "{0} verify {2}", "with a parameter"},
    {"verify", "{0} verify '*' --jobs 2 --time-limit 60",
     "all, two at a time, each for a minute at most"},
    {"verify", "{0} verify {1} --format html -o report.html", "a page to step through"},
    {"replay", "{0} replay 'v1:...'", "every step of the schedule in a report, again"},
    {"replay", "{0} replay 'v1:...' --step", "walk through them"},
    {"explain", "{0} explain 'v1:...'", "what happened, and a passing execution beside it"},
    {"outcomes", "{0} outcomes {1}", "all that can happen"},
    {"trace", "{0} trace program.json --choices 1", "with the second ready task first"},
    {"new", "{0} new kitchen -o kitchen.cpp", "a model in the threads dialect, as a file"},
    {"new", "{0} new kitchen --dialect asyncio", "the same in asyncio"},
    {"completion", "source <({0} completion bash)",
     "for this shell; put it into ~/.bashrc for all"},
    {"man", "{0} man | man -l -", "read it here"},
};

/// "tutorial/wait_for -p tasks=3"; empty: no model has a parameter.
[[nodiscard]] std::string model_with_parameter(std::span<const Model> models) {
  for (const Model& model : models) {
    if (model.parameters.empty()) continue;
    const Parameter& parameter = model.parameters.front();
    return fmt::format("{} -p {}={}", model.name, parameter.name, parameter.value);
  }
  return {};
}

/// The models with their questions; no more of them than can be seen at a glance.
[[nodiscard]] std::string models_text(std::span<const Model> models, std::string_view command) {
  constexpr std::size_t shown_max = 12;
  const std::span<const Model> shown = models.first(std::min(models.size(), shown_max));
  std::size_t width = 0;
  for (const Model& model : shown) width = std::max(width, model.name.size());
  std::string text = "Models:\n";
  for (const Model& model : shown) {
    text += fmt::format("  {:<{}}  {}\n", model.name, width, model.about);
  }
  if (shown.size() < models.size()) {
    text += fmt::format("  and {} more: {} list\n", models.size() - shown.size(), command);
  }
  return text + "\n";
}

}  // namespace

std::vector<Example> examples_of(std::string_view verb, std::string_view command) {
  std::vector<Example> examples;
  if (command == "vigil") {
    for (const Row& row : shipped_rows) {
      if (row.verb == verb) examples.push_back({std::string{row.command}, row.about});
    }
    return examples;
  }
  const std::vector<Model>& models = ModelRegistry::global().all();
  const std::string model = models.empty() ? "MODEL" : models.front().name;
  const std::string with_parameter = model_with_parameter(models);
  for (const Row& row : own_rows) {
    if (row.verb != verb) continue;
    if (with_parameter.empty() && row.command.find("{2}") != std::string_view::npos) continue;
    examples.push_back(
        {fmt::format(fmt::runtime(row.command), command, model, with_parameter), row.about});
  }
  return examples;
}

std::string footer_of(std::string_view verb, std::string_view command) {
  const std::vector<Model>& models = ModelRegistry::global().all();
  std::string text;
  if (verb.empty() && command != "vigil" && !models.empty()) text = models_text(models, command);
  const std::vector<Example> examples = examples_of(verb, command);
  if (!examples.empty()) text += "Examples:\n";
  for (const Example& example : examples) {
    text += fmt::format("  {}\n      {}\n", example.command, example.about);
  }
  if (!examples.empty()) text += "\n";
  text += "Exit codes:\n";
  for (const auto& [code, meaning] : exit_codes_help()) {
    text += fmt::format("  {:>3}  {}\n", code, meaning);
  }
  text.pop_back();
  return text;
}

}  // namespace vigil::cli
