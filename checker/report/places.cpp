// SPDX-License-Identifier: MIT
#include "checker/report/places.hpp"

#include <algorithm>

#include "checker/detect/deadlock.hpp"
#include "checker/detect/waits.hpp"

namespace vigil::detail {

std::optional<Place> place_of(const Failure& failure) {
  const Trace& trace = failure.trace;
  if (const auto place = place_of({.where = failure.violation.where})) return place;
  if (failure.violation.property == Property::deadlock) {
    std::optional<Place> waits_for_task;
    for (const BlockedTask& blocked : blocked_tasks(trace, waits_of(trace))) {
      const std::optional<Place> place = place_of(blocked.pending);
      if (place && blocked.what != WaitsFor::task) return place;
      if (place && !waits_for_task) waits_for_task = place;
    }
    if (waits_for_task) return waits_for_task;
  }
  if (failure.violation.property == Property::stuck_resource) {
    const auto stuck = std::ranges::find(trace.tasks, failure.violation.task, &TraceTask::id);
    if (stuck != trace.tasks.end()) {
      if (const auto place = place_of(stuck->pending)) return place;
    }
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
