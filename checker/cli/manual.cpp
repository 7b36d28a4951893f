// SPDX-License-Identifier: MIT
#include "checker/cli/manual.hpp"

#include <fmt/format.h>

#include <cctype>
#include <cstdio>

#include "checker/cli/examples.hpp"
#include "checker/cli/verbs.hpp"
#include "checker/program.hpp"

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

[[nodiscard]] std::string verb_text(std::string_view name, const VerbHelp& verb) {
  std::string text = fmt::format(".SS {} {}", escaped(name), verb.name);
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

/// What the program is; one of one's own also says which models it has.
[[nodiscard]] std::string head(std::string_view name) {
  const bool own = name != "vigil";
  std::string capitals;
  for (const char c : name) {
    capitals += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return fmt::format(
      ".TH \"{0}\" 1 \"\" \"{1}vigil {2}\" \"User Commands\"\n"
      ".SH NAME\n"
      "{3} \\- {4}\n"
      ".SH SYNOPSIS\n"
      ".B {3}\n.I VERB\n[\\fIOPTION\\fR ...] [\\fIARGUMENT\\fR ...]\n"
      ".SH DESCRIPTION\n"
      "{5} runs a model, a small program of tasks, under every interleaving that matters, in the\n"
      "semantics of Python's asyncio or of C++ threads. A failing run becomes one word, a "
      "schedule,\n"
      "that replays it exactly. Results go to stdout, progress and complaints to stderr.\n",
      escaped(capitals), own ? "with " : "", VIGIL_VERSION, escaped(name),
      own ? "check models of its own with Vigil"
          : "check programs built from locks, events and condition variables",
      own ? fmt::format("\\fB{}\\fR", escaped(name)) : "Vigil");
}

[[nodiscard]] std::string models_text() {
  std::string text = ".SH MODELS\n";
  for (const Model& model : ModelRegistry::global().all()) {
    text += fmt::format(".TP\n\\fB{}\\fR", escaped(model.name));
    for (const Parameter& parameter : model.parameters) {
      text += fmt::format(" {}\\fI={}\\fR", escaped(parameter.name), parameter.value);
    }
    text += fmt::format("\n{}\n", escaped(model.about));
  }
  return text;
}

}  // namespace

std::string manual_page(std::string_view name, const std::vector<VerbHelp>& verbs) {
  std::string text = head(name);
  if (name != "vigil") text += models_text();
  text += ".SH VERBS\n";
  std::string examples;
  for (const VerbHelp& verb : verbs) {
    text += verb_text(name, verb);
    for (const Example& example : examples_of(verb.name, name)) examples += example_text(example);
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

ExitCode man(const CommandLine& line) {
  fmt::print("{}", manual_page(line.name, verbs_help()));
  return ExitCode::verified;
}

}  // namespace vigil::cli
