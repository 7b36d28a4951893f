// SPDX-License-Identifier: MIT
#pragma once

/// Program files among the models of the command line: reads them, and makes them models of the
/// registry under their file names. "FILE.jsonl" holds several programs, "FILE.jsonl:3" is the one
/// in line 3; "-" is a program on the standard input.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "checker/cli/command_line.hpp"
#include "checker/program.hpp"
#include "models/program/program.hpp"

namespace vigil::cli {

/// True if `name` is that of a program file rather than of a model.
[[nodiscard]] bool names_program_file(std::string_view name);

/// Makes every program file among `names` known to the registry. How its executions are judged
/// depends on the verb: `outcomes` takes them as they come.
/// Returns: empty, or one line that says which file is wrong, where, and what was expected.
[[nodiscard]] std::string load_program_files(const std::vector<std::string>& names, Verb verb);

/// The models of a file that was loaded, in order.
[[nodiscard]] std::vector<const Model*> models_of_file(std::string_view name);

/// The programs of a file that was loaded, in order.
[[nodiscard]] std::vector<std::shared_ptr<const models::Program>> programs_of_file(
    std::string_view name);

/// False for program files whose author says with `never` what is wrong, see models::Judging.
[[nodiscard]] bool reports_discipline_by_default(const Model& model);

}  // namespace vigil::cli
