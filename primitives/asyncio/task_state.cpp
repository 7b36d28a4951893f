// SPDX-License-Identifier: MIT
#include "primitives/asyncio/task_state.hpp"

#include <algorithm>
#include <utility>

#include "checker/assert.hpp"
#include "primitives/asyncio/errors.hpp"
#include "primitives/asyncio/promises.hpp"

namespace vigil::asyncio::detail {

bool exact_turns(const Execution& execution) {
  return execution.options().exact_turns || execution.options().order == Order::fifo;
}

bool is_cancelled_turn(const Execution& execution, TaskId callback) {
  const TaskContext* const owner = execution.context(execution.registry().parent(callback));
  return owner != nullptr && static_cast<const TaskState*>(owner)->is_cancelled_turn(callback);
}

void unwind(Execution& execution) {
  execution.pause({});
}

void add_cause_for(const Future& future) {
  Execution& execution = Execution::current();
  const bool suspended = execution.task_state(future.waiter()) != Execution::TaskState::running;
  if (suspended && !future.done()) execution.add_cause(future.waiter());
}

TaskState::TaskState(TaskId task)
    : Future(task, ObjectId{}, Mode::write), Object("task", Execution::current().task_name(task)) {}

TaskState& TaskState::current() {
  Execution& execution = Execution::current();
  const TaskId self = execution.self();
  VIGIL_ASSERT(self.valid() && !execution.is_callback(self),
               "operations that may suspend are for tasks");
  TaskContext* context = execution.context(self);
  if (context == nullptr) {
    execution.set_context(self, std::make_unique<TaskState>(self));
    context = execution.context(self);
  }
  return static_cast<TaskState&>(*context);
}

const std::string& TaskState::name() const {
  return Execution::current().task_name(task());
}

void check_dialect(Execution& execution) {
  if (execution.options().dialect == Dialect::asyncio) return;
  execution.violate(Property::misuse,
                    "vigil::asyncio::spawn in a model of the threads dialect: check it with "
                    "vigil::asyncio::verify, or set the model's dialect");
}

void TaskState::begin() {
  touch_if_cancellable(Mode::read);
  if (std::exchange(must_cancel_, false)) throw CancelledError{};
}

Resumed TaskState::suspend(Future& future, const Operation& operation, bool stays_ready) {
  Execution& execution = Execution::current();
  waiting_for_ = &future;
  if (must_cancel_ && future.cancel()) must_cancel_ = false;
  if (stays_ready || future.done()) {
    execution.pause(operation);
  } else {
    execution.block(operation);
  }
  if (execution.unwinding()) return Resumed::unwound;
  waiting_for_ = nullptr;
  touch_if_cancellable(Mode::read);
  const bool hit = std::exchange(must_cancel_, false) || future.cancelled();
  if (!hit) return Resumed::normally;
  ++delivered_count_;
  execution.complete(
      {.kind = OperationKind::raise, .object = operation.object, .where = operation.where}, 1,
      "CancelledError");
  return Resumed::cancelled;
}

void TaskState::await(TaskState& other, const source_location& where) {
  Execution& execution = Execution::current();
  const Operation operation{.kind = OperationKind::join, .peer = other.task(), .where = where};
  execution.touch(other.id(), Mode::read);
  if (&other == this) {
    // asyncio notices after the suspension.
    Future none(task(), id(), Mode::read);
    if (suspend(none, operation, true) == Resumed::cancelled) throw CancelledError{};
    raise(RuntimeError("Task cannot await on itself: <Task '" + name() + "'>"), id(), where);
  }
  if (!other.done()) {
    other.listeners_.push_back({.task = task()});
    const Resumed resumed = suspend(other, operation);
    if (resumed == Resumed::unwound) return;
    execution.complete(operation, static_cast<std::uint64_t>(other.Future::state()));
    // Cancelled itself, or by what it waited for: the same exception at the same place.
    if (resumed == Resumed::cancelled) {
      if (other.done()) other.retrieve();
      throw CancelledError{};
    }
  } else {
    execution.complete(operation, static_cast<std::uint64_t>(other.Future::state()));
  }
  other.raise_failure();
}

bool TaskState::cancel() {
  Execution& execution = Execution::current();
  execution.refine(id());
  if (done() || execution.finished(task())) {
    execution.touch(id(), Mode::read);
    return false;
  }
  execution.touch(id(), Mode::write);
  if (execution.options().clock == Clock::early && execution.has_timer(task())) {
    execution.touch(execution.clock_object(), Mode::read);  // which of the two ends its sleep?
  }
  ++cancelling_;
  if (waiting_for_ == nullptr || !waiting_for_->cancel()) must_cancel_ = true;
  return true;
}

std::uint32_t TaskState::uncancel() {
  touch_if_cancellable(Mode::write);
  if (cancelling_ > 0) --cancelling_;
  if (cancelling_ == 0 && Execution::current().options().cpython == Cpython::v3_13) {
    must_cancel_ = false;
  }
  return cancelling_;
}

void TaskState::touch_if_cancellable(Mode mode) const {
  Execution& execution = Execution::current();
  if (execution.refined(id())) execution.touch(id(), mode);
}

bool TaskState::ended(const std::exception_ptr& error) {
  Execution& execution = Execution::current();
  execution.touch(id(), Mode::write);
  if (error) {
    settle(State::failed);
    try {
      std::rethrow_exception(error);
    } catch (const CancelledError&) {
      settle(State::cancelled);
    } catch (...) {
      error_ = error;
      failed_at_ = execution.step();
    }
    execution.complete({.kind = OperationKind::raise}, 0,
                       execution.recording() ? asyncio::describe(error) : std::string{});
  } else {
    settle(must_cancel_ ? State::cancelled : State::done);  // cancelled: the result is dropped
  }
  must_cancel_ = false;
  notify_listeners();
  return !error_ || spawned_;
}

void TaskState::notify_listeners() {
  Execution& execution = Execution::current();
  const std::vector<Listener> listeners = std::exchange(listeners_, {});
  for (const Listener& listener : listeners) {
    if (listener.task.valid()) {
      execution.consult_by_name(listener.task);
      execution.wake(listener.task);
    } else if (listener.turn != nullptr) {
      execution.wake(listener.turn->callback);
    } else {
      execution.consult_everything();  // who else is awaited is no object of its own
      listener.callback->task_done(*this);
    }
  }
}

void TaskState::conclude(Execution& execution) {
  if (awaited_ != nullptr) {
    if (awaited_->is_free()) {
      const ObjectId resource = awaited_->grantable_id();
      execution.add_violation(
          {.property = Property::stuck_resource,
           .name = std::string{vigil::name(Property::stuck_resource)},
           .message = "`" + execution.task_name(task()) + "` waits for `" +
                      execution.object_name(resource) + "`, which is free, and nobody will wake it",
           .step = execution.step(),
           .task = task(),
           .object = resource});
    }
  }
  if (!error_ || retrieved_ || !spawned_) return;
  execution.add_violation({.property = Property::uncaught,
                           .name = std::string{vigil::name(Property::uncaught)},
                           .message = "`" + execution.task_name(task()) + "` ended with `" +
                                      asyncio::describe(error_) +
                                      "`, and nobody retrieves the exception",
                           .step = failed_at_,
                           .task = task(),
                           .object = {}});
}

/// What a task ended with is a function of what it observed.
void TaskState::observe_result() const {
  Execution& execution = Execution::current();
  if (!execution.observing() || execution.unwinding()) return;
  execution.observe(execution.observed(task()).low);
  execution.observe(execution.observed(task()).high);
}

void TaskState::raise_failure() {
  retrieve();
  observe_result();
  if (cancelled()) throw CancelledError{};
  if (error_) std::rethrow_exception(error_);
}

void TaskState::add_done_callback(DoneCallback& callback, TaskState& owner) {
  Execution& execution = Execution::current();
  execution.touch(id(), Mode::read);
  Turn* turn = nullptr;
  if (exact_turns(execution)) {
    turn = &owner.take_turn([this, &callback] { callback.task_done(*this); });
    callback.turns_.push_back(turn);
  }
  if (!done()) {
    listeners_.push_back({.task = {}, .callback = &callback, .turn = turn});
  } else if (turn != nullptr) {
    owner.call_soon(*turn);
  } else {
    callback.task_done(*this);
  }
}

void TaskState::remove_done_callback(DoneCallback& callback) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return;
  const std::size_t removed = std::erase_if(
      listeners_, [&](const Listener& listener) { return listener.callback == &callback; });
  // Had the task ended before, it would have found whoever stops listening now.
  if (removed > 0) execution.touch(id(), Mode::read);
}

