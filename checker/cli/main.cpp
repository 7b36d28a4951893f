// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <cstdio>
#include <exception>

#include "checker/cli/command_line.hpp"
#include "checker/cli/interrupt.hpp"
#include "checker/cli/output_file.hpp"
#include "checker/cli/verbs.hpp"

namespace vigil::cli {

namespace {

[[nodiscard]] ExitCode run(const CommandLine& line) {
  switch (line.verb) {
    case Verb::list: return list(line);
    case Verb::verify: return verify(line);
    case Verb::replay: return replay(line);
    case Verb::explain: return explain(line);
    case Verb::outcomes: return outcomes(line);
    case Verb::trace: return trace(line);
    case Verb::starter: return starter(line);
    case Verb::completion: return completion(line);
    case Verb::man: return man(line);
  }
  return ExitCode::internal;
}

[[nodiscard]] ExitCode guarded_main(int argc, const char* const* argv) {
  const Parsed parsed = parse(argc, argv);
  if (!parsed.command_line) return parsed.exit_code;
  catch_interrupts();
  OutputFile file(parsed.command_line->output);
  std::string error = file.open();
  if (error.empty()) {
    const ExitCode code = run(*parsed.command_line);
    if (code == ExitCode::usage || code == ExitCode::internal) return code;
    error = file.commit();
    if (error.empty()) return code;
  }
  fmt::print(stderr, "vigil: {}\n", error);
  return ExitCode::usage;
}

}  // namespace

}  // namespace vigil::cli

int main(int argc, char** argv) {
  try {
    const auto code = vigil::cli::guarded_main(argc, argv);
    if (std::fflush(stdout) != 0) {
      fmt::print(stderr, "vigil: the result cannot be written to stdout\n");
      return static_cast<int>(vigil::cli::ExitCode::internal);
    }
    return static_cast<int>(code);
  } catch (const std::exception& error) {
    fmt::print(stderr, "vigil: internal error: {}; please report it\n", error.what());
  } catch (...) {
    fmt::print(stderr, "vigil: internal error; please report it\n");
  }
  return static_cast<int>(vigil::cli::ExitCode::internal);
}
