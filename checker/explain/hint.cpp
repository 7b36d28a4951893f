// SPDX-License-Identifier: MIT
#include "checker/explain/hint.hpp"

#include <algorithm>
#include <vector>

#include "checker/detect/deadlock.hpp"
#include "checker/detect/lost_notification.hpp"
#include "checker/detect/waits.hpp"
#include "checker/detect/words.hpp"
#include "checker/explain/intervention.hpp"
#include "checker/explain/what_if.hpp"
#include "checker/report/places.hpp"
#include "checker/report/text.hpp"

namespace vigil::detail {

namespace {

using Kind = Intervention::Kind;

[[nodiscard]] std::string place_words(const std::vector<Intervention::Place>& places) {
  std::string words;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (i > 0) words += i + 1 == places.size() ? " and " : ", ";
    words += base_name(places[i].file, 1) + ":" + std::to_string(places[i].line);
  }
  return words;
}

[[nodiscard]] std::string repair_words(const Intervention& intervention) {
  const std::string at = place_words(intervention.places);
  switch (intervention.kind) {
    case Kind::notify_all: return "with `notify_all` at " + at;
    case Kind::under_lock:
      return "with the state changed under `" + intervention.mutex + "` before " + at + " notifies";
    case Kind::remember:
      return "with a flag that is set where " + at + " notifies and that waiters look at first";
    case Kind::recheck: return "with a loop instead of an `if` around the wait at " + at;
    case Kind::none: break;
  }
  return {};
}

class Advisor {
 public:
  explicit Advisor(const Failure& failure)
      : failure_(failure), trace_(failure.trace), waits_(waits_of(failure.trace)) {}

  /// What is worth trying, the smallest change first.
  std::vector<Intervention> suggest() {
    if (failure_.violation.property == Property::deadlock) {
      suggest_for_lost_notifications();
    } else {
      suggest_loop();
    }
    return std::move(suggestions_);
  }

 private:
  void add(Kind kind, std::vector<Intervention::Place> places) {
    if (places.empty()) return;
    suggestions_.push_back({.kind = kind, .places = std::move(places), .mutex = {}});
  }

  [[nodiscard]] static Intervention::Place place(const Operation& operation) {
    return {operation.where.file_name(), operation.where.line()};
  }

  /// The places that notify `object`, each once, in the order in which they came.
  [[nodiscard]] std::vector<Intervention::Place> notifies_of(ObjectId object, bool all_too) const {
    std::vector<Intervention::Place> places;
    for (const TraceEntry& entry : trace_.entries) {
      if (!is_notify(entry.operation.kind) || entry.operation.object != object) continue;
      if (!all_too && entry.operation.kind == OperationKind::notify_all) continue;
      if (entry.operation.where.line() == 0) continue;
      const Intervention::Place at = place(entry.operation);
      if (std::ranges::find(places, at) == places.end()) places.push_back(at);
    }
    return places;
  }

  /// For the waiter with the worst story, which the diagnosis tells: whoever absorbed the
  /// notification waits as well, and of that one there is nothing to repair.
  void suggest_for_lost_notifications() {
    const Wait* worst = nullptr;
    LostNotification lost;
    for (const BlockedTask& task : blocked_tasks(trace_, waits_)) {
      if (task.what != WaitsFor::notification) continue;
      const Wait* wait = open_wait(waits_, task.task);
      if (wait == nullptr || wait->woken) continue;
      const LostNotification one = classify(trace_, waits_, *wait);
      if (worst != nullptr && one.kind <= lost.kind) continue;
      worst = wait;
      lost = one;
    }
    if (worst == nullptr) return;
    const std::vector<Intervention::Place> all = notifies_of(worst->object, false);
    if (lost.kind >= LostNotification::Kind::outnumbered) {
      const Operation& notify = trace_.entries[lost.notify].operation;
      if (notify.kind != OperationKind::notify_all && notify.where.line() != 0) {
        add(Kind::notify_all, {place(notify)});
      }
      if (all.size() > 1) add(Kind::notify_all, all);
    }
    if (lost.kind == LostNotification::Kind::dropped) {
      suggest_mutex(*worst, worst->object);
      add(Kind::remember, notifies_of(worst->object, true));
    }
  }

  /// The state that the waiter looked at was changed without its mutex, perhaps: then a
  /// notification can fall between the look and the wait.
  void suggest_mutex(const Wait& wait, ObjectId object) {
    ObjectId mutex;
    for (EntryIndex i = 0; i < wait.begin; ++i) {
      const TraceEntry& entry = trace_.entries[i];
      if (entry.task == wait.task && takes_lock(entry.operation.kind)) {
        mutex = entry.operation.object;
      }
    }
    if (!mutex.valid()) return;
    std::vector<Intervention::Place> places;
    TaskId holder;
    for (const TraceEntry& entry : trace_.entries) {
      const Operation& operation = entry.operation;
      if (operation.object == mutex && takes_lock(operation.kind)) holder = entry.task;
      const bool frees = gives_lock(operation.kind) && operation.object == mutex;
      const bool waits = operation.kind == OperationKind::wait && holder == entry.task;
      if (frees || waits) holder = TaskId{};
      if (!is_notify(operation.kind) || operation.object != object) continue;
      if (holder == entry.task || operation.where.line() == 0) continue;
      if (std::ranges::find(places, place(operation)) == places.end()) {
        places.push_back(place(operation));
      }
    }
    if (places.empty()) return;
    suggestions_.push_back({.kind = Kind::under_lock,
                            .places = std::move(places),
                            .mutex = trace_.object_name(mutex)});
  }

  void suggest_loop() {
    const auto last = std::find_if(waits_.rbegin(), waits_.rend(), [&](const Wait& wait) {
      return wait.task == failure_.violation.task && wait.returned;
    });
    if (last == waits_.rend()) return;
    const Operation& wait = trace_.entries[last->begin].operation;
    if (wait.where.line() != 0) add(Kind::recheck, {place(wait)});
  }

  const Failure& failure_;
  const Trace& trace_;
  std::vector<Wait> waits_;
  std::vector<Intervention> suggestions_;
};

}  // namespace

std::string find_hint(const Model& model, const Schedule& question, const Failure& failure,
                      TrialBudget budget) {
  for (const Intervention& intervention : Advisor(failure).suggest()) {
    const WhatIf result = explore_again(
        model, question, &intervention,
        [](const Trial& trial, Ending) { return trial.violation() != nullptr; }, budget);
    if (!result.complete || result.found) continue;
    const char* none = result.trace_count == 1 ? " trace, which passes" : " traces, none fails";
    return repair_words(intervention) + ", " + grouped(result.trace_count) + none;
  }
  return {};
}

}  // namespace vigil::detail
