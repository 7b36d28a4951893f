// SPDX-License-Identifier: MIT
#include "checker/detect/waits.hpp"

#include <algorithm>

namespace vigil::detail {

namespace {

/// A notify_one that left open whom it woke: the first waiter that returns shows it.
struct Token {
  ObjectId object;
  EntryIndex notify;
};

class WaitReader {
 public:
  explicit WaitReader(const Trace& trace) : trace_(trace) {}

  std::vector<Wait> read() {
    for (EntryIndex i = 0; i < trace_.entries.size(); ++i) {
      own_part(i);
      effect_on_others(i);
    }
    for (Wait& wait : waits_) {
      if (!wait.left && !wait.woken) take_token(wait);
    }
    return std::move(waits_);
  }

 private:
  [[nodiscard]] Wait* open(TaskId task) {
    const auto found = std::find_if(waits_.rbegin(), waits_.rend(),
                                    [task](const Wait& wait) { return wait.task == task; });
    return found != waits_.rend() && !found->left ? &*found : nullptr;
  }

  /// What the entry says about a wait of the task that did it.
  void own_part(EntryIndex index) {
    const TraceEntry& entry = trace_.entries[index];
    const OperationKind kind = entry.operation.kind;
    Wait* current = open(entry.task);
    const bool begins = kind == OperationKind::wait && entry.operation.a == 0;
    if (current != nullptr) {
      const bool ends = kind == OperationKind::wait && !begins;
      const bool returns = kind == OperationKind::relock || ends;
      // The lock is given back at the beginning and queued for at the end of one and the same wait.
      const bool about_lock = kind == OperationKind::acquire || gives_lock(kind);
      const bool hit = kind == OperationKind::expire ||
                       (kind == OperationKind::timeout && entry.operation.b == 2);
      if (hit && !current->diverted) current->diverted = index;
      if (!about_lock && !hit && kind != OperationKind::spurious) {
        if (returns && !current->woken) take_token(*current);
        current->left = index;
        current->returned = returns;
      }
    }
    if (begins) {
      Wait begun;
      begun.task = entry.task;
      begun.object = entry.operation.object;
      begun.begin = index;
      waits_.push_back(begun);
    }
  }

  void effect_on_others(EntryIndex index) {
    const TraceEntry& entry = trace_.entries[index];
    const Operation& operation = entry.operation;
    switch (operation.kind) {
      case OperationKind::cancel:
      case OperationKind::expire:
      case OperationKind::timeout:
        divert(operation, index);
        return;
      case OperationKind::spurious:
        if (Wait* hit = open(operation.peer); hit != nullptr && !hit->woken) hit->woken = index;
        return;
      default: break;
    }
    if (!entry.woken.empty()) {
      for (const TaskId task : entry.woken) wake(task, operation.object, index);
    } else if (operation.kind == OperationKind::notify_one) {
      if (operation.peer.valid()) {
        wake(operation.peer, operation.object, index);
      } else if (operation.a != 0) {
        tokens_.push_back({operation.object, index});
      }
    } else if (is_notify(operation.kind) || operation.kind == OperationKind::set) {
      wake_first(operation, index);
    }
  }

  void divert(const Operation& operation, EntryIndex index) {
    const bool hits = operation.kind == OperationKind::cancel    ? operation.a != 0
                      : operation.kind == OperationKind::timeout ? operation.b == 2
                                                                 : true;
    Wait* hit = hits && operation.peer.valid() ? open(operation.peer) : nullptr;
    if (hit != nullptr && !hit->diverted) hit->diverted = index;
  }

  void wake(TaskId task, ObjectId object, EntryIndex index) {
    Wait* waiter = task.valid() ? open(task) : nullptr;
    if (waiter == nullptr || waiter->woken) return;
    if (waiter->object == object || passes_on(index, waiter->object)) waiter->woken = index;
  }

  /// A cancelled waiter of CPython 3.13 notifies another one, without an operation of its own.
  [[nodiscard]] bool passes_on(EntryIndex index, ObjectId object) const {
    const TaskId task = trace_.entries[index].task;
    const auto last = std::find_if(waits_.rbegin(), waits_.rend(),
                                   [task](const Wait& wait) { return wait.task == task; });
    return last != waits_.rend() && last->object == object && last->diverted && !last->returned;
  }

  /// Nobody said who was woken: all, or as many as there were in the order in which they came.
  void wake_first(const Operation& operation, EntryIndex index) {
    const bool all = operation.kind != OperationKind::notify;
    if (all) {
      std::erase_if(tokens_, [&](const Token& token) { return token.object == operation.object; });
    }
    std::int64_t left = operation.a;
    for (Wait& wait : waits_) {
      const bool waits = !wait.left && !wait.woken && !wait.diverted;
      if (!waits || wait.object != operation.object || wait.begin == index) continue;
      if (!all && left-- <= 0) return;
      wait.woken = index;
    }
  }

  /// The earliest one that came after the wait began.
  void take_token(Wait& wait) {
    const auto found = std::find_if(tokens_.begin(), tokens_.end(), [&](const Token& token) {
      return token.object == wait.object && token.notify > wait.begin;
    });
    if (found == tokens_.end()) return;
    wait.woken = found->notify;
    tokens_.erase(found);
  }

  const Trace& trace_;
  std::vector<Wait> waits_;
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Wait> waits_of(const Trace& trace) { return WaitReader(trace).read(); }

const Wait* open_wait(const std::vector<Wait>& waits, TaskId task) {
  const auto found = std::find_if(waits.rbegin(), waits.rend(),
                                  [task](const Wait& wait) { return wait.task == task; });
  return found != waits.rend() && !found->left ? &*found : nullptr;
}

bool is_notify(OperationKind kind) {
  return kind == OperationKind::notify || kind == OperationKind::notify_one ||
         kind == OperationKind::notify_all;
}

bool takes_lock(OperationKind kind) {
  return kind == OperationKind::acquire || kind == OperationKind::lock ||
         kind == OperationKind::relock || kind == OperationKind::try_lock;
}

bool gives_lock(OperationKind kind) {
  return kind == OperationKind::release || kind == OperationKind::unlock;
}

}  // namespace vigil::detail
