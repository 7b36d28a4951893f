// SPDX-License-Identifier: MIT
#pragma once

/// Who waits for whom at the end of an execution, as a Graphviz graph: tasks, what they wait for,
/// and who holds it; the edges of a cycle stand out. An execution without blocked tasks gives a
/// graph that says so.

#include <string>

#include "checker/trace/trace.hpp"

namespace vigil {

namespace detail {
/// `text` as a string of the DOT language.
[[nodiscard]] std::string dot_quoted(const std::string& text);
}  // namespace detail

/// `title` becomes the caption.
[[nodiscard]] std::string dot(const Trace& trace, const std::string& title);

}  // namespace vigil
