// SPDX-License-Identifier: MIT
#pragma once

/// The line of the user's own sources at which an operation stands, for sentences and for every
/// format that points at a file.

#include <cstdint>
#include <optional>
#include <string>

#include "checker/operation.hpp"
#include "checker/trace/trace.hpp"

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

/// "main.cpp:31", or empty where the place is not known.
[[nodiscard]] std::string place_words(const Operation& operation);

/// "step 7 (main.cpp:31)", or "step 7".
[[nodiscard]] std::string step_and_place(const TraceEntry& entry);

}  // namespace vigil::detail
