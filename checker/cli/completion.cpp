// SPDX-License-Identifier: MIT
#include "checker/cli/completion.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "checker/cli/verbs.hpp"

namespace vigil::cli {

namespace {

/// What the shell offers for a value that has no list of words.
enum class Offer : std::uint8_t { nothing, files, models };

[[nodiscard]] Offer offer_of(const OptionHelp& option) {
  if (option.value.starts_with("MODEL")) return Offer::models;
  if (option.value.find("FILE") != std::string::npos) return Offer::files;
  return Offer::nothing;
}

[[nodiscard]] Offer offer_of(const VerbHelp& verb) {
  return verb.positionals.empty() ? Offer::nothing : offer_of(verb.positionals.front());
}

[[nodiscard]] std::string joined(const std::vector<std::string>& words, std::string_view between) {
  return fmt::format("{}", fmt::join(words, between));
}

[[nodiscard]] std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

/// Inside single quotes of a shell.
[[nodiscard]] std::string quoted(const std::string& text) {
  return replaced(text, "'", "'\\''");
}

// ---- bash ------------------------------------------------------------------------------------

/// One branch of `case "$verb $before"`: the value of an option.
[[nodiscard]] std::string bash_value(const VerbHelp& verb, const OptionHelp& option) {
  std::vector<std::string> patterns;
  for (const std::string& name : option.names) {
    patterns.push_back(fmt::format("'{} {}'", verb.name, name));
  }
  std::string offer = ":";
  if (!option.words.empty()) {
    offer = fmt::format("_vigil_words '{}'", joined(option.words, " "));
  } else if (offer_of(option) == Offer::files) {
    offer = "_vigil_files";
  }
  return fmt::format("    {}) {}; return ;;\n", joined(patterns, " | "), offer);
}

[[nodiscard]] std::string bash_verb(const VerbHelp& verb) {
  std::vector<std::string> names;
  for (const OptionHelp& option : verb.options) {
    names.insert(names.end(), option.names.begin(), option.names.end());
  }
  std::string text = fmt::format("    '{}')\n", verb.name);
  text += fmt::format("      if [[ $word == -* ]]; then _vigil_words '{}'; return; fi\n",
                      joined(names, " "));
  switch (offer_of(verb)) {
    case Offer::models:
      text += "      _vigil_models\n";
      break;
    case Offer::files:
      text += "      _vigil_files\n";
      break;
    default: {
      const bool few = !verb.positionals.empty() && !verb.positionals.front().words.empty();
      if (few) {
        text +=
            fmt::format("      _vigil_words '{}'\n", joined(verb.positionals.front().words, " "));
      }
    }
  }
  return text + "      ;;\n";
}

[[nodiscard]] std::string bash(const std::vector<VerbHelp>& verbs) {
  std::vector<std::string> names;
  std::string values;
  std::string bodies;
  for (const VerbHelp& verb : verbs) {
    names.push_back(verb.name);
    for (const OptionHelp& option : verb.options) {
      if (!option.value.empty()) values += bash_value(verb, option);
    }
    bodies += bash_verb(verb);
  }
  return fmt::format(R"shell(# Completion of vigil for bash: source it, or save it as
# ~/.local/share/bash-completion/completions/vigil.

_vigil_words() {{ mapfile -t COMPREPLY < <(compgen -W "$1" -- "$word"); }}

_vigil_files() {{
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -f -- "$word")
}}

_vigil_models() {{
  _vigil_words "$("${{COMP_WORDS[0]}}" list 2>/dev/null | cut -d ' ' -f 1)"
  if ((${{#COMPREPLY[@]}} == 0)); then _vigil_files; fi
}}

_vigil() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} verb=${{COMP_WORDS[1]}}
  local before=${{COMP_WORDS[COMP_CWORD - 1]}}
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    _vigil_words '{} --help --version'
    return
  fi
  case "$verb $before" in
{}  esac
  case "$verb" in
{}  esac
}}

complete -F _vigil vigil
)shell",
                     joined(names, " "), values, bodies);
}

// ---- zsh -------------------------------------------------------------------------------------

[[nodiscard]] std::string zsh_action(const OptionHelp& option) {
  if (!option.words.empty()) return fmt::format("({})", joined(option.words, " "));
  switch (offer_of(option)) {
    case Offer::files:
      return "_files";
    case Offer::models:
      return "_vigil_models";
    default:
      return " ";
  }
}

/// A specification of _arguments.
[[nodiscard]] std::string zsh_options(const OptionHelp& option) {
  std::string about = replaced(replaced(option.about, "[", "\\["), "]", "\\]");
  about = quoted(replaced(about, ":", "\\:"));
  std::string text;
  for (const std::string& name : option.names) {
    text += fmt::format("        '*{}[{}]", name, about);
    if (!option.value.empty()) {
      text +=
          fmt::format(":{}:{}", option.value.substr(0, option.value.find('|')), zsh_action(option));
    }
    text += "' \\\n";
  }
  return text;
}

[[nodiscard]] std::string zsh(const std::vector<VerbHelp>& verbs) {
  std::string names;
  std::string bodies;
  for (const VerbHelp& verb : verbs) {
    names += fmt::format("    '{}:{}'\n", verb.name, quoted(replaced(verb.about, ":", "\\:")));
    bodies += fmt::format("    {})\n      _arguments \\\n", verb.name);
    for (const OptionHelp& option : verb.options) bodies += zsh_options(option);
    std::string rest = "'*: : '";
    if (!verb.positionals.empty()) {
      rest = fmt::format("'*:{}:{}'", "argument", zsh_action(verb.positionals.front()));
    }
    bodies += fmt::format("        {}\n      ;;\n", rest);
  }
  return fmt::format(R"shell(#compdef vigil
# Completion of vigil for zsh: save it as _vigil in a directory of $fpath.

_vigil_models() {{
  local -a models
  models=(${{(f)"$($service list 2>/dev/null | cut -d ' ' -f 1)"}})
  compadd -a models
  _files
}}

_vigil() {{
  local -a verbs
  verbs=(
{}  )
  if ((CURRENT == 2)); then
    _describe verb verbs
    return
  fi
  local verb=$words[2]
  shift words
  ((CURRENT--))
  case $verb in
{}  esac
}}

if [[ $funcstack[1] == _vigil ]]; then _vigil "$@"; else compdef _vigil vigil; fi
)shell",
                     names, bodies);
}

