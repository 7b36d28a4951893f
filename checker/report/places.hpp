// SPDX-License-Identifier: MIT
#pragma once

/// Where in the user's sources something happened, for every format that points at a file: which
/// files are the user's, how they are called for people and for tools, and at which line a failure
/// is best shown.

#include <cstdint>
#include <optional>
#include <string>

#include "checker/operation.hpp"
#include "checker/trace/trace.hpp"
#include "checker/verdict.hpp"

namespace vigil::detail {

/// Where a lock is taken through std::unique_lock, or a thread made, the location is a line of the
/// standard library or of the primitive: that helps nobody, and this is false.
[[nodiscard]] bool is_users_file(const std::string& path);

/// The last `component_count` components of a path.
[[nodiscard]] std::string base_name(const std::string& path, std::size_t component_count);

struct Place {
  std::string file;  ///< as the compiler names it
  std::uint32_t line = 0;
};

/// The line of the user's own at which an operation stands, if it is known.
[[nodiscard]] std::optional<Place> place_of(const Operation& operation);

/// The line to show for a failure: the last one of the step that broke the property, by the task
/// that did it; for a deadlock where the first blocked task waits, one for a notification or a
/// lock rather than one that waits for others to end.
[[nodiscard]] std::optional<Place> place_of(const Failure& failure);

/// `file` as seen from the folder `root`: "models/x.cpp" when it lies below, otherwise unchanged.
[[nodiscard]] std::string relative_to(const std::string& root, const std::string& file);

}  // namespace vigil::detail
