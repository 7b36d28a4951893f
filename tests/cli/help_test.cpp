// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/cli/command.hpp"
#include "tests/support/markdown.hpp"

namespace vigil::test {

namespace {

using Words = std::set<std::string>;

[[nodiscard]] Words matches(const std::string& text, const char* pattern) {
  const std::regex expression(pattern);
  Words words;
  for (std::sregex_iterator at(text.begin(), text.end(), expression), end; at != end; ++at) {
    words.insert((*at)[1]);
  }
  return words;
}

/// "-o", "--output": those that stand at the beginning of a line of the options.
[[nodiscard]] Words options_of(const std::string& verb) {
  const std::string help = run_vigil(verb + " --help").out;
  Words words = matches(help, "\n  (-[a-z])[, ]");
  words.merge(matches(help, "\n  (?:-[a-z],)?(--[a-z-]+)"));
  return words;
}

[[nodiscard]] Words verbs() {
  const std::string help = run_vigil("--help").out;
  return matches(help.substr(help.find("Subcommands:")), "\n  ([a-z]+) ");
}

[[nodiscard]] Words lines(const std::string& text) {
  std::istringstream stream(text);
  Words words;
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty()) words.insert(line.substr(0, line.find('\t')));
  }
  return words;
}

std::string output_of(const std::string& command, bool expect_success = true) {
  std::FILE* const pipe = popen((command + " 2>&1").c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string text;
  std::array<char, 4096> buffer{};
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    text.append(buffer.data(), count);
  }
  const int status = pclose(pipe);
  if (expect_success) CHECK_MESSAGE(status == 0, command << ": " << text);
  return text;
}

[[nodiscard]] bool has(const std::string& program) {
  if (!output_of("command -v " + program, false).empty()) return true;
  std::printf("skipped: there is no %s here\n", program.c_str());
  return false;
}

/// What bash offers behind these words, the last of which may be empty.
[[nodiscard]] Words bash_offers(const std::string& script, const std::vector<std::string>& words) {
  std::string command = "source '" + script + "'; COMP_WORDS=('" VIGIL_COMMAND_FILE "'";
  for (const std::string& word : words) command += " \"" + word + "\"";
  command += "); COMP_CWORD=" + std::to_string(words.size()) +
             "; _vigil; printf \"%s\\n\" \"${COMPREPLY[@]}\"";
  const TemporaryFile file(command);
  return lines(output_of("bash '" + file.path() + "'"));
}

[[nodiscard]] Words fish_offers(const std::string& script, const std::string& line) {
  const TemporaryFile file("set -x PATH (dirname '" VIGIL_COMMAND_FILE "') $PATH; source '" +
                           script + "'; complete -C '" + line + "'");
  return lines(output_of("fish --no-config '" + file.path() + "'"));
}

[[nodiscard]] Words long_only(const Words& options) {
  Words words;
  for (const std::string& option : options) {
    if (option.starts_with("--")) words.insert(option);
  }
  return words;
}

[[nodiscard]] Words models() {
  return matches("\n" + run_vigil("list").out, "\n([^ ]+)");
}

}  // namespace

