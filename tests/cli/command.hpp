// SPDX-License-Identifier: MIT
#pragma once

/// Runs the command that was built, as a user would, and hands back what it printed.

#include <string>

namespace vigil::test {

struct Run {
  int exit_code = -1;
  std::string out;
  std::string err;
};

/// Runs `vigil` with these arguments, which a shell splits; `before` stands before the command
/// (environment variables, `timeout`).
[[nodiscard]] Run run_vigil(const std::string& arguments, const std::string& before = "");

/// True if `text` is exactly one line, with its newline.
[[nodiscard]] bool is_one_line(const std::string& text);

/// The first schedule that `text` tells to replay, or empty.
[[nodiscard]] std::string schedule_in(const std::string& text);

}  // namespace vigil::test
