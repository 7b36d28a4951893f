// SPDX-License-Identifier: MIT
#include "checker/trace/trace.hpp"

#include <algorithm>

namespace vigil {

const std::string& Trace::task_name(TaskId task) const {
  static const std::string clock = "clock";
  static const std::string unknown = "?";
  if (task == clock_task) return clock;
  const auto is_it = [task](const TraceTask& entry) { return entry.id == task; };
  auto found = std::find_if(tasks.begin(), tasks.end(), is_it);
  if (found != tasks.end()) return found->name;
  found = std::find_if(callbacks.begin(), callbacks.end(), is_it);
  return found == callbacks.end() ? unknown : found->name;
}

const std::string& Trace::object_name(ObjectId object) const {
  static const std::string unknown = "?";
  const auto found =
      std::find_if(objects.begin(), objects.end(),
                   [object](const TraceObject& entry) { return entry.id == object; });
  return found == objects.end() ? unknown : found->name;
}

bool Trace::is_adversary(TaskId task) const {
  return std::any_of(callbacks.begin(), callbacks.end(), [task](const TraceTask& entry) {
    return entry.id == task && entry.pending.kind == OperationKind::cancel;
  });
}

}  // namespace vigil
