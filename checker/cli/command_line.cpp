// SPDX-License-Identifier: MIT
#include "checker/cli/command_line.hpp"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <iterator>

#include "checker/cli/examples.hpp"
#include "checker/cli/help_text.hpp"
#include "checker/cli/verb_help.hpp"
#include "checker/option_words.hpp"
#include "checker/program.hpp"

namespace vigil::cli {

namespace {

/// What the help says of an option of the execution; those that are not here are for schedules.
struct Flag {
  std::string_view option;
  const char* about;
};
constexpr Flag flags[] = {
    {"order", "Which ready task may run next (asyncio)"},
    {"clock", "When sleeps and timeouts may end (asyncio)"},
    {"notify-order", "Which waiter a notify wakes"},
    {"cpython", "The CPython whose behaviour counts where they differ (asyncio)"},
    {"spurious", "How many spurious wake-ups the adversary may inject (threads)"},
    {"cancellations", "How many cancellations the adversary may inject (asyncio)"},
    {"timeouts", "Whether a pending timeout may expire before it is due (asyncio)"},
    {"exact-turns", "Whether callbacks of the loop take turns of their own (asyncio)"},
    {"preempt", "Whether every operation is a scheduling point (asyncio)"},
    {"discipline", "Whether operations on another task's lock are violations (asyncio)"},
    {"max-steps", "How many transitions an execution may have"},
};

[[nodiscard]] std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : "|") + word;
  return text;
}

template <class Value>
CLI::Option* add_word(CLI::App& app, const std::string& name, const std::string& about,
                      const std::vector<std::pair<std::string, Value>>& words, Value& target) {
  std::vector<std::string> texts;
  for (const auto& [text, value] : words) texts.push_back(text);
  const auto store = [words, &target](const std::string& text) {
    for (const auto& [word, value] : words) {
      if (word == text) target = value;
    }
  };
  return app.add_option_function<std::string>(name, store, about)
      ->check(CLI::IsMember(texts).description(""))
      ->type_name(joined(texts));
}

void add_execution_options(CLI::App& app, CommandLine& line) {
  for (const Flag& flag : flags) {
    const OptionForm* const form = find_option(flag.option);
    const std::string name = "--" + std::string{flag.option};
    const auto store = [form, &line](std::uint64_t value) {
      form->set(line.execution, value);
      line.given.push_back(form->name);
    };
    if (form->words.empty()) {
      app.add_option_function<std::uint64_t>(name, store, flag.about)
          ->check(CLI::Range(std::uint64_t{0}, form->max).description(""))
          ->type_name("N");
      continue;
    }
    std::vector<std::string> texts;
    for (const OptionWord& word : form->words) texts.emplace_back(word.text);
    app.add_option_function<std::string>(
           name,
           [form, store](const std::string& text) {
             for (const OptionWord& word : form->words) {
               if (word.text == text) store(word.value);
             }
           },
           flag.about)
        ->check(CLI::IsMember(texts).description(""))
        ->type_name(joined(texts));
  }
  app.add_option_function<std::uint64_t>(
         "--stack-kib",
         [&line](std::uint64_t kib) {
           line.execution.stack_bytes = kib * 1024;
           line.given.push_back("stack-bytes");
         },
         "The stack of each task in KiB (128)")
      ->check(CLI::Range(std::uint64_t{16}, std::uint64_t{1} << 20U).description(""))
      ->type_name("N");
}

const std::vector<std::pair<std::string, std::optional<Dialect>>>& dialects() {
  static const std::vector<std::pair<std::string, std::optional<Dialect>>> words{
      {"asyncio", Dialect::asyncio}, {"threads", Dialect::threads}};
  return words;
}

