// SPDX-License-Identifier: MIT
/// The command that vigil::main makes of models of one's own, those of tests/package/project.
#include <doctest/doctest.h>

#include <filesystem>
#include <regex>
#include <set>
#include <string>

#include "tests/cli/command.hpp"

namespace vigil::test {

namespace {

[[nodiscard]] Run run_own(const std::string& arguments) {
  return run_program(VIGIL_OWN_COMMAND_FILE, arguments);
}

/// The commands below "Examples:" in a help, without the program that they begin with.
[[nodiscard]] std::set<std::string> examples_in(const std::string& help) {
  const std::string own = VIGIL_OWN_COMMAND_FILE " ";
  const std::size_t begin = help.find("Examples:\n");
  const std::size_t end = help.find("\n\n", begin);
  const std::string text = help.substr(begin, end - begin);
  static const std::regex line("\n  ([^ ][^\n]*)");
  std::set<std::string> commands;
  for (std::sregex_iterator at(text.begin(), text.end(), line), none; at != none; ++at) {
    const std::string command = (*at)[1];
    CHECK_MESSAGE(command.find(own) != std::string::npos, command);
    if (command.starts_with(own)) commands.insert(command.substr(own.size()));
  }
  return commands;
}

}  // namespace

TEST_SUITE("own command") {
  TEST_CASE("it knows the models that its sources register and no others") {
    CHECK(run_own("list").out ==
          "counter                does a counter lose anything?\n"
          "table/forks ordered=0  can two who take two forks starve?\n");
    CHECK(run_own("verify tutorial/wait_for").exit_code == 2);
  }

  TEST_CASE("without a model verify compares all of them with what is expected") {
    const Run run = run_own("verify");
    CHECK(run.exit_code == 0);
    CHECK(run.out.find("2 of 2 checks of models met their expectation") != std::string::npos);
  }

  TEST_CASE("a violation is an error unless --expected asks for a comparison") {
    CHECK(run_own("verify counter").exit_code == 0);
    CHECK(run_own("verify counter --expected").exit_code == 0);
    CHECK(run_own("verify forks").exit_code == 1);
    CHECK(run_own("verify forks --expected").exit_code == 0);
    CHECK(run_own("verify forks --expected -p ordered=1").exit_code == 1);
    CHECK(run_own("verify forks --expected --format json").exit_code == 0);
    CHECK(run_own("verify '*' --expected").exit_code == 0);
  }

  TEST_CASE("a failing test of CTest says what its table is and other output does not") {
    const std::string legend = "(Vigil runs the tasks of a program in every order that matters; ";
    const auto explains = [&](const std::string& arguments) {
      return run_own(arguments).out.find(legend) != std::string::npos;
    };
    CHECK_FALSE(explains("verify forks"));
    CHECK_FALSE(explains("verify forks --expected"));
    CHECK(explains("verify counter --expected --max-steps 2"));
    CHECK_FALSE(explains("verify counter --max-steps 2"));
  }

  TEST_CASE("junit compares with what is expected where --expected asks for it") {
    const std::string failure = "<failure";
    CHECK(run_own("verify forks --format junit").out.find(failure) != std::string::npos);
    CHECK(run_own("verify forks --expected --format junit").out.find(failure) ==
          std::string::npos);
  }

  TEST_CASE("what it prints to be pasted runs itself") {
    const std::string command = std::string{VIGIL_OWN_COMMAND_FILE} + " replay 'v1:";
    const std::string text = run_own("verify forks").out;
    CHECK(text.find("\n" + command) != std::string::npos);
    CHECK(text.find("vigil replay") == std::string::npos);
    for (const std::string format : {"github", "html"}) {
      CAPTURE(format);
      const std::string other = run_own("verify forks --format " + format).out;
      CHECK(other.find(std::string{VIGIL_OWN_COMMAND_FILE} + " replay ") != std::string::npos);
    }
    const std::string schedule = text.substr(text.find("'v1:"));
    const Run again = run_own("replay " + schedule.substr(0, schedule.find('\n')));
    CHECK(again.exit_code == 1);
    CHECK(again.out.find(text.substr(text.find("\n step "))) != std::string::npos);
  }

  TEST_CASE("a place that a shell would take apart is quoted in what is to be pasted") {
    const std::filesystem::path folder =
        std::filesystem::path{VIGIL_OWN_COMMAND_DIR} / "it's a folder";
    std::filesystem::create_directory(folder);
    const std::filesystem::path link = folder / "own";
    std::filesystem::remove(link);
    std::filesystem::create_symlink(VIGIL_OWN_COMMAND_FILE, link);
    const Run run = run_program("./own", "verify forks", "cd \"" + folder.string() + "\" &&");
    CHECK(run.out.find("\n./own replay 'v1:") != std::string::npos);
    const Run far =
        run_program("it'\\''s a folder/own", "verify forks",
                    "cd \"" + folder.parent_path().string() + "\" &&");
    CHECK(far.out.find("\n'it'\\''s a folder/own' replay 'v1:") != std::string::npos);
    std::filesystem::remove_all(folder);
  }

  TEST_CASE("a name of a model that is taken ends the program with one line") {
    const Run run = run_program(VIGIL_OWN_COMMAND_DIR "/twice", "list");
    CHECK(run.exit_code == 2);
    CHECK(is_one_line(run.err));
    CHECK(run.err.find("broken.cpp:15: there is another model 'same', in ") != std::string::npos);
  }

  TEST_CASE("a name of a model that a shell would take apart ends the program with one line") {
    const Run run = run_program(VIGIL_OWN_COMMAND_DIR "/misnamed", "list");
    CHECK(run.exit_code == 2);
    CHECK(is_one_line(run.err));
    CHECK(run.err.find("broken.cpp:13: 'two words' is no name for a model") != std::string::npos);
  }

  TEST_CASE("completion is for the name of the program") {
    const std::string text = run_own("completion bash").out;
    CHECK(text.find("\ncomplete -F _vigil dinner\n") != std::string::npos);
  }

  TEST_CASE("its help says its own name and its models") {
    const std::string help = run_own("--help").out;
    CHECK(help.find("Usage: " VIGIL_OWN_COMMAND_FILE " ") != std::string::npos);
    CHECK(help.find("\nModels:\n"
                    "  counter      does a counter lose anything?\n"
                    "  table/forks  can two who take two forks starve?\n") != std::string::npos);
    CHECK(run_own("--version").out == "dinner, with " + run_vigil("--version").out);
    CHECK(run_vigil("--help").out.find("Models:") == std::string::npos);
  }

  TEST_CASE("the examples in its help are about itself and its models and run") {
    CHECK(examples_in(run_own("list --help").out) == std::set<std::string>{"list"});
    CHECK(examples_in(run_own("outcomes --help").out) == std::set<std::string>{"outcomes counter"});
    CHECK(examples_in(run_own("explain --help").out) ==
          std::set<std::string>{"explain 'v1:...'"});
    const std::string folder = VIGIL_OWN_COMMAND_DIR "/examples";
    std::filesystem::create_directory(folder);
    const std::set<std::string> verify = examples_in(run_own("verify --help").out);
    CHECK(verify == std::set<std::string>{"verify", "verify counter",
                                          "verify table/forks -p ordered=0",
                                          "verify '*' --jobs 2 --time-limit 60",
                                          "verify counter --format html -o report.html"});
    for (const std::string& arguments : verify) {
      CAPTURE(arguments);
      const Run run =
          run_program(VIGIL_OWN_COMMAND_FILE, arguments, "cd \"" + folder + "\" &&");
      CHECK(run.err.find("vigil: ") == std::string::npos);
      // Named, the model of a known bug is an error.
      const bool named = arguments.find("forks") != std::string::npos ||
                         arguments.find('*') != std::string::npos;
      CHECK(run.exit_code == (named ? 1 : 0));
    }
    CHECK(std::filesystem::exists(folder + "/report.html"));
    std::filesystem::remove_all(folder);
  }

  TEST_CASE("its manual page is about itself and its models") {
    const std::string text = run_own("man").out;
    CHECK(text.find(".TH \"DINNER\" 1 \"\" \"with vigil ") == 0);
    CHECK(text.find("\ndinner \\- check models of its own with Vigil\n") != std::string::npos);
    CHECK(text.find("\n.SH MODELS\n"
                    ".TP\n\\fBcounter\\fR\ndoes a counter lose anything?\n"
                    ".TP\n\\fBtable/forks\\fR ordered\\fI=0\\fR\n"
                    "can two who take two forks starve?\n"
                    ".SH VERBS\n.SS dinner list\n") != std::string::npos);
    CHECK(text.find("\\fBdinner verify table/forks \\-p ordered=0\\fR") != std::string::npos);
    CHECK(text.find("vigil verify") == std::string::npos);
    CHECK(text.find("tutorial") == std::string::npos);
  }

  TEST_CASE("bad input says how to go on with this program") {
    struct BadInput {
      std::string arguments;
      std::string says;
    };
    for (const BadInput& input :
         {BadInput{"verfiy", "vigil: there is no verb 'verfiy'; did you mean verify? "
                             "(" VIGIL_OWN_COMMAND_FILE " --help lists what there is)\n"},
          BadInput{"verify conter", "vigil: there is no model 'conter'; did you mean counter?\n"},
          BadInput{"verify philosophers",
                   "vigil: there is no model 'philosophers' (the verb list shows them)\n"},
          BadInput{"verify forks -p order=1",
                   "vigil: table/forks has no parameter 'order'; did you mean ordered?\n"},
          BadInput{"verify counter -p x=1",
                   "vigil: counter has no parameter 'x'; it has none\n"},
          BadInput{"outcomes", "vigil: outcomes needs a model (the verb list shows them)\n"}}) {
      CAPTURE(input.arguments);
      const Run run = run_own(input.arguments);
      CHECK(run.exit_code == 2);
      CHECK(run.out == "");
      CHECK(run.err == input.says);
    }
  }

  TEST_CASE("new refuses what is no name for a function") {
    for (const std::string name : {"two-words", "1st", "_x", "a__b", "class", "''"}) {
      CAPTURE(name);
      const Run run = run_vigil("new " + name);
      CHECK(run.exit_code == 2);
      CHECK(run.out.empty());
      CHECK(is_one_line(run.err));
    }
  }
}

}  // namespace vigil::test
