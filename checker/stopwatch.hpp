// SPDX-License-Identifier: MIT
#pragma once

/// The one wall clock of the checker: for time limits, progress and the `seconds` of a report. No
/// decision of a search and no byte of a result depends on it.

#include <cstdint>

namespace vigil {

class Stopwatch {
 public:
  Stopwatch();
  [[nodiscard]] double seconds() const;

 private:
  std::int64_t start_ns_;
};

}  // namespace vigil