void add_search_options(CLI::App& app, CommandLine& line) {
  app.add_option("models", line.models,
                 "Models by name, patterns ('*' is any text), or program files (FILE.json)")
      ->type_name("MODEL");
  app.add_option("-p,--parameter", line.parameters, "A parameter of the model: name=value")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false)
      ->expected(1)
      ->take_all();
  add_word(app, "--dialect", "Only a check: the dialect that the models must be of", dialects(),
           line.dialect);
  add_execution_options(app, line);
  const std::vector<std::pair<std::string, Search>> searches{{"auto", Search::automatic},
                                                             {"dpor", Search::dpor},
                                                             {"states", Search::states},
                                                             {"exhaustive", Search::exhaustive}};
  add_word(app, "--search",
           "dpor runs each trace once, states expands each state once, auto is whichever of the "
           "two finishes first; exhaustive runs every interleaving",
           searches, line.verify.search);
  app.add_flag_callback("--no-symmetry", [&line] { line.verify.symmetry = false; },
                        "Tell equal tasks (spawn_equal) apart: plain counts");
  const std::vector<std::pair<std::string, Remembering>> remembering{
      {"on", Remembering::on}, {"off", Remembering::off}, {"checked", Remembering::checked}};
  add_word(app, "--remember",
           "By states, what transitions do is remembered instead of run again; off runs all of "
           "them, checked compares every run with what is remembered",
           remembering, line.verify.remembering);
  app.add_option_function<std::uint64_t>(
         "--memory",
         [&line](const std::uint64_t& mebibytes) {
           line.verify.memory_bytes_max = mebibytes << 20;
         },
         "MiB that the table of visited states may take, and what is remembered of transitions "
         "a quarter as much (0: no limit) [1024]")
      ->check(CLI::Range(std::uint64_t{0}, std::uint64_t{1} << 30).description(""))
      ->type_name("MIB");
  app.add_option("--max-executions", line.verify.execution_count_max,
                 "Stop after so many executions (0: never)")
      ->type_name("N");
  app.add_option("--time-limit", line.verify.seconds_max, "Stop after so many seconds (0: never)")
      ->check(CLI::Range(0.0, 1e9).description(""))
      ->type_name("SECONDS");
  app.add_option("--jobs,-j", line.jobs,
                 "How many models to check at a time (1; 0: one a core); the output is the same")
      ->check(CLI::Range(0U, 1024U).description(""))
      ->type_name("N");
  app.add_option("--audit", line.verify.audit_samples,
                 "Executions in which to look for undeclared state and unequal tasks (0: none)")
      ->type_name("N");
}

void add_output_file(CLI::App& app, CommandLine& line) {
  app.add_option("-o,--output", line.output, "Write the result to a file instead of stdout")
      ->type_name("FILE");
}

void add_terminal_options(CLI::App& app, CommandLine& line) {
  const std::vector<std::pair<std::string, Color>> colors{
      {"auto", Color::automatic}, {"always", Color::always}, {"never", Color::never}};
  add_word(app, "--color", "When to use colour (auto: on a terminal without NO_COLOR)", colors,
           line.color);
  app.add_option("--width", line.width, "Columns of the lane table (that of the terminal, or 100)")
      ->check(CLI::Range(40U, 1000U).description(""))
      ->type_name("N");
}

void add_output_options(CLI::App& app, CommandLine& line) {
  const std::vector<std::pair<std::string, Format>> formats{
      {"text", Format::text},       {"json", Format::json},
      {"html", Format::html},       {"junit", Format::junit},
      {"sarif", Format::sarif},     {"github", Format::github},
      {"mermaid", Format::mermaid}, {"chrome-trace", Format::chrome_trace},
      {"dot", Format::dot},         {"tree", Format::tree}};
  add_word(app, "--format",
           "How to print the result: html is a page to step through, junit, sarif and github are "
           "for CI servers; chrome-trace, mermaid and dot draw the first violation; tree (and dot "
           "where there is no violation) draws up to 200 of the executions explored, as DOT",
           formats, line.format);
  add_output_file(app, line);
  add_terminal_options(app, line);
}

