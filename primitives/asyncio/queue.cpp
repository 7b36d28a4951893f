// SPDX-License-Identifier: MIT
#include "primitives/asyncio/queue.hpp"

#include "primitives/asyncio/errors.hpp"
#include "primitives/asyncio/promises.hpp"
#include "primitives/asyncio/task_state.hpp"
#include "primitives/observe.hpp"

namespace vigil::asyncio::detail {

QueueBase::QueueBase(std::int64_t maxsize, std::string_view name)
    : Object("queue", name),
      maxsize_(maxsize),
      finished_(name.empty() ? std::string{} : std::string{name} + ".finished") {
  finished_.set_ = true;
  Execution::current().state_is_inexact();
}

QueueBase::~QueueBase() {
  report_abandoned(*this, getters_);
  report_abandoned(*this, putters_);
}

void QueueBase::wait_for_slot(const Where& where) {
  wait(true, where);
}

void QueueBase::wait_for_item(const Where& where) {
  wait(false, where);
}

void QueueBase::wait(bool putting, const Where& where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return unwind(execution);
  TaskState& self = TaskState::current();
  const LibraryCall call(putting ? "put" : "get", *this);
  WaiterList& waiters = putting ? putters_ : getters_;
  const Operation operation{
      .kind = putting ? OperationKind::put : OperationKind::get, .object = id(), .where = where};
  execution.touch(id(), Mode::write);
  while (blocked(putting)) {
    if (shut_down_) raise(QueueShutDown{}, id(), where);
    Future future(self.task(), id(), Mode::write);
    waiters.push_back(future);
    const Resumed resumed = self.suspend(future, operation);
    if (resumed == Resumed::unwound) return;
    execution.touch(id(), Mode::write);
    if (resumed != Resumed::cancelled) continue;  // whoever woke it took it out of the list
    if (waiters.contains(future)) waiters.remove(future);
    if (!blocked(putting) && !future.cancelled()) wake_next(waiters);  // pass the wake-up on
    throw CancelledError{};
  }
}

void QueueBase::wake_next(WaiterList& waiters) {
  while (!waiters.empty()) {
    Future& next = waiters.front();
    waiters.remove(next);
    if (next.finish(Future::State::done)) break;
  }
}

void QueueBase::check_put(const Where& where) {
  Execution::current().touch(id(), Mode::write);
  if (shut_down_) raise(QueueShutDown{}, id(), where);
  if (is_full()) raise(QueueFull{}, id(), where);
}

void QueueBase::after_put(const Where& where) {
  ++size_;
  ++unfinished_;
  finished_.change(false);
  wake_next(getters_);
  Execution::current().complete({.kind = OperationKind::put, .object = id(), .where = where});
}

void QueueBase::check_get(const Where& where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) throw Unwind{};  // there is no item to return
  execution.touch(id(), Mode::write);
  if (size_ > 0) return;
  if (shut_down_) raise(QueueShutDown{}, id(), where);
  raise(QueueEmpty{}, id(), where);
}

void QueueBase::after_get(std::uint64_t item_hash, const Where& where) {
  --size_;
  wake_next(putters_);
  Execution::current().complete({.kind = OperationKind::get, .object = id(), .where = where},
                                item_hash);
}

void QueueBase::shut_down(std::size_t dropped, bool immediate) {
  Execution::current().touch(id(), Mode::write);
  shut_down_ = true;
  if (immediate) {
    size_ -= dropped;
    unfinished_ -= std::min(unfinished_, static_cast<std::int64_t>(dropped));
    if (unfinished_ == 0) finished_.change(true);
  }
  // All who wait look again.
  for (WaiterList* waiters : {&getters_, &putters_}) {
    while (!waiters->empty()) {
      Future& next = waiters->front();
      waiters->remove(next);
      next.finish(Future::State::done);
    }
  }
}

void QueueBase::task_done(Where where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return;
  execution.touch(id(), Mode::write);
  if (unfinished_ <= 0) raise(ValueError("task_done() called too many times"), id(), where);
  if (--unfinished_ == 0) finished_.change(true);
  execution.complete({.kind = OperationKind::call, .object = id(), .where = where}, 0, "task_done");
}

void QueueBase::join(Where where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return unwind(execution);
  execution.touch(id(), Mode::read);
  if (unfinished_ > 0) finished_.wait(where);
}

bool QueueBase::empty(Where where) const {
  return vigil::detail::observed(id(), size_ == 0, where);
}

bool QueueBase::full(Where where) const {
  return vigil::detail::observed(id(), is_full(), where);
}

std::int64_t QueueBase::qsize(Where where) const {
  return vigil::detail::observed(id(), static_cast<std::int64_t>(size_), where);
}

void QueueBase::state_of_waiters(StateSink& sink) const {
  sink.add((static_cast<std::uint64_t>(unfinished_) << 1) | (shut_down_ ? 1 : 0));
  getters_.state(sink);
  putters_.state(sink);
}

std::string QueueBase::describe() const {
  std::string text = std::to_string(size_) + " items";
  if (!getters_.empty()) text += ", " + std::to_string(getters_.size()) + " getters waiting";
  if (!putters_.empty()) text += ", " + std::to_string(putters_.size()) + " putters waiting";
  return text;
}

}  // namespace vigil::asyncio::detail
