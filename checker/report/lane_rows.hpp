// SPDX-License-Identifier: MIT
#pragma once

/// The rows of a lane table, before layout: what each operation of a trace says in a few words, in
/// whose column, from which source line. Folding happens here too.

#include <optional>
#include <string>
#include <vector>

#include "checker/detect/waits.hpp"
#include "checker/ids.hpp"
#include "checker/trace/trace.hpp"
#include "checker/verdict.hpp"

namespace vigil::detail {

enum class RowStyle : std::uint8_t {
  plain,
  wakes,     ///< the operation woke somebody, or is a return from a wait
  violates,  ///< the step that broke the property
  note,      ///< across all columns: the clock, folded rows
  blocked,   ///< at the end: what a task waits for
};

struct LaneRow {
  StepIndex step;     ///< invalid: none is printed
  TaskId task;        ///< whose column; invalid for notes
  std::string text;   ///< printable
  std::string where;  ///< "file.cpp:12"
  source_location source = {};  ///< the same, as the compiler names it; line 0: not known
  RowStyle style = RowStyle::plain;
  std::optional<EntryIndex> entry = {};  ///< the entry of the trace that it shows
};

/// The rows of `trace`, with the mark of `violation` where there is one.
[[nodiscard]] std::vector<LaneRow> lane_rows(const Trace& trace,
                                             const std::optional<Violation>& violation);

/// Runs of equal rows (of a period of up to twelve rows) once, with a note that counts the rest,
/// and at most `row_count_max` rows in all, the middle left out with a note.
[[nodiscard]] std::vector<LaneRow> folded(std::vector<LaneRow> rows, std::size_t row_count_max);

}  // namespace vigil::detail