// ---- fish ------------------------------------------------------------------------------------

[[nodiscard]] std::string fish_option(const VerbHelp& verb, const OptionHelp& option) {
  std::string text =
      fmt::format("complete -c vigil -n '__fish_seen_subcommand_from {}'", verb.name);
  for (const std::string& name : option.names) {
    const bool is_long = name.starts_with("--");
    text += fmt::format(" -{} {}", is_long ? "l" : "s", name.substr(is_long ? 2 : 1));
  }
  if (!option.words.empty()) {
    text += fmt::format(" -x -a '{}'", joined(option.words, " "));
  } else if (offer_of(option) == Offer::files) {
    text += " -r -F";
  } else if (!option.value.empty()) {
    text += " -x";
  }
  // fish has its own escapes inside single quotes.
  return text +
         fmt::format(" -d '{}'\n", replaced(replaced(option.about, "\\", "\\\\"), "'", "\\'"));
}

[[nodiscard]] std::string fish(const std::vector<VerbHelp>& verbs) {
  std::string text =
      "# Completion of vigil for fish: save it as ~/.config/fish/completions/vigil.fish.\n\n"
      "complete -c vigil -f\n";
  for (const VerbHelp& verb : verbs) {
    text += fmt::format("\ncomplete -c vigil -n __fish_use_subcommand -a {} -d '{}'\n", verb.name,
                        replaced(verb.about, "'", "\\'"));
    for (const OptionHelp& option : verb.options) text += fish_option(verb, option);
    const std::string seen =
        fmt::format("complete -c vigil -n '__fish_seen_subcommand_from {}'", verb.name);
    if (verb.positionals.empty()) continue;
    const OptionHelp& first = verb.positionals.front();
    const Offer offer = offer_of(first);
    if (!first.words.empty()) text += fmt::format("{} -a '{}'\n", seen, joined(first.words, " "));
    if (offer == Offer::models || offer == Offer::files) text += seen + " -F\n";
    if (offer == Offer::models) {
      text += seen + " -a '(vigil list 2>/dev/null | string split -f 1 \" \")'\n";
    }
  }
  return text;
}

/// The script for a command of another name: the word `vigil` wherever it stands alone.
[[nodiscard]] std::string renamed(const std::string& script, const std::string& name) {
  constexpr std::string_view word = "vigil";
  const auto part = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  std::string text;
  for (std::size_t i = 0; i < script.size();) {
    const bool alone = script.compare(i, word.size(), word) == 0 &&
                       (i == 0 || !part(script[i - 1])) &&
                       (i + word.size() == script.size() || !part(script[i + word.size()]));
    text += alone ? name : std::string(1, script[i]);
    i += alone ? word.size() : 1;
  }
  return text;
}

}  // namespace

std::string completion_script(Shell shell, const std::vector<VerbHelp>& verbs) {
  switch (shell) {
    case Shell::bash:
      return bash(verbs);
    case Shell::zsh:
      return zsh(verbs);
    case Shell::fish:
      return fish(verbs);
  }
  return {};
}

ExitCode completion(const CommandLine& line) {
  fmt::print("{}", renamed(completion_script(line.shell, verbs_help()), line.name));
  return ExitCode::verified;
}

}  // namespace vigil::cli
