// SPDX-License-Identifier: MIT
#include "checker/cli/verb_help.hpp"

#include <CLI/CLI.hpp>

namespace vigil::cli {

namespace {

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

}  // namespace vigil::cli