void add_verbs(CLI::App& app, CommandLine& line) {
  CLI::App* const list = app.add_subcommand("list", "The models, one line each");
  list->add_flag_callback("--json", [&line] { line.format = Format::json; }, "As JSON");
  add_output_file(*list, line);

  CLI::App* const verify = app.add_subcommand(
      "verify", "Explore every interleaving of models; without a model: of all of them, compared "
                "with what their authors expect");
  add_search_options(*verify, line);
  verify->add_flag("--keep-going", line.verify.keep_going,
                   "Collect one violation of each property, not only the first");
  verify->add_flag("--expected", line.expected,
                   "Exit with 0 where the verdict is the one that the model's author expects");
  verify->add_flag_callback("--no-shrink", [&line] { line.verify.shrink = false; },
                            "Show a failing schedule as it was found, not the least one");
  verify->add_flag_callback("--no-explain", [&line] { line.explain = false; },
                            "Do not look for the decisive step and a repair");
  add_output_options(*verify, line);

  CLI::App* const replay = app.add_subcommand("replay", "Follow a schedule and print every step");
  replay->add_option("schedule", line.schedule, "A schedule, or a file that holds one")
      ->required()
      ->type_name("SCHEDULE|FILE");
  const std::vector<std::pair<std::string, Continuation::Kind>> continuations{
      {"first", Continuation::Kind::first},
      {"random", Continuation::Kind::random},
      {"dpor", Continuation::Kind::dpor}};
  add_word(*replay, "--then",
           "How to go on where the schedule ends: with the first task that can run, at random, or "
           "(dpor) in every way there is, until one fails",
           continuations, line.continuation.kind);
  replay
      ->add_option_function<std::uint32_t>(
          "--from", [&line](std::uint32_t step) { line.continuation.from = StepIndex{step}; },
          "Follow only what the schedule says of the steps before STEP, and go on as --then says")
      ->type_name("STEP");
  replay->add_option("--seed", line.continuation.seed, "For --then random")->type_name("N");
  replay
      ->add_option("--max-executions", line.continuation.execution_count_max,
                   "For --then dpor: stop after so many [100000]")
      ->type_name("N");
  replay->add_flag("--step", line.step, "Walk through it, one command a line: h lists them");
  replay
      ->add_option("--break", line.break_at,
                   "Stop in the debugger, gdb, when the task of that step begins to run")
      ->type_name("STEP");
  add_output_options(*replay, line);

  CLI::App* const explain = app.add_subcommand(
      "explain", "The least schedule that fails like this one, the decision that makes the "
                 "difference, what happened, and a passing execution to compare with");
  explain->add_option("schedule", line.schedule, "A schedule, or a file that holds one")
      ->required()
      ->type_name("SCHEDULE|FILE");
  explain->add_flag_callback("--no-shrink", [&line] { line.verify.shrink = false; },
                             "Explain the schedule as it stands");
  add_terminal_options(*explain, line);

  CLI::App* const outcomes = app.add_subcommand(
      "outcomes", "Every reachable outcome, with its number of executions and a schedule; "
                  "exits with 0 when the table is complete, whatever is in it");
  add_search_options(*outcomes, line);
  outcomes->add_flag("--bare", line.bare,
                     "Print the outcomes, one a line, and nothing else; an empty line after each "
                     "model where there are several");
  add_output_options(*outcomes, line);

  CLI::App* const trace = app.add_subcommand(
      "trace", "Run one schedule of a program file; print a JSON line for every event");
  trace->add_option("file", line.models, "FILE.json; FILE.jsonl holds one program a line")
      ->required()
      ->type_name("FILE");
  trace->add_option("--choices", line.choices,
                    "Which of several ready handles of the loop runs, from 0, in FIFO order; with "
                    "--clock early the last one is the clock (0 beyond the end: CPython's order)")
      ->delimiter(',')
      ->type_name("N,N,...");
  add_execution_options(*trace, line);

  CLI::App* const starter =
      app.add_subcommand("new", "Print the source file of a model to start from");
  starter->add_option("name", line.new_name, "What the model is to be called: a C++ name")
      ->required()
      ->type_name("NAME");
  add_word(*starter, "--dialect", "The dialect to write it in (threads)", dialects(), line.dialect);
  add_output_file(*starter, line);

  CLI::App* const completion =
      app.add_subcommand("completion", "Print a script that completes this command in a shell");
  const std::vector<std::pair<std::string, Shell>> shells{
      {"bash", Shell::bash}, {"zsh", Shell::zsh}, {"fish", Shell::fish}};
  add_word(*completion, "shell", "The shell", shells, line.shell)->required();
  CLI::App* const man = app.add_subcommand("man", "Print the manual page");

  list->callback([&line] { line.verb = Verb::list; });
  verify->callback([&line] { line.verb = Verb::verify; });
  replay->callback([&line] { line.verb = Verb::replay; });
  explain->callback([&line] { line.verb = Verb::explain; });
  outcomes->callback([&line] { line.verb = Verb::outcomes; });
  trace->callback([&line] { line.verb = Verb::trace; });
  starter->callback([&line] { line.verb = Verb::starter; });
  completion->callback([&line] { line.verb = Verb::completion; });
  man->callback([&line] { line.verb = Verb::man; });
  for (CLI::App* const verb : app.get_subcommands({})) {
    verb->footer(footer_of(verb->get_name(), line.command));
  }
}

