// SPDX-License-Identifier: MIT
#pragma once

/// A schedule: everything that determines an execution, and its one-line text form, which people
/// paste. It names tasks by name, not by number, and keeps a mark of where each one stood, so that
/// it finds its way again when the model has been edited.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/options.hpp"
#include "checker/result.hpp"
#include "checker/trace/landmark.hpp"

namespace vigil {

/// One decision: which task ran where several could, or which value `choose` returned where there
/// were several. Where there was one alternative, there was no decision.
struct Decision {
  bool is_value = false;
  std::uint32_t value = 0;  ///< is_value: 0 .. n-1
  std::string task;         ///< otherwise (also for a value that names a task: a notify's waiter)
  Mark mark = Mark::none;   ///< not is_value: where the task stood, if that is known

  bool operator==(const Decision&) const = default;
};

struct Schedule {
  std::string model;
  std::vector<std::pair<std::string, std::int64_t>> parameters;  ///< that differ from the defaults
  ExecutionOptions options;
  std::vector<std::string> refined;  ///< names of objects that were treated finely, sorted
  std::vector<Decision> decisions;   ///< trailing ones that follow the ready queue are left out

  bool operator==(const Schedule&) const = default;
};

/// The text form: one line, no spaces, safe to paste into a shell without quotes. It has marks if
/// every decision about tasks has one.
[[nodiscard]] std::string format_schedule(const Schedule& schedule);

/// Reads it back. `error` is one line: what is wrong, where (column), what was expected. A
/// checksum tells a mistyped or truncated schedule from a good one. Never throws on bad input.
[[nodiscard]] Result<Schedule> parse_schedule(std::string_view text);

}  // namespace vigil
