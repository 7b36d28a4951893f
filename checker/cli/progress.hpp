// SPDX-License-Identifier: MIT
#pragma once

/// Progress of a long search on stderr: one line that is rewritten on a terminal, a plain line
/// every ten seconds elsewhere. Says nothing in the first second.

#include <string>

#include "checker/explore.hpp"

namespace vigil::cli {

class ProgressLine {
 public:
  explicit ProgressLine(std::string title);
  /// Clears the line, so that results do not begin behind it.
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(const Progress& progress);

 private:
  std::string title_;
  bool one_line_;
  bool shown_ = false;
  double next_seconds_;
};

}  // namespace vigil::cli
