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
/// (environment variables, `timeout`), and stdin is the file `input`.
[[nodiscard]] Run run_vigil(const std::string& arguments, const std::string& before = "",
                            const std::string& input = "/dev/null");

/// The same for another program.
[[nodiscard]] Run run_program(const std::string& program, const std::string& arguments,
                              const std::string& before = "",
                              const std::string& input = "/dev/null");

/// A file that is gone at the end of the scope.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text = "");
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string text() const;

 private:
  std::string path_ = "/tmp/vigil-test-XXXXXX";
};

/// True if `text` is exactly one line, with its newline.
[[nodiscard]] bool is_one_line(const std::string& text);

/// The first schedule that `text` tells to replay, or empty.
[[nodiscard]] std::string schedule_in(const std::string& text);

}  // namespace vigil::test
