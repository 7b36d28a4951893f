// SPDX-License-Identifier: MIT
#pragma once

/// `-o FILE`: everything that a verb prints to stdout goes to a file, which appears whole or not at
/// all. Whoever reads it never sees half a report, and a run that fails leaves the old one alone.

#include <string>

namespace vigil::cli {

class OutputFile {
 public:
  /// `path` may be empty: stdout stays what it is.
  explicit OutputFile(std::string path) : path_(std::move(path)) {}
  /// Throws away what was not committed.
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// Sends stdout to a temporary file beside the target (straight to it where it is a device or a
  /// pipe). Returns: empty, or one line that says why not.
  [[nodiscard]] std::string open();
  /// Puts the file in its place. Returns: empty, or one line that says why not.
  [[nodiscard]] std::string commit();

 private:
  void restore_stdout();
  void discard();

  std::string path_;
  std::string temporary_;  // empty: none
  int saved_stdout_ = -1;
};

}  // namespace vigil::cli
