// SPDX-License-Identifier: MIT
#include "checker/cli/manual.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "checker/cli/verbs.hpp"

namespace vigil::cli {

namespace {

/// Text as roff prints it: a hyphen of an option is a minus, and no line begins with a request.
[[nodiscard]] std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\\') {
      result += "\\e";
    } else if (c == '-') {
      result += "\\-";
    } else if (c == '~') {
      result += "\\(ti";
    } else if ((c == '.' || c == '\'') && (result.empty() || result.back() == '\n')) {
      result += fmt::format("\\&{}", c);
    } else {
      result += c;
    }
  }
  return result;
}

[[nodiscard]] std::string option_text(const OptionHelp& option) {
  std::string names;
  for (const std::string& name : option.names) {
    names += fmt::format("{}\\fB{}\\fR", names.empty() ? "" : ", ", escaped(name));
  }
  if (!option.value.empty()) {
    names += fmt::format("{}\\fI{}\\fR", names.empty() ? "" : " ", escaped(option.value));
  }
  return fmt::format(".TP\n{}\n{}.\n", names, escaped(option.about));
}

[[nodiscard]] std::string verb_text(const VerbHelp& verb) {
  std::string text = fmt::format(".SS vigil {}", verb.name);
  for (const OptionHelp& positional : verb.positionals) {
    text += fmt::format(" {}", escaped(positional.value));
  }
  text += fmt::format("\n{}.\n", escaped(verb.about));
  for (const OptionHelp& positional : verb.positionals) text += option_text(positional);
  for (const OptionHelp& option : verb.options) text += option_text(option);
  return text;
}

[[nodiscard]] std::string example_text(const Example& example) {
  return fmt::format(".TP\n\\fB{}\\fR\n{}.\n", escaped(example.command), escaped(example.about));
}

}  // namespace

std::string manual_page(const std::vector<VerbHelp>& verbs) {
  std::string text = fmt::format(
      ".TH VIGIL 1 \"\" \"vigil {}\" \"User Commands\"\n"
      ".SH NAME\n"
      "vigil \\- check programs built from locks, events and condition variables\n"
      ".SH SYNOPSIS\n"
      ".B vigil\n.I VERB\n[\\fIOPTION\\fR ...] [\\fIARGUMENT\\fR ...]\n"
      ".SH DESCRIPTION\n"
      "Vigil runs a model, a small program of tasks, under every interleaving that matters, in "
      "the\n"
      "semantics of Python's asyncio or of C++ threads. A failing run becomes one word, a "
      "schedule,\n"
      "that replays it exactly. Results go to stdout, progress and complaints to stderr.\n"
      ".SH VERBS\n",
      VIGIL_VERSION);
  std::string examples;
  for (const VerbHelp& verb : verbs) {
    text += verb_text(verb);
    for (const Example& example : examples_of(verb.name)) examples += example_text(example);
  }
  text += ".SH EXIT STATUS\n";
  for (const auto& [code, meaning] : exit_codes_help()) {
    text += fmt::format(".TP\n.B {}\n{}.\n", code, escaped(meaning));
  }
  text +=
      ".SH ENVIRONMENT\n"
      ".TP\n.B NO_COLOR\nSet to anything: no colour, unless \\fB\\-\\-color always\\fR asks for "
      "it.\n"
      ".TP\n.B VIGIL_REPLAY\nRead by tests that check callables (not by the command): the schedule "
      "to follow.\n";
  return text + ".SH EXAMPLES\n" + examples;
}

ExitCode man(const CommandLine&) {
  fmt::print("{}", manual_page(verbs_help()));
  return ExitCode::verified;
}

}  // namespace vigil::cli
