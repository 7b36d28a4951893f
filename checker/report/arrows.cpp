// SPDX-License-Identifier: MIT
#include "checker/report/arrows.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

namespace vigil::detail {

namespace {

/// Follows the locks: who gave each back last, and who takes it next. A wait on a condition gives
/// the lock back at its beginning and takes it at its return, without an entry of its own.
class HandOvers {
 public:
  HandOvers(const Trace& trace, std::vector<Arrow>& arrows) : trace_(trace), arrows_(arrows) {}

  void read(EntryIndex index) {
    const TraceEntry& entry = trace_.entries[index];
    const Operation& operation = entry.operation;
    const bool tried_in_vain = operation.kind == OperationKind::try_lock && operation.a == 0;
    if (takes_lock(operation.kind) && !tried_in_vain) take(index, operation.object);
    if (gives_lock(operation.kind)) give(index, operation.object);
    if (operation.kind != OperationKind::wait || !is_condition(operation.object)) return;
    std::vector<ObjectId>& held = held_[entry.task];
    const auto key = std::pair{entry.task, operation.object};
    if (operation.a == 0 && !held.empty()) {
      lock_of_wait_[key] = held.back();
      give(index, held.back());
    } else if (operation.a != 0) {
      const auto lock = lock_of_wait_.find(key);
      const bool missing = lock != lock_of_wait_.end() &&
                           std::ranges::find(held, lock->second) == held.end();
      if (missing) take(index, lock->second);
    }
  }

 private:
  [[nodiscard]] bool is_condition(ObjectId object) const {
    const auto found = std::ranges::find(trace_.objects, object, &TraceObject::id);
    return found != trace_.objects.end() && found->kind.starts_with("condition");
  }

  void take(EntryIndex index, ObjectId lock) {
    const TaskId task = trace_.entries[index].task;
    held_[task].push_back(lock);
    const auto given = given_.find(lock);
    if (given == given_.end() || trace_.entries[given->second].task == task) return;
    arrows_.push_back({ArrowKind::hand_over, given->second, index, lock});
  }

  void give(EntryIndex index, ObjectId lock) {
    std::erase(held_[trace_.entries[index].task], lock);
    given_[lock] = index;
  }

  const Trace& trace_;
  std::vector<Arrow>& arrows_;
  std::map<ObjectId, EntryIndex> given_;
  std::map<TaskId, std::vector<ObjectId>> held_;
  std::map<std::pair<TaskId, ObjectId>, ObjectId> lock_of_wait_;
};

[[nodiscard]] ArrowKind kind_of_wake(OperationKind kind) {
  if (is_notify(kind) || kind == OperationKind::set) return ArrowKind::notify;
  if (kind == OperationKind::spawn) return ArrowKind::spawn;
  return gives_lock(kind) ? ArrowKind::hand_over : ArrowKind::wake;
}

/// Wake-ups and spawns that have not reached their task's next operation yet.
class WakeUps {
 public:
  WakeUps(const Trace& trace, std::vector<Arrow>& arrows) : trace_(trace), arrows_(arrows) {
    for (const Wait& wait : waits_of(trace)) {
      if (wait.woken) extra_.emplace(*wait.woken, wait.task);
    }
  }

  void read(EntryIndex index) {
    const TraceEntry& entry = trace_.entries[index];
    const auto pending = pending_.extract(entry.task);
    if (!pending.empty()) {
      for (Arrow arrow : pending.mapped()) {
        arrow.to = index;
        arrows_.push_back(arrow);
      }
    }
    const Operation& operation = entry.operation;
    const ArrowKind kind = kind_of_wake(operation.kind);
    for (const TaskId woken : entry.woken) add(kind, index, woken);
    const auto [first, last] = extra_.equal_range(index);
    for (auto it = first; it != last; ++it) add(kind, index, it->second);
    if (operation.kind == OperationKind::spawn) add(ArrowKind::spawn, index, operation.peer);
  }

 private:
  void add(ArrowKind kind, EntryIndex from, TaskId to) {
    const TraceEntry& entry = trace_.entries[from];
    // Arrows start in a lane: neither the clock nor a callback has one.
    if (!to.valid() || to == entry.task || !has_lane(entry.task) || !has_lane(to)) return;
    std::vector<Arrow>& arrows = pending_[to];
    if (std::ranges::find(arrows, from, &Arrow::from) != arrows.end()) return;
    arrows.push_back({kind, from, from, entry.operation.object});
  }

  [[nodiscard]] bool has_lane(TaskId task) const {
    return std::ranges::find(trace_.tasks, task, &TraceTask::id) != trace_.tasks.end();
  }

  const Trace& trace_;
  std::vector<Arrow>& arrows_;
  std::multimap<EntryIndex, TaskId> extra_;
  std::map<TaskId, std::vector<Arrow>> pending_;
};

}  // namespace

std::string_view name(ArrowKind kind) {
  switch (kind) {
    case ArrowKind::notify: return "notify";
    case ArrowKind::hand_over: return "hand-over";
    case ArrowKind::spawn: return "spawn";
    case ArrowKind::wake: return "wake";
  }
  return "?";
}

std::vector<Arrow> arrows_of(const Trace& trace) {
  std::vector<Arrow> arrows;
  HandOvers hand_overs(trace, arrows);
  WakeUps wake_ups(trace, arrows);
  for (EntryIndex i = 0; i < trace.entries.size(); ++i) {
    wake_ups.read(i);
    hand_overs.read(i);
  }
  const auto place = [](const Arrow& arrow) {
    return std::tuple{arrow.to, arrow.from, arrow.kind};
  };
  std::ranges::sort(arrows, {}, place);
  const auto same = [](const Arrow& a, const Arrow& b) { return a.from == b.from && a.to == b.to; };
  arrows.erase(std::unique(arrows.begin(), arrows.end(), same), arrows.end());
  return arrows;
}

}  // namespace vigil::detail
