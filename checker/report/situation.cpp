// SPDX-License-Identifier: MIT
#include "checker/report/situation.hpp"

#include <algorithm>
#include <map>

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

bool shows_state(const Trace& trace, ObjectId object) {
  const auto found = std::ranges::find(trace.objects, object, &TraceObject::id);
  return found != trace.objects.end() && found->kind != "task" && found->kind != "waiters";
}

Snapshot snapshot(const Trace& trace, const std::vector<Wait>& waits, StepIndex step) {
  std::map<TaskId, const TraceTaskState*> tasks;
  for (const TraceTaskState& known : trace.task_states) {
    if (known.step <= step) tasks[known.task] = &known;
  }
  Snapshot result;
  for (const TraceTask& task : trace.tasks) {
    const auto known = tasks.find(task.id);
    if (known == tasks.end()) continue;
    Snapshot::Task entry{.name = task.name, .state = known->second->state, .doing = {}, .held = {}};
    entry.doing = situation_words(trace, waits, *known->second);
    for (const ObjectId lock : known->second->held) {
      entry.held.push_back(trace.object_name(lock));
    }
    result.tasks.push_back(std::move(entry));
  }
  std::map<ObjectId, const std::string*> objects;
  for (const TraceObjectState& known : trace.object_states) {
    if (known.step <= step) objects[known.object] = &known.state;
  }
  for (const TraceObject& object : trace.objects) {
    const auto known = objects.find(object.id);
    if (known == objects.end() || known->second->empty()) continue;
    if (!shows_state(trace, object.id)) continue;
    result.objects.push_back({object.name, object.kind, *known->second});
  }
  return result;
}

}  // namespace vigil::detail
