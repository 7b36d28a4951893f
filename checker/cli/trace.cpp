// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <cstdio>

#include "checker/cli/interrupt.hpp"
#include "checker/cli/program_files.hpp"
#include "checker/cli/select.hpp"
#include "checker/cli/verbs.hpp"
#include "models/program/program_model.hpp"

namespace vigil::cli {

namespace {

/// A problem of the choices is bad input; an execution that did not come to its end was stopped.
[[nodiscard]] ExitCode trace_one(const CommandLine& line,
                                 const std::shared_ptr<const models::Program>& program) {
  const auto print = [](const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fputc('\n', stdout);
  };
  const models::Followed followed =
      models::follow(program, line.execution, line.choices, print);
  if (followed.complete) return ExitCode::verified;
  fmt::print(stderr, "vigil: {}: {}\n", program->file, followed.problem);
  return followed.misfit ? ExitCode::usage : ExitCode::inconclusive;
}

}  // namespace

ExitCode trace(const CommandLine& line) {
  for (const std::string& name : line.models) {
    if (names_program_file(name)) continue;
    fmt::print(stderr, "vigil: trace needs program files, such as FILE.json; '{}' is none\n", name);
    return ExitCode::usage;
  }
  const std::string error = load_program_files(line.models, line.verb);
  if (!error.empty()) {
    fmt::print(stderr, "vigil: {}\n", error);
    return ExitCode::usage;
  }
  ExitCode code = ExitCode::verified;
  for (const std::string& name : line.models) {
    for (const auto& program : programs_of_file(name)) {
      const ExitCode one = trace_one(line, program);
      if (static_cast<int>(one) > static_cast<int>(code)) code = one;
      if (interrupted()) return ExitCode::interrupted;
    }
  }
  return code;
}

}  // namespace vigil::cli
