// SPDX-License-Identifier: MIT
#include "checker/detect/place.hpp"

#include <string_view>

#include "checker/detect/words.hpp"

namespace vigil::detail {

bool is_users_file(const std::string& path) {
  if (path.find("/c++/") != std::string::npos) return false;
  for (const char* folder : {"primitives/threads/", "primitives/asyncio/"}) {
    const std::size_t at = path.find(folder);
    if (at == std::string::npos) continue;
    constexpr std::string_view tests = "tests/";
    return at >= tests.size() && path.compare(at - tests.size(), tests.size(), tests) == 0;
  }
  return !path.ends_with("primitives/shared.hpp");
}

std::string base_name(const std::string& path, std::size_t component_count) {
  std::size_t at = path.size();
  for (std::size_t i = 0; i < component_count; ++i) {
    const std::size_t slash = path.rfind('/', at == 0 ? 0 : at - 1);
    if (slash == std::string::npos) return path;
    at = slash;
  }
  return path.substr(at + 1);
}

std::optional<Place> place_of(const Operation& operation) {
  Place place{operation.where.file_name(), operation.where.line()};
  if (place.line == 0 || place.file.empty() || !is_users_file(place.file)) return std::nullopt;
  return place;
}

std::string place_words(const Operation& operation) {
  const std::optional<Place> place = place_of(operation);
  return place ? base_name(place->file, 1) + ":" + std::to_string(place->line) : std::string{};
}

std::string step_and_place(const TraceEntry& entry) {
  const std::string place = place_words(entry.operation);
  return step_words(entry.step) + (place.empty() ? "" : " (" + place + ")");
}

}  // namespace vigil::detail