DoneCallback::~DoneCallback() {
  for (Turn* turn : turns_) {
    turn->stays = true;
    turn->owner->release_turn(*turn);
  }
}

Turn& TaskState::take_turn(std::function<void()> action) {
  const auto free = std::ranges::find_if(turns_, [](const auto& turn) { return !turn->busy; });
  if (free != turns_.end()) {
    (*free)->busy = (*free)->taken = true;
    (*free)->stays = (*free)->timed = false;
    (*free)->action = std::move(action);
    return **free;
  }
  Turn& turn = *turns_.emplace_back(std::make_unique<Turn>());
  turn.owner = this;
  turn.busy = turn.taken = true;
  turn.action = std::move(action);
  turn.callback =
      Execution::current().make_callback(task(), "turn", [&turn] { turn.owner->run_turn(turn); });
  return turn;
}

void TaskState::call_soon(Turn& turn) {
  Execution::current().wake(turn.callback);
}

void TaskState::call_later(Turn& turn, std::int64_t delay_ns) {
  if (delay_ns <= 0) {
    call_soon(turn);
  } else {
    turn.timed = true;
    Execution::current().set_timer(turn.callback, delay_ns);
  }
}

/// A turn that is ready already comes all the same and does nothing: no transition disables
/// another.
void TaskState::release_turn(Turn& turn) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return;
  VIGIL_ASSERT(turn.taken, "a turn is released once, by whoever took it");
  execution.cancel_timer(turn.callback);
  turn.action = nullptr;
  turn.taken = false;
  turn.busy = execution.task_state(turn.callback) == Execution::TaskState::ready;
  if (turn.busy) execution.touch(id(), Mode::write);
  if (turn.busy && turn.timed && execution.options().clock == Clock::early) {
    execution.touch(execution.clock_object(), Mode::read);  // before the clock: no turn at all
  }
}

