// SPDX-License-Identifier: MIT
#include "checker/detect/lost_notification.hpp"

#include <algorithm>
#include <set>

#include "checker/detect/place.hpp"
#include "checker/detect/words.hpp"

namespace vigil::detail {

namespace {

using Kind = LostNotification::Kind;

/// True if `task` notified `object` in [from, to), or woke a waiter of it in another way.
[[nodiscard]] bool notified_between(const Trace& trace, const std::vector<Wait>& waits, TaskId task,
                                    ObjectId object, EntryIndex from, EntryIndex to) {
  const bool woke = std::ranges::any_of(waits, [&](const Wait& wait) {
    return wait.object == object && wait.woken && *wait.woken >= from && *wait.woken < to &&
           trace.entries[*wait.woken].task == task;
  });
  if (woke) return true;
  for (EntryIndex i = from; i < to && i < trace.entries.size(); ++i) {
    const TraceEntry& entry = trace.entries[i];
    if (entry.task == task && entry.operation.object == object &&
        is_notify(entry.operation.kind)) {
      return true;
    }
  }
  return false;
}

/// The wait of `task` for `object` that begins next after entry `after`, or null.
[[nodiscard]] const Wait* next_wait(const std::vector<Wait>& waits, TaskId task, ObjectId object,
                                    EntryIndex after) {
  const auto found = std::ranges::find_if(waits, [&](const Wait& wait) {
    return wait.task == task && wait.object == object && wait.begin > after;
  });
  return found == waits.end() ? nullptr : &*found;
}

/// What became of the notification at `notify`, as `wait` sees it, who waited but was not woken.
[[nodiscard]] LostNotification follow(const Trace& trace, const std::vector<Wait>& waits,
                                      const Wait& wait, EntryIndex notify) {
  LostNotification lost{.kind = Kind::outnumbered,
                        .waiter = wait.task,
                        .object = wait.object,
                        .began = wait.begin,
                        .notify = notify,
                        .taker = {},
                        .again = 0};
  for (const Wait& taken : waits) {
    if (taken.woken != notify) continue;
    const EntryIndex end = trace.entries.size();
    if (taken.diverted && *taken.diverted > notify && !taken.returned &&
        !notified_between(trace, waits, taken.task, wait.object, notify + 1, end)) {
      lost.kind = Kind::swallowed;
      lost.taker = taken.task;
      lost.again = *taken.diverted;
      return lost;
    }
    if (!taken.returned) continue;
    const Wait* again = next_wait(waits, taken.task, wait.object, *taken.left);
    if (again != nullptr &&
        !notified_between(trace, waits, taken.task, wait.object, *taken.left, again->begin)) {
      lost.kind = Kind::absorbed;
      lost.taker = taken.task;
      lost.again = again->begin;
    }
  }
  return lost;
}

[[nodiscard]] std::string notify_words(const Trace& trace, EntryIndex index) {
  const TraceEntry& entry = trace.entries[index];
  return "`" + std::string{name(entry.operation.kind)} + "` at " + step_and_place(entry);
}

[[nodiscard]] std::size_t woken_count(const std::vector<Wait>& waits, EntryIndex notify) {
  return static_cast<std::size_t>(
      std::ranges::count_if(waits, [&](const Wait& wait) { return wait.woken == notify; }));
}

/// How many tasks ever wait for `object`: those for whom a `notify_all` may have been meant.
[[nodiscard]] std::size_t waiting_tasks(const std::vector<Wait>& waits, ObjectId object) {
  std::set<TaskId> tasks;
  for (const Wait& wait : waits) {
    if (wait.object == object) tasks.insert(wait.task);
  }
  return tasks.size();
}

/// "found nobody waiting", "found 3 waiters of 5", "woke `a`".
[[nodiscard]] std::string found_words(const Trace& trace, const std::vector<Wait>& waits,
                                      const LostNotification& lost) {
  const Operation& operation = trace.entries[lost.notify].operation;
  const std::size_t woken = woken_count(waits, lost.notify);
  if (woken == 0) return " found nobody waiting";
  const auto meant = operation.kind == OperationKind::notify_all
                         ? waiting_tasks(waits, lost.object)
                         : static_cast<std::size_t>(std::max<std::int64_t>(operation.b, 0));
  if (operation.kind != OperationKind::notify_one && meant > woken) {
    return " found " + counted(woken, "waiter") + " of " + std::to_string(meant);
  }
  std::vector<TaskId> tasks;
  for (const Wait& wait : waits) {
    if (wait.woken == lost.notify) tasks.push_back(wait.task);
  }
  return " woke " + quoted_list(trace, tasks);
}

/// "`task 4` began to wait at step 11 (main.cpp:31)".
[[nodiscard]] std::string began_words(const Trace& trace,
                                      const std::vector<LostNotification>& group) {
  if (group.size() == 1) {
    const LostNotification& lost = group.front();
    return quoted(trace, lost.waiter) + " began to wait at " +
           step_and_place(trace.entries[lost.began]);
  }
  std::vector<TaskId> tasks;
  std::vector<StepIndex> steps;
  for (const LostNotification& lost : group) {
    tasks.push_back(lost.waiter);
    steps.push_back(trace.entries[lost.began].step);
  }
  return quoted_list(trace, tasks) + " began to wait at " + step_list(steps);
}

[[nodiscard]] std::string waiting_since(const Trace& trace,
                                        const std::vector<LostNotification>& group) {
  std::vector<TaskId> tasks;
  std::vector<StepIndex> steps;
  for (const LostNotification& lost : group) {
    tasks.push_back(lost.waiter);
    steps.push_back(trace.entries[lost.began].step);
  }
  return quoted_list(trace, tasks) + ", waiting since " + step_list(steps) + ",";
}

[[nodiscard]] std::string again_words(const Trace& trace, const LostNotification& lost) {
  bool predicate_seen = false;
  for (EntryIndex i = lost.notify; i <= lost.again; ++i) {
    const TraceEntry& entry = trace.entries[i];
    if (entry.task == lost.taker && entry.operation.kind == OperationKind::wait_for &&
        entry.operation.a == 0) {
      predicate_seen = true;
    }
  }
  return std::string{predicate_seen ? ", which found its predicate false and" : ", which"} +
         " went back to wait at " + step_words(trace.entries[lost.again].step);
}

[[nodiscard]] std::string hit_words(const Trace& trace, const LostNotification& lost) {
  const TraceEntry& hit = trace.entries[lost.again];
  const bool cancelled = hit.operation.kind == OperationKind::cancel;
  const char* const hit_by = !cancelled                       ? ", which timed out at "
                             : trace.is_adversary(hit.task) ? ", which the adversary cancelled at "
                                                            : ", which was cancelled at ";
  return hit_by + step_and_place(hit) + " before it returned, and passed nothing on";
}

[[nodiscard]] std::string sentence(const Trace& trace, const std::vector<Wait>& waits,
                                   const std::vector<LostNotification>& group) {
  const LostNotification& lost = group.front();
  const char* was_not = group.size() == 1 ? " was not woken" : " were not woken";
  const std::string nobody = " and nobody notifies after that";
  switch (lost.kind) {
    case Kind::absorbed:
      return "lost notification (absorbed): " + notify_words(trace, lost.notify) + " woke " +
             quoted(trace, lost.taker) + again_words(trace, lost) + "; " +
             waiting_since(trace, group) + was_not + nobody;
    case Kind::swallowed:
      return "lost notification (swallowed): " + notify_words(trace, lost.notify) + " woke " +
             quoted(trace, lost.taker) + hit_words(trace, lost) + "; " +
             waiting_since(trace, group) + was_not + nobody;
    case Kind::outnumbered:
      return "too few notifications: " + notify_words(trace, lost.notify) +
             found_words(trace, waits, lost) + " only; " + waiting_since(trace, group) + was_not +
             nobody;
    case Kind::dropped:
      return "lost notification (dropped): " + notify_words(trace, lost.notify) +
             found_words(trace, waits, lost) + "; " + began_words(trace, group) + nobody;
    case Kind::never: break;
  }
  return began_words(trace, group) + " for a notification of " + quoted(trace, lost.object) +
         ", and nobody ever notifies it";
}

}  // namespace

LostNotification classify(const Trace& trace, const std::vector<Wait>& waits, const Wait& wait) {
  LostNotification best{.kind = Kind::never,
                        .waiter = wait.task,
                        .object = wait.object,
                        .began = wait.begin,
                        .notify = 0,
                        .taker = {},
                        .again = 0};
  for (EntryIndex i = 0; i < trace.entries.size(); ++i) {
    const TraceEntry& entry = trace.entries[i];
    if (!is_notify(entry.operation.kind) || entry.operation.object != wait.object) continue;
    if (i < wait.begin) {
      best.kind = Kind::dropped;
      best.notify = i;
      continue;
    }
    const LostNotification seen = follow(trace, waits, wait, i);
    if (best.kind <= seen.kind) best = seen;  // the worst story, and of equal ones the last
  }
  return best;
}

std::string describe_lost_notification(const Trace& trace, const std::vector<Wait>& waits,
                                       const std::vector<BlockedTask>& blocked, ObjectId object) {
  std::vector<LostNotification> found;
  for (const BlockedTask& task : blocked) {
    if (task.what != WaitsFor::notification || task.object != object) continue;
    if (const Wait* wait = open_wait(waits, task.task)) {
      found.push_back(classify(trace, waits, *wait));
    }
  }
  if (found.empty()) {
    std::vector<BlockedTask> group;
    std::ranges::copy_if(blocked, std::back_inserter(group), [&](const BlockedTask& task) {
      return task.what == WaitsFor::notification && task.object == object;
    });
    return describe_waiting(trace, group);
  }
  const LostNotification lead = *std::ranges::max_element(found, {}, &LostNotification::kind);
  std::vector<LostNotification> group;
  std::vector<TaskId> others;
  for (const LostNotification& lost : found) {
    const bool alike = lost.kind == lead.kind && lost.notify == lead.notify;
    if (alike) {
      group.push_back(lost);
    } else {
      others.push_back(lost.waiter);
    }
  }
  std::string text = sentence(trace, waits, group);
  if (!others.empty()) {
    text += "; " + quoted_list(trace, others) + (others.size() == 1 ? " waits" : " wait") +
            " for it too";
  }
  return text;
}

}  // namespace vigil::detail