TEST_SUITE("help") {
  TEST_CASE("every verb has examples in its help and they run") {
    const std::string directory = output_of("mktemp -d");
    const std::string here = directory.substr(0, directory.size() - 1);
    std::filesystem::copy_file(VIGIL_SOURCE_DIR
                               "/tests/conformance/oracle/programs/lost_notification.json",
                               here + "/program.json");
    for (const std::string& verb : verbs()) {
      CAPTURE(verb);
      const std::string help = run_vigil(verb + " --help").out;
      const Words examples = matches(help, "\n  ((?:source <.)?vigil [^\n]*)");
      CHECK_FALSE(examples.empty());
      for (const std::string& example : examples) {
        if (example.find("~/") != std::string::npos) continue;  // writes into the user's home
        CAPTURE(example);
        const TemporaryFile file("cd '" + here +
                                 "' && vigil() { '" VIGIL_COMMAND_FILE "' \"$@\"; } && " + example +
                                 " </dev/null >/dev/null; [ $? -lt 2 ]");
        output_of("bash '" + file.path() + "'");
      }
    }
    std::filesystem::remove_all(here);
  }

  TEST_CASE("no line of the help is longer than a hundred columns and no word is lost") {
    for (const std::string& verb : verbs()) {
      CAPTURE(verb);
      const std::string help = run_vigil(verb + " --help").out;
      for (const std::string& line : lines(help)) CHECK_MESSAGE(line.size() <= 100, line);
    }
    const std::string help = run_vigil("verify --help").out;
    CHECK(std::regex_replace(help, std::regex("\n? +"), " ").find(
              "tree (and dot where there is no violation) draws up to 200 of the executions "
              "explored, as DOT") != std::string::npos);
  }

  TEST_CASE("help names the exit codes for every verb") {
    for (const std::string& verb : verbs()) {
      CAPTURE(verb);
      const std::string help = run_vigil(verb + " --help").out;
      CHECK(matches(help.substr(help.find("Exit codes:")), "\n +([0-9]+)  ") ==
            Words{"0", "1", "2", "3", "4", "70", "130"});
    }
  }

  TEST_CASE("bash completes what the help says and nothing else") {
    const TemporaryFile script(run_vigil("completion bash").out);
    Words all = verbs();
    all.insert({"--help", "--version"});
    CHECK(bash_offers(script.path(), {""}) == all);
    CHECK(bash_offers(script.path(), {"ver"}) == Words{"verify"});
    for (const std::string& verb : verbs()) {
      CAPTURE(verb);
      CHECK(bash_offers(script.path(), {verb, "--"}) == long_only(options_of(verb)));
      CHECK(bash_offers(script.path(), {verb, "-"}) == options_of(verb));
    }
    CHECK(bash_offers(script.path(), {"verify", ""}) == models());
    CHECK(bash_offers(script.path(), {"verify", "workload/lo"}) == Words{"workload/lost_notify"});
    CHECK(bash_offers(script.path(), {"verify", "--order", ""}) == Words{"any", "fifo"});
    CHECK(bash_offers(script.path(), {"verify", "--time-limit", ""}).empty());
    CHECK(bash_offers(script.path(), {"verify", "-o", script.path()}) == Words{script.path()});
    CHECK(bash_offers(script.path(), {"completion", ""}) == Words{"bash", "zsh", "fish"});
  }

  TEST_CASE("fish completes what the help says and nothing else") {
    if (!has("fish")) return;
    const TemporaryFile script(run_vigil("completion fish").out);
    CHECK(fish_offers(script.path(), "vigil ") == verbs());
    for (const std::string& verb : verbs()) {
      CAPTURE(verb);
      CHECK(long_only(fish_offers(script.path(), "vigil " + verb + " --")) ==
            long_only(options_of(verb)));
    }
    CHECK(fish_offers(script.path(), "vigil verify workload/lo") == Words{"workload/lost_notify"});
    CHECK(fish_offers(script.path(), "vigil verify --order ") == Words{"any", "fifo"});
  }

  TEST_CASE("the script for zsh is one that zsh reads and has every option") {
    const std::string text = run_vigil("completion zsh").out;
    CHECK(matches(text.substr(0, text.find("local verb")), "\n    '([a-z]+):") == verbs());
    for (const std::string& verb : verbs()) {
      CAPTURE(verb);
      const std::size_t begin = text.find("\n    " + verb + ")\n");
      REQUIRE(begin != std::string::npos);
      const std::string body = text.substr(begin, text.find(";;", begin) - begin);
      CHECK(matches(body, "\n        '\\*(--?[a-z-]+)\\[") == options_of(verb));
    }
    if (!has("zsh")) return;
    const TemporaryFile script(text);
    output_of("zsh -n '" + script.path() + "'");
  }

  TEST_CASE("the manual page has every verb and option and formats without a warning") {
    const std::string text = run_vigil("man").out;
    CHECK(matches(text, "\n.SS vigil ([a-z]+)") == verbs());
    for (const std::string& verb : verbs()) {
      CAPTURE(verb);
      const std::size_t begin = text.find("\n.SS vigil " + verb);
      std::string body = text.substr(begin + 1, text.find("\n.S", begin + 1) - begin);
      body = std::regex_replace(body, std::regex("\\\\-"), "-");
      CHECK(matches(body, "\\\\fB(--?[a-z-]+)\\\\fR") == options_of(verb));
    }
    if (!has("groff")) return;
    const TemporaryFile page(text);
    CHECK(output_of("groff -man -ww -Tutf8 '" + page.path() + "' > /dev/null") == "");
  }
}

}  // namespace vigil::test
