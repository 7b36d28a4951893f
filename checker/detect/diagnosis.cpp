// SPDX-License-Identifier: MIT
#include "checker/detect/diagnosis.hpp"

#include <algorithm>
#include <vector>

#include "checker/detect/deadlock.hpp"
#include "checker/detect/lost_notification.hpp"
#include "checker/detect/place.hpp"
#include "checker/detect/waits.hpp"
#include "checker/detect/words.hpp"

namespace vigil {

namespace {

using namespace detail;  // NOLINT(google-build-using-namespace): its words, in this file only

void append(std::string& text, const std::string& sentence) {
  if (sentence.empty()) return;
  if (!text.empty()) text += ". ";
  text += sentence;
}

[[nodiscard]] bool contains(const std::vector<BlockedTask>& tasks, TaskId task) {
  return std::ranges::find(tasks, task, &BlockedTask::task) != tasks.end();
}

/// Tasks that wait for the same thing of the same task share a sentence.
[[nodiscard]] bool alike(const BlockedTask& first, const BlockedTask& second) {
  return first.what == second.what && first.object == second.object &&
         first.owed_by == second.owed_by &&
         (first.what != WaitsFor::other || first.pending.kind == second.pending.kind);
}

/// Causes first: a lock or a task's end that somebody blocked owes is only a consequence.
[[nodiscard]] bool is_consequence(const BlockedTask& task, const std::vector<BlockedTask>& all) {
  return !task.owed_by.empty() && contains(all, task.owed_by.front());
}

[[nodiscard]] std::string diagnose_deadlock(const Trace& trace) {
  const std::vector<Wait> waits = waits_of(trace);
  const std::vector<BlockedTask> blocked = blocked_tasks(trace, waits);
  const std::vector<BlockedTask> cycle = wait_cycle(blocked);
  std::string text;
  if (!cycle.empty()) text = describe_cycle(trace, cycle);
  std::vector<BlockedTask> done = cycle;
  const auto tell = [&](bool consequences) {
    for (const BlockedTask& task : blocked) {
      if (contains(done, task.task) || is_consequence(task, blocked) != consequences) continue;
      std::vector<BlockedTask> group;
      std::ranges::copy_if(blocked, std::back_inserter(group), [&](const BlockedTask& other) {
        return alike(task, other) && !contains(done, other.task);
      });
      append(text, task.what == WaitsFor::notification
                       ? describe_lost_notification(trace, waits, group, task.object)
                       : describe_waiting(trace, group));
      done.insert(done.end(), group.begin(), group.end());
    }
  };
  tell(false);
  tell(true);
  return text;
}

/// Who has the lock that a violation is about, unless the message says so already.
[[nodiscard]] std::string lock_context(const Violation& violation, const Trace& trace) {
  const bool is_lock = std::ranges::any_of(trace.entries, [&](const TraceEntry& entry) {
    return entry.operation.object == violation.object && takes_lock(entry.operation.kind);
  });
  if (!violation.object.valid() || !is_lock) return {};
  const std::vector<TaskId> holders = holders_of(trace, violation.object);
  const std::string lock = quoted(trace, violation.object);
  if (holders.empty()) return "Nobody holds " + lock + " at that point";
  const TraceEntry* const since = held_since(trace, holders.front(), violation.object);
  if (since == nullptr) return {};
  return quoted(trace, holders.front()) + " holds " + lock + " since " + step_and_place(*since);
}

/// The oldest mistake with conditions: what was true at the notify is no longer true when the
/// waiter has the lock again, because somebody else had it in between.
[[nodiscard]] std::string overtaken_context(const Violation& violation, const Trace& trace) {
  const std::vector<Wait> waits = waits_of(trace);
  const auto last = std::find_if(waits.rbegin(), waits.rend(), [&](const Wait& wait) {
    return wait.task == violation.task;
  });
  if (last == waits.rend() || !last->returned || !last->woken) return {};
  const std::vector<TraceEntry>& entries = trace.entries;
  for (EntryIndex i = *last->left + 1; i < entries.size(); ++i) {
    if (entries[i].task == violation.task && gives_lock(entries[i].operation.kind)) return {};
  }
  const TraceEntry& woken = entries[*last->woken];
  const std::string waiter = quoted(trace, violation.task);
  if (woken.operation.kind == OperationKind::spurious) {
    return waiter + " returned from its wait at " + step_words(entries[*last->left].step) +
           " without a notification (a spurious wake-up)";
  }
  for (EntryIndex i = *last->woken + 1; i < *last->left; ++i) {
    if (entries[i].task == violation.task || entries[i].task == woken.task) continue;
    if (!takes_lock(entries[i].operation.kind)) continue;
    return waiter + " was woken by " + quoted(trace, woken.task) + " at " +
           step_and_place(woken) + ", but " + quoted(trace, entries[i].task) + " took " +
           quoted(trace, entries[i].operation.object) + " at " + step_words(entries[i].step) +
           ", before " + waiter + " was back at " + step_words(entries[*last->left].step);
  }
  return {};
}

/// Who stood at the resource first, of those whom the violator got ahead of.
[[nodiscard]] std::string queue_context(const Violation& violation, const Trace& trace) {
  for (const TraceTaskState& known : trace.task_states) {
    if (known.step > violation.step || known.task == violation.task) continue;
    const bool stands = known.state == TraceTask::End::blocked;
    if (!stands || known.pending.object != violation.object) continue;
    const std::string place = place_words(known.pending);
    return quoted(trace, known.task) + " waits since " + step_words(known.step) +
           (place.empty() ? "" : " (" + place + ")");
  }
  return {};
}

/// Who cancelled the task that the violation is about.
[[nodiscard]] std::string cancel_context(const Violation& violation, const Trace& trace) {
  const TraceEntry* last = nullptr;
  for (const TraceEntry& entry : trace.entries) {
    if (entry.step > violation.step) break;
    const bool cancels = entry.operation.kind == OperationKind::cancel && entry.operation.a != 0;
    if (cancels && entry.operation.peer == violation.task) last = &entry;
  }
  if (last == nullptr) return {};
  return actor_words(trace, last->task) + " cancelled it at " + step_and_place(*last);
}

/// What became of the wake-up that a waiter of a free resource misses: who freed it last, whom that
/// woke, and how that one left.
[[nodiscard]] std::string stuck_context(const Violation& violation, const Trace& trace) {
  const TraceEntry* freed = nullptr;
  for (const TraceEntry& entry : trace.entries) {
    const bool frees = gives_lock(entry.operation.kind);
    if (frees && entry.operation.object == violation.object) freed = &entry;
  }
  if (freed == nullptr) return {};
  std::string text = quoted(trace, freed->task) + " freed it last, at " + step_and_place(*freed);
  if (freed->woken.empty()) return text + ", and woke nobody";
  const TaskId woken = freed->woken.front();
  text += ", and woke " + quoted(trace, woken);
  for (auto entry = trace.entries.begin() + (freed - trace.entries.data());
       entry != trace.entries.end(); ++entry) {
    const Operation& operation = entry->operation;
    if (operation.kind == OperationKind::cancel && operation.peer == woken && operation.a != 0) {
      text += ", which " + actor_words(trace, entry->task) + " cancelled at " +
              step_and_place(*entry);
    }
    const bool leaves = operation.kind == OperationKind::raise && entry->task == woken &&
                        operation.object == violation.object;
    if (leaves && entry->woken.empty()) {
      return text + "; it left at " + step_and_place(*entry) + " and woke nobody";
    }
  }
  return text;
}

/// "at step 12", unless the message has the number.
[[nodiscard]] std::string place(const Violation& violation) {
  if (!violation.step.valid() || violation.message.find("step ") != std::string::npos) return {};
  return " (at " + step_words(violation.step) + ")";
}

}  // namespace

std::string diagnose(const Violation& violation, const Trace& trace) {
  if (violation.property == Property::deadlock) {
    std::string text = diagnose_deadlock(trace);
    return text.empty() ? violation.message : text;
  }
  std::string text = violation.message + place(violation);
  switch (violation.property) {
    case Property::discipline:
    case Property::wait_needs_lock:
    case Property::misuse:
    case Property::mutual_exclusion:
    case Property::lock_released: append(text, lock_context(violation, trace)); break;
    case Property::requirement:
    case Property::uncaught:
    case Property::invariant: append(text, overtaken_context(violation, trace)); break;
    case Property::overtaking: append(text, queue_context(violation, trace)); break;
    case Property::lost_cancellation: append(text, cancel_context(violation, trace)); break;
    case Property::stuck_resource: append(text, stuck_context(violation, trace)); break;
    default: break;
  }
  return text;
}

}  // namespace vigil