bool TaskState::is_cancelled_turn(TaskId callback) const {
  const auto found =
      std::ranges::find_if(turns_, [&](const auto& turn) { return turn->callback == callback; });
  return found != turns_.end() && !(*found)->taken && !(*found)->stays;
}

void TaskState::run_turn(Turn& turn) {
  if (turn.taken && turn.action) {
    touch_if_cancellable(Mode::read);
    const std::function<void()> action = std::exchange(turn.action, nullptr);
    action();
  } else if (!turn.taken) {
    // It came too late; had it come earlier, it would have acted: not to be commuted with the
    // transition that released it, which writes the task as well.
    Execution::current().touch(id(), Mode::write);
    turn.busy = false;
  }
}

void TaskState::state(StateSink& sink) const {
  sink.add((std::uint64_t{cancelling_} << 8) | (static_cast<std::uint64_t>(Future::state()) << 1) |
           (must_cancel_ ? 1 : 0));
  const std::uint64_t awaited =
      waiting_for_ == nullptr ? 0 : 1 + static_cast<std::uint64_t>(waiting_for_->state());
  sink.add((awaited << 2) | (retrieved_ ? 2 : 0) | (spawned_ ? 1 : 0));
  // They say it themselves; but the task's own last transition looks at them.
  for (const Listener& listener : listeners_) {
    if (listener.task.valid()) sink.add_member(listener.task, 1);
  }
  sink.add(listeners_.size());
}

std::string TaskState::describe() const {
  switch (Future::state()) {
    case State::pending:
      return must_cancel_ ? "cancellation pending" : "running";
    case State::done:
      return "finished";
    case State::cancelled:
      return "cancelled";
    case State::failed:
      return "failed with " + asyncio::describe(error_);
  }
  return {};
}

}  // namespace vigil::asyncio::detail
