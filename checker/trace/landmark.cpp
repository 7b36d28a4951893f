// SPDX-License-Identifier: MIT
#include "checker/trace/landmark.hpp"

#include <string>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace vigil {

namespace {

/// One operation for all of those that a repair turns into each other.
[[nodiscard]] OperationKind family(OperationKind kind) {
  switch (kind) {
    case OperationKind::notify_all:
    case OperationKind::notify_one: return OperationKind::notify;
    case OperationKind::wait_for: return OperationKind::wait;
    case OperationKind::try_lock: return OperationKind::lock;
    case OperationKind::none: return OperationKind::start;
    default: return kind;
  }
}

}  // namespace

void Landmarks::advance(const Trace& trace, StepIndex step) {
  for (; next_entry_ < trace.entries.size(); ++next_entry_) {
    const TraceEntry& entry = trace.entries[next_entry_];
    if (entry.step >= step) return;
    ++counts_[{entry.task, {family(entry.operation.kind), entry.operation.object}}];
  }
}

Mark Landmarks::mark(TaskId task, const Operation& pending, std::string_view object_name) const {
  const OperationKind kind = family(pending.kind);
  const auto count = counts_.find({task, {kind, pending.object}});
  std::string text{name(kind)};
  text += '\n';
  text += object_name;
  text += '\n' + std::to_string(count == counts_.end() ? 0 : count->second);
  return static_cast<Mark>(XXH3_64bits(text.data(), text.size()) % mark_count);
}

}  // namespace vigil
