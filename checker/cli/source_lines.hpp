// SPDX-License-Identifier: MIT
#pragma once

/// Lines of source files, for whatever shows the line at which an operation stands.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace vigil::cli {

/// Each file is read once. A file that is not there has no lines.
class SourceLines {
 public:
  /// The line without blanks at its ends, or nothing.
  std::string operator()(const std::string& file, std::uint32_t line);

 private:
  std::map<std::string, std::vector<std::string>> files_;
};

}  // namespace vigil::cli
