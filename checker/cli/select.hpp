// SPDX-License-Identifier: MIT
#pragma once

/// From names, patterns and name=value words on the command line to checks that can be run.

#include <string>
#include <vector>

#include "checker/cli/command_line.hpp"
#include "checker/program.hpp"
#include "checker/result.hpp"

namespace vigil::cli {

/// A model and what to check of it.
struct Check {
  const Model* model = nullptr;
  VerifyOptions options;
};

/// The checks that the command line asks for, in order of registration within a pattern; without a
/// model all of them (the tutorial under clock=virtual and clock=arbitrary). Options of the other
/// dialect are left at their defaults.
/// An error is one line: an unknown model or parameter (with the nearest one), a value out of
/// range, an option that fits none of the models.
[[nodiscard]] Result<std::vector<Check>> select(const CommandLine& line);

/// One line: there is no such model, and the nearest one.
[[nodiscard]] std::string unknown_model(const std::string& name);

/// Checks a parameter against what the model declares. Returns: empty, or one line.
[[nodiscard]] std::string parameter_error(const Model& model, const std::string& name,
                                          std::int64_t value);

}  // namespace vigil::cli
