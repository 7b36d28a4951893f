// SPDX-License-Identifier: MIT
#pragma once

/// The schedule that was given to `replay` or `explain`: read, and checked against its model.

#include <string>

#include "checker/program.hpp"
#include "checker/result.hpp"
#include "checker/trace/schedule.hpp"

namespace vigil::cli {

struct GivenSchedule {
  std::string text;
  Schedule schedule;
  const Model* model = nullptr;
};

/// `typed` is a schedule, or the name of a file whose first line is one. An error is one line.
[[nodiscard]] Result<GivenSchedule> given_schedule(const std::string& typed);

}  // namespace vigil::cli
