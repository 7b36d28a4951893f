// SPDX-License-Identifier: MIT
#pragma once

/// What must hold for every text that is given to `parse_schedule`: a schedule that survives being
/// written and read again, or one clear line. The fuzz target and the test with a million mutations
/// both ask for it.

#include <algorithm>
#include <string>
#include <string_view>

#include "checker/trace/schedule.hpp"

namespace vigil::test {

/// Returns: what is wrong, or empty.
[[nodiscard]] inline std::string schedule_problem(std::string_view text) {
  const auto parsed = parse_schedule(text);
  if (!parsed) {
    const std::string& error = parsed.error();
    const auto is_printable = [](char c) { return c >= ' ' && c <= '~'; };
    if (error.empty()) return "an error without words";
    if (error.size() > 400) return "an error of more than 400 characters";
    if (!std::ranges::all_of(error, is_printable)) return "an error that is not one plain line";
    return {};
  }
  const auto again = parse_schedule(format_schedule(*parsed));
  if (!again) return "a schedule that cannot be read again: " + again.error();
  if (!(*again == *parsed)) return "a schedule that reads differently again";
  return {};
}

}  // namespace vigil::test
