// SPDX-License-Identifier: MIT
#include "checker/report/situation.hpp"

namespace vigil::detail {

namespace {

/// The wait in which the task still is after that step without having been woken, or null. A std
/// waiter stands at its relock from the beginning: what it waits for first is a notification.
[[nodiscard]] const Wait* unanswered_wait(const Trace& trace, const std::vector<Wait>& waits,
                                          TaskId task, StepIndex step) {
  const auto by_then = [&](EntryIndex entry) { return trace.entries[entry].step <= step; };
  for (const Wait& wait : waits) {
    if (wait.task != task || !by_then(wait.begin)) continue;
    const bool over = (wait.left && by_then(*wait.left)) || (wait.woken && by_then(*wait.woken)) ||
                      (wait.diverted && by_then(*wait.diverted));
    if (!over) return &wait;
  }
  return nullptr;
}

[[nodiscard]] std::string at(const Trace& trace, const Operation& operation) {
  std::string text{name(operation.kind)};
  if (operation.object.valid()) text += " " + trace.object_name(operation.object);
  if (operation.peer.valid()) text += " " + trace.task_name(operation.peer);
  return text;
}

}  // namespace

std::string_view name(TraceTask::End state) {
  switch (state) {
    case TraceTask::End::finished: return "finished";
    case TraceTask::End::blocked: return "blocked";
    case TraceTask::End::ready: return "ready";
    case TraceTask::End::unstarted: return "unstarted";
  }
  return "?";
}

std::string situation_words(const Trace& trace, const std::vector<Wait>& waits,
                            const TraceTaskState& situation) {
  const Operation& pending = situation.pending;
  if (situation.state == TraceTask::End::finished ||
      situation.state == TraceTask::End::unstarted) {
    return {};
  }
  if (situation.state == TraceTask::End::ready) {
    const bool says_something = pending.kind != OperationKind::none;
    return says_something ? "at " + at(trace, pending) : std::string{};
  }
  if (takes_lock(pending.kind)) {
    const Wait* wait = unanswered_wait(trace, waits, situation.task, situation.step);
    if (wait != nullptr) return "waits on " + trace.object_name(wait->object);
    return "waits for " + trace.object_name(pending.object);
  }
  if (pending.kind == OperationKind::wait) return "waits on " + trace.object_name(pending.object);
  if (pending.kind == OperationKind::join && pending.peer.valid()) {
    return "waits for " + trace.task_name(pending.peer) + " to end";
  }
  if (pending.kind == OperationKind::sleep) return "sleeps";
  return "at " + at(trace, pending);
}

}  // namespace vigil::detail
