// SPDX-License-Identifier: MIT
#include "primitives/asyncio/barrier.hpp"

#include <mutex>

#include "primitives/asyncio/errors.hpp"
#include "primitives/asyncio/promises.hpp"
#include "primitives/asyncio/task_state.hpp"
#include "primitives/observe.hpp"

namespace vigil::asyncio {

Barrier::Barrier(std::int64_t parties, std::string_view name)
    : Object("barrier", name),
      condition_(name.empty() ? std::string{} : std::string{name} + ".condition"),
      parties_(parties) {
  Execution::current().state_is_inexact();
  if (parties < 1) throw ValueError("parties must be > 0");
}

Barrier::State Barrier::current() const {
  Execution::current().touch(id(), Mode::read);
  return state_;
}

void Barrier::become(State state) {
  Execution::current().touch(id(), Mode::write);
  state_ = state;
}

std::int64_t Barrier::wait(Where where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return detail::unwind(execution), 0;
  Operation operation{.kind = OperationKind::wait, .object = id(), .where = where};
  const LibraryCall call("wait", *this);
  execution.complete(operation);
  condition_.acquire(where);
  const std::unique_lock held{condition_, std::adopt_lock};
  condition_.wait_for(
      [&] {
        const State state = current();
        return state != State::draining && state != State::resetting;
      },
      where);
  if (execution.unwinding()) return 0;
  if (current() == State::broken) {
    detail::raise(BrokenBarrierError("Barrier aborted"), id(), where);
  }
  std::int64_t index;
  try {
    index = pass(where);
  } catch (const Unwind&) {
    throw;
  } catch (...) {
    leave(where);
    throw;
  }
  leave(where);
  operation.a = 1;
  operation.b = index;
  execution.complete(operation, static_cast<std::uint64_t>(index));
  return index;
}

/// Takes an index and waits until the barrier opens. Requires: the condition is held.
std::int64_t Barrier::pass(const Where& where) {
  Execution::current().touch(id(), Mode::write);
  const std::int64_t index = count_++;
  if (index + 1 == parties_) {
    become(State::draining);
    condition_.notify_all(where);
    return index;
  }
  condition_.wait_for([&] { return current() != State::filling; }, where);
  const State state = current();
  if (state == State::broken || state == State::resetting) {
    detail::raise(BrokenBarrierError("Abort or reset of barrier"), id(), where);
  }
  return index;
}

void Barrier::leave(const Where& where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return;
  execution.touch(id(), Mode::write);
  if (--count_ > 0) return;
  if (state_ == State::resetting || state_ == State::draining) state_ = State::filling;
  condition_.notify_all(where);
}

void Barrier::change(State state, OperationKind kind, const Where& where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return detail::unwind(execution);
  condition_.acquire(where);
  const std::unique_lock held{condition_, std::adopt_lock};
  if (execution.unwinding()) return;
  become(state == State::resetting && count_ == 0 ? State::filling : state);
  condition_.notify_all(where);
  execution.complete({.kind = kind, .object = id(), .where = where});
}

void Barrier::reset(Where where) {
  change(State::resetting, OperationKind::reset, where);
}

void Barrier::abort(Where where) {
  change(State::broken, OperationKind::abort, where);
}

std::int64_t Barrier::n_waiting(Where where) const {
  const std::int64_t waiting = state_ == State::filling ? count_ : 0;
  return vigil::detail::observed(id(), waiting, where);
}

bool Barrier::broken(Where where) const {
  return vigil::detail::observed(id(), state_ == State::broken, where);
}

std::string_view Barrier::state_name() const {
  switch (state_) {
    case State::filling:
      return "filling";
    case State::draining:
      return "draining";
    case State::resetting:
      return "resetting";
    case State::broken:
      return "broken";
  }
  return {};
}

void Barrier::state(StateSink& sink) const {
  sink.add((static_cast<std::uint64_t>(count_) << 2) | static_cast<std::uint64_t>(state_));
}

std::string Barrier::describe() const {
  return std::string{state_name()} + ", " + std::to_string(count_) + " of " +
         std::to_string(parties_);
}

}  // namespace vigil::asyncio
