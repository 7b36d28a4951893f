// SPDX-License-Identifier: MIT
#pragma once

/// At which line of the user's sources a failure is best shown, and what tools call that file.

#include <optional>
#include <string>

#include "checker/detect/place.hpp"
#include "checker/verdict.hpp"

namespace vigil::detail {

/// The line to show for a failure: the last one of the step that broke the property, by the task
/// that did it; for a deadlock where the first blocked task waits, one for a notification or a
/// lock rather than one that waits for others to end.
[[nodiscard]] std::optional<Place> place_of(const Failure& failure);

/// `file` as seen from the folder `root`: "models/x.cpp" when it lies below, otherwise unchanged.
[[nodiscard]] std::string relative_to(const std::string& root, const std::string& file);

}  // namespace vigil::detail
