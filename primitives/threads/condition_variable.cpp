// SPDX-License-Identifier: MIT
#include "primitives/threads/condition_variable.hpp"

#include <algorithm>

#include "checker/assert.hpp"
#include "primitives/threads/spurious.hpp"

namespace vigil::threads {

/// True while operations on this condition variable need no scheduling point of their own.
/// The mutex seen first is its guard; any operation without it refines the condition variable.
bool condition_variable::guarded_by(ObjectId mutex_id) {
  Execution& execution = Execution::current();
  if (execution.refined(id())) return false;
  Registry& registry = execution.registry();
  const ObjectId guard = registry.guard(id());
  if (!guard.valid()) {
    registry.set_guard(id(), mutex_id);
    return true;
  }
  return guard == mutex_id || execution.refine(id());
}

/// Which mutex the others wait with matters only where several are used.
bool condition_variable::mixes(ObjectId mutex_id) {
  Execution& execution = Execution::current();
  Registry& registry = execution.registry();
  const ObjectId guard = registry.guard(id());
  if (guard.valid() && guard != mutex_id && !registry.mix(id())) execution.start_again();
  if (!guard.valid()) registry.set_guard(id(), mutex_id);
  return registry.mixed(id());
}

bool condition_variable::guarded_notify() {
  Execution& execution = Execution::current();
  if (execution.refined(id())) return false;
  const std::span<const ObjectId> held = execution.held(execution.self());
  const ObjectId guard = execution.registry().guard(id());
  if (held.empty() || (guard.valid() && std::ranges::find(held, guard) == held.end())) {
    execution.refine(id());
    return true;  // the execution is void: the search starts again
  }
  return guard.valid() || guarded_by(held.front());
}

void condition_variable::wait(std::unique_lock<mutex>& lock, source_location where) {
  Execution& execution = Execution::current();
  if (!execution.intervenes(Intervention::Kind::recheck, where)) {
    wait_once(lock, where);
    return;
  }
  const std::vector<Execution::Seen> seen = execution.looked_at();
  do {
    wait_once(lock, where);
  } while (!execution.unwinding() && !execution.changed(seen));
}

void condition_variable::wait_once(std::unique_lock<mutex>& lock, source_location where) {
  Execution& execution = Execution::current();
  const TaskId self = execution.self();
  const std::string& self_name = self.valid() ? execution.task_name(self) : std::string{};
  if (execution.unwinding()) {
    execution.pause({});
    return;
  }
  Operation operation{.kind = OperationKind::wait, .object = id(), .where = where};
  if (lock.mutex() == nullptr || !lock.owns_lock() || !lock.mutex()->held_by_caller()) {
    execution.fail(Property::misuse,
                   "`" + self_name + "` waits on `" + execution.object_name(id()) +
                       "` without owning the lock's mutex",
                   operation);
  }
  const bool guarded = guarded_by(lock.mutex()->id());
  // The wait frees the mutex, which those who only try it can see.
  if (!guarded || execution.refined(lock.mutex()->id())) execution.pause(operation);
  if (!guarded) {
    execution.touch(id(), mixes(lock.mutex()->id()) ? Mode::write : Mode::enqueue, self.value);
  }
  if (!waiters_.empty() && mutex_ != lock.mutex()) {
    execution.fail(Property::misuse,
                   "`" + self_name + "` waits on `" + execution.object_name(id()) +
                       "` with another mutex than those that wait already",
                   operation);
  }
  if (flagged_) {  // see Intervention::Kind::remember
    execution.complete(operation);
    operation.a = 1;
    execution.complete(operation, 1);
    return;
  }
  mutex_ = lock.mutex();
  waiters_.push_back({.task = self, .arrival = ++arrival_count_, .spurious = decide_spurious()});
  if (waiters_.back().spurious) waiters_.back().eligible = true;
  execution.complete(operation);
  // The mutex is freed by this very step; the task stands at its wait until it may relock.
  Operation relock{.kind = OperationKind::relock, .object = mutex_->id(), .where = where};
  mutex* const guard = mutex_;
  if (waiters_.back().spurious) guard->stand(self);
  guard->free();
  if (waiters_.back().spurious) {
    execution.pause(relock);
  } else {
    execution.block(operation);
  }
  if (execution.unwinding()) return;
  leave(operation);
  guard->take(relock, Mode::acquire);
  operation.a = 1;
  execution.complete(operation, 1);
}

/// The waiter resumes: it takes what woke it, and whoever hoped for the same loses it.
void condition_variable::leave(const Operation& operation) {
  Execution& execution = Execution::current();
  Waiter& self = find(execution.self());
  const Token* token = self.woken ? nullptr : token_for(self);
  const bool by_itself = self.spurious && !self.woken &&
                         (token == nullptr || tokens_fit_without(self.task));
  if (by_itself) {
    if (execution.refined(id())) execution.touch(id(), Mode::wake_spurious, self.task.value);
    execution.complete({.kind = OperationKind::spurious,
                        .object = id(),
                        .peer = self.task,
                        .where = operation.where});
  } else if (!self.woken) {
    VIGIL_ASSERT(token != nullptr, "a waiter resumes only when something woke it");
    execution.caused_by(token->step);
    tokens_.erase(tokens_.begin() + (token - tokens_.data()));
  }
  if (execution.registry().mixed(id())) execution.touch(id(), Mode::write);
  const TaskId leaver = self.task;
  std::erase_if(waiters_, [leaver](const Waiter& waiter) { return waiter.task == leaver; });
  update_eligibility();
}

condition_variable::Waiter& condition_variable::find(TaskId task) {
  const auto found = std::ranges::find(waiters_, task, &Waiter::task);
  VIGIL_ASSERT(found != waiters_.end(), "a task in wait is among the waiters");
  return *found;
}

std::uint32_t condition_variable::blocked_count() const {
  const auto woken = std::ranges::count_if(waiters_, &Waiter::woken);
  return static_cast<std::uint32_t>(waiters_.size() - static_cast<std::size_t>(woken) -
                                    tokens_.size());
}

/// The earliest token that the waiter may take.
const condition_variable::Token* condition_variable::token_for(const Waiter& waiter) const {
  for (const Token& token : tokens_) {
    if (token.arrival >= waiter.arrival) return &token;
  }
  return nullptr;
}

/// Whether the outstanding tokens all find a waiter when `leaver` takes none (Hall's condition:
/// the i-th token needs i waiters that had arrived by then).
bool condition_variable::tokens_fit_without(TaskId leaver) const {
  std::ptrdiff_t needed = 0;
  for (const Token& token : tokens_) {
    ++needed;
    const auto present = std::ranges::count_if(waiters_, [&](const Waiter& waiter) {
      return waiter.task != leaver && !waiter.woken && waiter.arrival <= token.arrival;
    });
    if (present < needed) return false;
  }
  return true;
}

void condition_variable::update_eligibility() {
  Execution& execution = Execution::current();
  for (Waiter& waiter : waiters_) {
    const bool eligible = waiter.woken || waiter.spurious || token_for(waiter) != nullptr;
    // A waiter stands at its wait until it may relock.
    Operation pending = execution.pending(waiter.task);
    if (eligible && !waiter.eligible) {
      pending.kind = OperationKind::relock;
      pending.object = mutex_->id();
      execution.set_pending(waiter.task, pending);
      mutex_->stand(waiter.task);
    }
    if (!eligible && waiter.eligible) {
      pending.kind = OperationKind::wait;
      pending.object = id();
      execution.set_pending(waiter.task, pending);
      mutex_->withdraw(waiter.task);
      execution.lose(waiter.task);
    }
    waiter.eligible = eligible;
  }
}

/// A waiter that could have returned before the notify that wakes it, by itself or with a token,
/// loses that: being woken hides it.
void condition_variable::lose_earlier(const Waiter& waiter) {
  if (!waiter.eligible || waiter.woken) return;
  Execution::current().lose(waiter.task, mutex_->held_by_caller() ? mutex_->id() : ObjectId{});
}

void condition_variable::wake(Waiter& waiter) {
  Execution& execution = Execution::current();
  lose_earlier(waiter);
  waiter.woken = true;
  execution.add_cause(waiter.task);
}

/// See Intervention::Kind::under_lock.
void condition_variable::pass_mutex(source_location where) {
  Execution& execution = Execution::current();
  if (!execution.intervenes(Intervention::Kind::under_lock, where)) return;
  auto* const guard = dynamic_cast<mutex*>(execution.intervention_mutex());
  if (guard == nullptr || guard->held_by_caller()) return;
  guard->lock(where);
  guard->unlock(where);
}

void condition_variable::notify_one(source_location where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return;
  pass_mutex(where);
  if (execution.intervenes(Intervention::Kind::notify_all, where)) {
    notify_all(where);
    return;
  }
  Operation operation{.kind = OperationKind::notify_one, .object = id(), .where = where};
  execution.exercise(Property::no_lost_notification);
  const bool guarded = guarded_notify();
  if (!guarded) {
    execution.pause(operation);
    if (execution.unwinding()) return;
  }
  flagged_ = flagged_ || execution.intervenes(Intervention::Kind::remember, where);
  const std::uint32_t blocked = blocked_count();
  operation.b = blocked;
  if (blocked == 0) {
    if (!guarded) execution.touch(id(), Mode::wake_none);
    execution.complete(operation, 0);
    return;
  }
  operation.a = 1;
  if (guarded && !execution.options().fifo_waiters()) {
    for (const Waiter& waiter : waiters_) {
      if (waiter.spurious) lose_earlier(waiter);
    }
    tokens_.push_back({.arrival = arrival_count_, .step = execution.step()});
  } else {
    TaskSet alternatives;
    for (const Waiter& waiter : waiters_) {
      if (waiter.woken) continue;
      alternatives.insert(waiter.task);
      if (execution.options().fifo_waiters()) break;
    }
    // Also when there is only one: a search must see which waiter it was.
    operation.peer = execution.choose(alternatives);
    if (!guarded) execution.touch(id(), Mode::wake_one, operation.peer.value);
    wake(find(operation.peer));
  }
  update_eligibility();
  execution.complete(operation, 0);
}

void condition_variable::notify_all(source_location where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return;
  pass_mutex(where);
  Operation operation{.kind = OperationKind::notify_all, .object = id(), .where = where};
  execution.exercise(Property::no_lost_notification);
  const bool guarded = guarded_notify();
  if (!guarded) {
    execution.pause(operation);
    if (execution.unwinding()) return;
  }
  flagged_ = flagged_ || execution.intervenes(Intervention::Kind::remember, where);
  const std::uint32_t blocked = blocked_count();
  operation.a = operation.b = blocked;
  if (!guarded) execution.touch(id(), blocked == 0 ? Mode::wake_none : Mode::wake_all);
  tokens_.clear();  // whoever could have taken one is woken now in any case
  for (Waiter& waiter : waiters_) {
    if (!waiter.woken) wake(waiter);
  }
  update_eligibility();
  execution.complete(operation, 0);
}

/// With a budget, whether a wait will end by itself is decided when it begins; when it ends is up
/// to the scheduler. A waiter that a notify reaches first has wasted it, which changes nothing.
bool condition_variable::decide_spurious() {
  Execution& execution = Execution::current();
  if (execution.options().spurious_budget == 0) return false;
  return spend_spurious_budget(execution);
}

/// Who came first is state only where somebody can tell: under `notify_order=fifo`, and where a
/// waiter came too late for a token. What counts of arrivals is which tokens a waiter is too late
/// for.
void condition_variable::state(StateSink& sink) const {
  const bool queue = Execution::current().options().fifo_waiters();
  for (const Waiter& waiter : waiters_) {
    const auto too_late_for = std::ranges::count_if(
        tokens_, [&](const Token& token) { return token.arrival < waiter.arrival; });
    const std::uint64_t attribute = static_cast<std::uint64_t>(too_late_for) << 2 |
                                    (waiter.woken ? 1u : 0u) | (waiter.spurious ? 2u : 0u);
    if (queue) {
      sink.add(waiter.task);
      sink.add(attribute);
    } else {
      sink.add_member(waiter.task, attribute);
    }
  }
  sink.add(tokens_.size());
  sink.add(waiters_.empty() ? 0 : mutex_->id().value);
}

std::string condition_variable::describe() const {
  std::string text = std::to_string(waiters_.size()) + " waiting";
  if (!tokens_.empty()) text += ", " + std::to_string(tokens_.size()) + " notified";
  return text;
}

}  // namespace vigil::threads
