// SPDX-License-Identifier: MIT
#include "checker/cli/verb_help.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

namespace vigil::cli {

namespace {

struct VerbExample {
  std::string_view verb;
  Example example;
};

/// Every one of them runs as it stands where there is a program.json.
constexpr VerbExample all_examples[] = {
    {"list", {"vigil list", "all models, each with the question that it answers"}},
    {"verify", {"vigil verify", "all models that come along, against what is expected of them"}},
    {"verify", {"vigil verify tutorial/wait_for -p tasks=4", "one model with a parameter"}},
    {"verify", {"vigil verify 'tutorial/*' --clock arbitrary --jobs 2", "several, two at a time"}},
    {"verify", {"vigil verify workload/wait_notify --spurious 1", "with a spurious wake-up"}},
    {"verify",
     {"vigil verify tutorial/wait_for --time-limit 60 --format json", "for a script, a minute"}},
    {"verify",
     {"vigil verify tutorial/notify_all --format html -o report.html", "a page to step through"}},
    {"replay",
     {"vigil replay v1:tutorial/lost_notification::notifier:a:32:99cbs", "every step, again"}},
    {"replay",
     {"vigil replay v1:tutorial/lost_notification::notifier:a:32:99cbs --step",
      "walk through them"}},
    {"explain",
     {"vigil explain v1:tutorial/lost_notification::notifier:a:32:99cbs",
      "what happened, and a passing execution beside it"}},
    {"outcomes", {"vigil outcomes tutorial/lost_notification", "all that can happen"}},
    {"outcomes", {"vigil outcomes program.json --bare", "of a program file, for a script"}},
    {"trace", {"vigil trace program.json --choices 1", "with the second ready task first"}},
    {"new", {"vigil new kitchen -o kitchen.cpp", "a model in the threads dialect, as a file"}},
    {"new", {"vigil new kitchen --dialect asyncio", "the same in asyncio"}},
    {"completion",
     {"source <(vigil completion bash)", "for this shell; put it into ~/.bashrc for all"}},
    {"completion",
     {"vigil completion fish > ~/.config/fish/completions/vigil.fish", "for all shells"}},
    {"man", {"vigil man | man -l -", "read it here"}},
};

[[nodiscard]] std::vector<std::string> words_of(const std::string& value) {
  std::vector<std::string> words;
  if (value.find('|') == std::string::npos) return words;
  for (std::size_t begin = 0; begin <= value.size();) {
    const std::size_t end = std::min(value.find('|', begin), value.size());
    words.push_back(value.substr(begin, end - begin));
    begin = end + 1;
  }
  // "SCHEDULE|FILE" stands for two kinds of things, "any|fifo" for itself.
  if (words.front().front() >= 'A' && words.front().front() <= 'Z') words.clear();
  return words;
}

[[nodiscard]] OptionHelp help_of(const CLI::Option& option) {
  OptionHelp help;
  if (!option.get_positional()) {
    for (const std::string& name : option.get_snames()) help.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) help.names.push_back("--" + name);
  }
  help.about = option.get_description();
  if (option.get_items_expected_max() > 0) help.value = option.get_type_name();
  help.words = words_of(help.value);
  return help;
}

}  // namespace

std::vector<VerbHelp> verbs_of(const CLI::App& app) {
  std::vector<VerbHelp> verbs;
  const auto all = [](const CLI::App*) { return true; };
  for (const CLI::App* const verb : app.get_subcommands(all)) {
    VerbHelp& help = verbs.emplace_back();
    help.name = verb->get_name();
    help.about = verb->get_description();
    for (const CLI::Option* const option : verb->get_options()) {
      (option->get_positional() ? help.positionals : help.options).push_back(help_of(*option));
    }
  }
  return verbs;
}

std::vector<Example> examples_of(std::string_view verb) {
  std::vector<Example> examples;
  for (const VerbExample& one : all_examples) {
    if (one.verb == verb) examples.push_back(one.example);
  }
  return examples;
}

const std::vector<ExitCodeHelp>& exit_codes_help() {
  static const std::vector<ExitCodeHelp> codes = {
      {0, "verified"},
      {1, "violated"},
      {2, "usage or bad input"},
      {3, "stopped by a bound with nothing found (not a proof)"},
      {4, "replay diverged or model not deterministic"},
      {70, "internal error"},
      {130, "interrupted"},
  };
  return codes;
}

std::string footer_of(std::string_view verb, std::string_view command) {
  const std::string heading = command == "vigil"
                                  ? "Examples:\n"
                                  : "Examples, with the command vigil and its models:\n";
  std::string text;
  for (const Example& example : examples_of(verb)) {
    text += fmt::format("{}  {}\n      {}\n", text.empty() ? heading : "", example.command,
                        example.about);
  }
  if (!text.empty()) text += "\n";
  text += "Exit codes:\n";
  for (const auto& [code, meaning] : exit_codes_help()) {
    text += fmt::format("  {:>3}  {}\n", code, meaning);
  }
  text.pop_back();
  return text;
}

}  // namespace vigil::cli
