// SPDX-License-Identifier: MIT
#pragma once

/// The lane table: a failing execution as text, one column per task, one row per operation, the
/// step number at the left and the source line at the right. Wake-ups are spelled out on both
/// sides ("notify_one cv -> consumer 2", "back from wait cv (woken by producer)"), what the tasks
/// that are blocked wait for stands at the end, and the step that broke the property is marked.
/// Used by the command for violations and replays. Made from a finished Failure, nothing else.

#include <string>

#include "checker/verdict.hpp"

namespace vigil {

struct LanesOptions {
  bool color = false;
  unsigned width = 100;  ///< columns of the terminal; lines never get longer
  bool fold = true;      ///< repeated rows once, with a count
};

/// Returns: lines that end in a newline each, without trailing blanks. Tasks that find no room get
/// a common column, and a last line says which width would show them all.
/// Cost: O(entries).
[[nodiscard]] std::string lanes(const Failure& failure, const LanesOptions& options = {});

/// The table of an execution without a violation (a replay that went well).
[[nodiscard]] std::string lanes(const Trace& trace, const LanesOptions& options = {});

}  // namespace vigil
