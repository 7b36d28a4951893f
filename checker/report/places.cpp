// SPDX-License-Identifier: MIT
#include "checker/report/places.hpp"

#include <string_view>

#include "checker/detect/deadlock.hpp"
#include "checker/detect/waits.hpp"

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

std::optional<Place> place_of(const Failure& failure) {
  const Trace& trace = failure.trace;
  if (failure.violation.property == Property::deadlock) {
    std::optional<Place> waits_for_task;
    for (const BlockedTask& blocked : blocked_tasks(trace, waits_of(trace))) {
      const std::optional<Place> place = place_of(blocked.pending);
      if (place && blocked.what != WaitsFor::task) return place;
      if (place && !waits_for_task) waits_for_task = place;
    }
    if (waits_for_task) return waits_for_task;
  }
  std::optional<Place> last;
  for (const TraceEntry& entry : trace.entries) {
    if (failure.violation.step.valid() && entry.step > failure.violation.step) break;
    const std::optional<Place> place = place_of(entry.operation);
    if (!place) continue;
    const bool own = !failure.violation.task.valid() || entry.task == failure.violation.task;
    if (own || !last) last = place;
  }
  return last;
}

std::string relative_to(const std::string& root, const std::string& file) {
  if (root.empty()) return file;
  const std::string folder = root.back() == '/' ? root : root + "/";
  return file.starts_with(folder) ? file.substr(folder.size()) : file;
}

}  // namespace vigil::detail