/// What is wrong when no verb was given; empty: there is one.
[[nodiscard]] std::string missing_verb(const CLI::App& app, int argc, const char* const* argv) {
  const std::vector<VerbHelp> verbs = verbs_of(app);
  if (argc < 2) {
    std::string names;
    for (const VerbHelp& verb : verbs) names += (names.empty() ? "" : ", ") + verb.name;
    return fmt::format("expected a verb: {}", names);
  }
  const std::string_view word = argv[1];
  if (std::ranges::find(verbs, word, &VerbHelp::name) != verbs.end()) return {};
  if (word == "-h" || word == "--help" || word == "--version") return {};
  if (word.starts_with('-')) return fmt::format("expected a verb before {}", word);
  std::string nearest;
  for (const VerbHelp& verb : verbs) {
    if (edit_distance(word, verb.name) <= 2) nearest = fmt::format("; did you mean {}?", verb.name);
  }
  return fmt::format("there is no verb '{}'{}", word, nearest);
}

void define(CLI::App& app, CommandLine& line) {
  const bool own = line.name != "vigil";
  app.description(own ? "Checks its models under every interleaving that matters, with Vigil."
                      : "Checks programs built from locks, events and condition variables under "
                        "every interleaving that matters.");
  app.name(line.command);
  app.footer(footer_of({}, line.command));
  app.require_subcommand(1);
  app.set_version_flag("--version", (own ? line.name + ", with vigil " : "vigil ") + VIGIL_VERSION);
  add_verbs(app, line);
}

[[nodiscard]] std::string name_of(const std::string& typed) {
  const std::string base = typed.substr(typed.rfind('/') + 1);
  return base.empty() ? "vigil" : base;
}

/// How to run this program again: "vigil" where that is its name, since it is installed then; else
/// what was typed, in quotes where a shell needs them.
[[nodiscard]] std::string command_of(const std::string& typed) {
  if (name_of(typed) == "vigil") return "vigil";
  const auto plain = [](unsigned char c) {
    return std::isalnum(c) != 0 || std::string_view{"/_-.+,:@%"}.find(static_cast<char>(c)) !=
                                       std::string_view::npos;
  };
  if (std::ranges::all_of(typed, plain)) return typed;
  std::string quoted = "'";
  for (const char c : typed) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

/// CLI11's own texts can have several lines: the first one says what is wrong.
[[nodiscard]] std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

}  // namespace

Parsed parse(int argc, const char* const* argv) {
  CommandLine line;
  const std::string typed = argc > 0 ? argv[0] : "";
  line.name = name_of(typed);
  line.command = command_of(typed);
  line.replay_command = line.command + " replay ";
  CLI::App app;
  define(app, line);
  const auto refuse = [&line](const std::string& why) -> Parsed {
    fmt::print(stderr, "vigil: {} ({} --help lists what there is)\n", why, line.command);
    return {std::nullopt, ExitCode::usage};
  };
  const std::string no_verb = missing_verb(app, argc, argv);
  if (!no_verb.empty()) return refuse(no_verb);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    constexpr std::size_t help_width = 100;
    fmt::print("{}", fitted(app.help(), help_width));
    return {std::nullopt, ExitCode::verified};
  } catch (const CLI::Success& asked) {
    app.exit(asked);
    return {std::nullopt, ExitCode::verified};
  } catch (const CLI::ParseError& error) {
    return refuse(first_line(error.what()));
  }
  return {std::move(line), ExitCode::verified};
}

std::vector<VerbHelp> verbs_help() {
  CommandLine line;
  CLI::App app;
  define(app, line);
  return verbs_of(app);
}

}  // namespace vigil::cli
