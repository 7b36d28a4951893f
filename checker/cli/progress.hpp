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
  /// From now on no line of this process says anything: its parent does (`--jobs`).
  static void silence();

 private:
  std::string title_;
  bool one_line_;
  bool shown_ = false;
  double next_seconds_;
};

/// Progress of several checks at a time: how many are done, on a terminal only.
class JobsLine {
 public:
  explicit JobsLine(std::size_t check_count);
  ~JobsLine() { clear(); }
  JobsLine(const JobsLine&) = delete;
  JobsLine& operator=(const JobsLine&) = delete;

  void show(std::size_t done_count, std::size_t running_count);
  /// Before something else is printed.
  void clear();

 private:
  std::size_t check_count_;
  bool one_line_;
  bool shown_ = false;
};

}  // namespace vigil::cli
