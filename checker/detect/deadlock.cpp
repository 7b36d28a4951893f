// SPDX-License-Identifier: MIT
#include "checker/detect/deadlock.hpp"

#include <algorithm>
#include <map>

#include "checker/detect/place.hpp"
#include "checker/detect/words.hpp"

namespace vigil::detail {

namespace {

[[nodiscard]] const TraceTask* find_task(const Trace& trace, TaskId task) {
  const auto found = std::ranges::find(trace.tasks, task, &TraceTask::id);
  return found == trace.tasks.end() ? nullptr : &*found;
}

[[nodiscard]] bool ended(const Trace& trace, TaskId task) {
  const TraceTask* known = find_task(trace, task);
  return known != nullptr && known->end == TraceTask::End::finished;
}

[[nodiscard]] std::string kind_of(const Trace& trace, ObjectId object) {
  const auto found = std::ranges::find(trace.objects, object, &TraceObject::id);
  return found == trace.objects.end() ? std::string{} : found->kind;
}

[[nodiscard]] bool any_entry(const Trace& trace, ObjectId object, bool (*matches)(OperationKind)) {
  return std::ranges::any_of(trace.entries, [&](const TraceEntry& entry) {
    return entry.operation.object == object && matches(entry.operation.kind);
  });
}

/// Conditions, events and barriers all have a `wait`; the object's kind tells, or its history.
[[nodiscard]] WaitsFor classify_wait(const Trace& trace, ObjectId object) {
  const std::string kind = kind_of(trace, object);
  if (kind.find("ondition") != std::string::npos) return WaitsFor::notification;
  if (kind.find("vent") != std::string::npos) return WaitsFor::event;
  if (any_entry(trace, object, is_notify)) return WaitsFor::notification;
  if (any_entry(trace, object, [](OperationKind op) { return op == OperationKind::set; })) {
    return WaitsFor::event;
  }
  return WaitsFor::other;
}

/// The lock that a task gave back when it began to wait: the one that it last took before.
[[nodiscard]] ObjectId lock_of_wait(const Trace& trace, const Wait& wait) {
  for (EntryIndex i = wait.begin; i > 0; --i) {
    const TraceEntry& entry = trace.entries[i - 1];
    if (entry.task == wait.task && takes_lock(entry.operation.kind)) return entry.operation.object;
  }
  return ObjectId{};
}

[[nodiscard]] BlockedTask blocked_task(const Trace& trace, const std::vector<Wait>& waits,
                                       const TraceTask& task) {
  BlockedTask blocked;
  blocked.task = task.id;
  blocked.object = task.pending.object;
  blocked.pending = task.pending;
  const OperationKind kind = task.pending.kind;
  const Wait* wait = open_wait(waits, task.id);
  const bool still_waits = wait != nullptr && !wait->woken && !wait->diverted;
  if (kind == OperationKind::relock && still_waits) {
    // A std waiter stands at its relock from the beginning; a notification comes first.
    blocked.what = WaitsFor::notification;
    blocked.object = wait->object;
  } else if (takes_lock(kind)) {
    blocked.what = WaitsFor::lock;
  } else if (kind == OperationKind::join) {
    blocked.what = WaitsFor::task;
    blocked.object = ObjectId{};
    if (task.pending.peer.valid()) blocked.owed_by.push_back(task.pending.peer);
  } else if (kind == OperationKind::wait || kind == OperationKind::wait_for) {
    blocked.what = classify_wait(trace, blocked.object);
    if (blocked.what == WaitsFor::notification && wait != nullptr && !still_waits) {
      blocked.what = WaitsFor::lock;
      blocked.object = lock_of_wait(trace, *wait);
    }
  }
  if (blocked.what == WaitsFor::lock) blocked.owed_by = holders_of(trace, blocked.object);
  return blocked;
}

[[nodiscard]] const BlockedTask* find_blocked(const std::vector<BlockedTask>& blocked,
                                              TaskId task) {
  const auto found = std::ranges::find(blocked, task, &BlockedTask::task);
  return found == blocked.end() ? nullptr : &*found;
}

[[nodiscard]] std::string since(const Trace& trace, TaskId holder, ObjectId lock) {
  const TraceEntry* const taken = held_since(trace, holder, lock);
  return taken != nullptr ? " since " + step_and_place(*taken) : std::string{};
}

/// Of what several can have (a semaphore) nobody counts as the holder: who took units and has not
/// given them back, "of which `a` took one at step 1 (main.cpp:3) and never gave it back: it
/// ended".
[[nodiscard]] std::string takers_words(const Trace& trace, ObjectId resource) {
  std::map<TaskId, std::vector<const TraceEntry*>> taken;
  for (const TraceEntry& entry : trace.entries) {
    if (entry.operation.object != resource) continue;
    std::vector<const TraceEntry*>& own = taken[entry.task];
    if (takes_lock(entry.operation.kind)) own.push_back(&entry);
    if (gives_lock(entry.operation.kind) && !own.empty()) own.pop_back();
  }
  std::string text;
  for (const auto& [task, entries] : taken) {
    if (entries.empty()) continue;
    text += (text.empty() ? ", of which " : "; ") + quoted(trace, task) + " took one at " +
            step_and_place(*entries.front()) +
            (ended(trace, task) ? " and never gave it back: it ended" : " and still has it");
  }
  return text.empty() ? ", which nobody holds" : text;
}

[[nodiscard]] std::string describe_lock_wait(const Trace& trace, const std::string& who,
                                             const char* verb, const BlockedTask& first) {
  const std::string text = who + verb + "for " + quoted(trace, first.object);
  if (first.owed_by.empty()) return text + takers_words(trace, first.object);
  const TaskId holder = first.owed_by.front();
  if (holder == first.task) {
    return text + ", which it holds itself" + since(trace, holder, first.object);
  }
  const TraceEntry* const taken = held_since(trace, holder, first.object);
  if (taken != nullptr && ended(trace, holder)) {
    return text + ", which " + quoted(trace, holder) + " took at " + step_and_place(*taken) +
           " and never gave back: it ended";
  }
  return text + ", which " + quoted(trace, holder) + " holds" +
         since(trace, holder, first.object);
}

/// Why an event is not set: nobody set it, or it was cleared before they came.
[[nodiscard]] std::string describe_event_wait(const Trace& trace, const std::string& who,
                                              const char* verb, const BlockedTask& first) {
  const TraceEntry* set = nullptr;
  const TraceEntry* cleared = nullptr;
  for (const TraceEntry& entry : trace.entries) {
    if (entry.operation.object != first.object) continue;
    if (entry.operation.kind == OperationKind::set) set = &entry;
    if (entry.operation.kind == OperationKind::clear) cleared = &entry;
  }
  const std::string text = who + verb + "for the event " + quoted(trace, first.object);
  if (set == nullptr) return text + ", which nobody sets";
  std::string history = ", which " + quoted(trace, set->task) + " set at " + step_and_place(*set);
  if (cleared != nullptr && cleared >= set) {
    const bool other = cleared->task != set->task;
    history += " and " + (other ? quoted(trace, cleared->task) + " " : std::string{}) +
               "cleared at " + step_and_place(*cleared);
  }
  return text + history + "; nobody sets it after that";
}

}  // namespace

std::vector<TaskId> holders_of(const Trace& trace, ObjectId lock) {
  std::vector<TaskId> holders;
  for (const TraceTask& task : trace.tasks) {
    if (std::ranges::find(task.held, lock) != task.held.end()) holders.push_back(task.id);
  }
  return holders;
}

const TraceEntry* held_since(const Trace& trace, TaskId holder, ObjectId lock) {
  for (EntryIndex i = trace.entries.size(); i > 0; --i) {
    const TraceEntry& entry = trace.entries[i - 1];
    if (entry.task == holder && entry.operation.object == lock &&
        takes_lock(entry.operation.kind)) {
      return &entry;
    }
  }
  return nullptr;
}

std::vector<BlockedTask> blocked_tasks(const Trace& trace, const std::vector<Wait>& waits) {
  std::vector<BlockedTask> blocked;
  for (const TraceTask& task : trace.tasks) {
    if (task.end == TraceTask::End::blocked) blocked.push_back(blocked_task(trace, waits, task));
  }
  return blocked;
}

std::vector<BlockedTask> wait_cycle(const std::vector<BlockedTask>& blocked) {
  for (const BlockedTask& start : blocked) {
    // Each node has one edge out at most (holders are unique), so following it finds the cycle.
    std::vector<BlockedTask> path;
    const BlockedTask* at = &start;
    while (at != nullptr && path.size() <= blocked.size()) {
      path.push_back(*at);
      const TaskId next = at->owed_by.empty() ? TaskId{} : at->owed_by.front();
      if (next == start.task) return path;
      at = find_blocked(blocked, next);
    }
  }
  return {};
}

std::string describe_cycle(const Trace& trace, const std::vector<BlockedTask>& cycle) {
  const BlockedTask& first = cycle.front();
  if (cycle.size() == 1) {
    if (first.what == WaitsFor::task) return quoted(trace, first.task) + " waits for its own end";
    return describe_lock_wait(trace, quoted(trace, first.task), " waits ", first);
  }
  const bool locks_only = std::ranges::all_of(
      cycle, [](const BlockedTask& node) { return node.what == WaitsFor::lock; });
  std::string text = locks_only ? "lock cycle: " : "wait cycle: ";
  text += quoted(trace, first.task);
  const BlockedTask& last = cycle.back();
  if (last.what == WaitsFor::lock) text += " holds " + quoted(trace, last.object) + " and";
  for (std::size_t i = 0; i < cycle.size(); ++i) {
    const BlockedTask& node = cycle[i];
    const bool closes = i + 1 == cycle.size();
    if (i > 0) text += ", which";
    if (node.what == WaitsFor::task) {
      text += " waits for " + quoted(trace, node.owed_by.front()) + " to end";
    } else {
      const std::string place = place_words(node.pending);
      text += " waits for " + quoted(trace, node.object);
      if (!place.empty()) text += " (" + place + ")";
      if (!closes) text += ", held by " + quoted(trace, node.owed_by.front());
    }
  }
  return text;
}

std::string describe_waiting(const Trace& trace, const std::vector<BlockedTask>& group) {
  std::vector<TaskId> tasks;
  for (const BlockedTask& blocked : group) tasks.push_back(blocked.task);
  const BlockedTask& first = group.front();
  const std::string who = quoted_list(trace, tasks);
  const char* verb = tasks.size() == 1 ? " waits " : " wait ";
  switch (first.what) {
    case WaitsFor::lock: return describe_lock_wait(trace, who, verb, first);
    case WaitsFor::event: return describe_event_wait(trace, who, verb, first);
    case WaitsFor::notification:
      return who + verb + "for a notification of " + quoted(trace, first.object);
    case WaitsFor::task:
      if (first.owed_by.empty()) {
        return who + verb + "for " + counted(static_cast<std::size_t>(first.pending.a), "task") +
               " to end";
      }
      return who + verb + "for " + quoted(trace, first.owed_by.front()) + " to end";
    case WaitsFor::other: break;
  }
  std::string text = who + (tasks.size() == 1 ? " is" : " are") + " blocked in `" +
                     std::string{name(first.pending.kind)} + "`";
  if (first.object.valid()) text += " of " + quoted(trace, first.object);
  return text;
}

std::string describe_briefly(const Trace& trace, const BlockedTask& blocked) {
  switch (blocked.what) {
    case WaitsFor::lock: {
      std::string text = "waits for " + trace.object_name(blocked.object);
      if (!blocked.owed_by.empty()) {
        const TaskId holder = blocked.owed_by.front();
        text += holder == blocked.task ? " (held by itself)"
                                       : " (held by " + trace.task_name(holder) + ")";
      }
      return text;
    }
    case WaitsFor::task:
      if (!blocked.owed_by.empty()) {
        return "waits for " + trace.task_name(blocked.owed_by.front()) + " to end";
      }
      return "waits for tasks to end";
    case WaitsFor::notification: return "waits on " + trace.object_name(blocked.object);
    case WaitsFor::event: return "waits for " + trace.object_name(blocked.object);
    case WaitsFor::other: break;
  }
  std::string text = "blocked in " + std::string{name(blocked.pending.kind)};
  if (blocked.object.valid()) text += " " + trace.object_name(blocked.object);
  return text;
}

}  // namespace vigil::detail
