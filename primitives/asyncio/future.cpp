// SPDX-License-Identifier: MIT
#include "primitives/asyncio/future.hpp"

namespace vigil::asyncio::detail {

bool Future::finish(State state) {
  if (done()) return false;
  state_ = state;
  Execution::current().wake(waiter_);
  return true;
}

bool Future::cancel() {
  Execution::current().touch(object_, cancel_mode_);
  return finish(State::cancelled);
}

bool WaiterList::contains(const Future& future) const {
  for (const Future* known = first_; known != nullptr; known = known->next_) {
    if (known == &future) return true;
  }
  return false;
}

void WaiterList::push_back(Future& future) {
  future.previous_ = last_;
  future.next_ = nullptr;
  (last_ == nullptr ? first_ : last_->next_) = &future;
  last_ = &future;
  ++size_;
}

void WaiterList::remove(Future& future) {
  (future.previous_ == nullptr ? first_ : future.previous_->next_) = future.next_;
  (future.next_ == nullptr ? last_ : future.next_->previous_) = future.previous_;
  future.previous_ = future.next_ = nullptr;
  --size_;
}

Future* WaiterList::first_pending() const {
  Future* future = first_;
  while (future != nullptr && future->done()) future = future->next_;
  return future;
}

std::size_t WaiterList::pending_count() const {
  std::size_t count = 0;
  for_each([&](const Future& future) { count += future.done() ? 0 : 1; });
  return count;
}

bool WaiterList::all_cancelled() const {
  for (const Future* future = first_; future != nullptr; future = future->next_) {
    if (!future->cancelled()) return false;
  }
  return true;
}

void WaiterList::state(StateSink& sink) const {
  for_each([&](const Future& future) {
    sink.add(future.waiter());
    sink.add(static_cast<std::uint64_t>(future.state()));
  });
}

std::string waiting_words(const WaiterList& waiters) {
  if (waiters.empty()) return {};
  return ", " + std::to_string(waiters.size()) + " waiting";
}

void report_abandoned(const Object& object, const WaiterList& waiters) {
  if (!Execution::active()) return;
  Execution& execution = Execution::current();
  if (execution.unwinding()) return;
  // A waiter that was woken and has not gone on is among them, but may be in no object's state.
  execution.consult_everything();
  if (waiters.empty()) return;
  execution.violate(Property::misuse,
                    "`" + execution.object_name(object.id()) + "` is destroyed while `" +
                        execution.task_name(waiters.front().waiter()) + "` waits for it",
                    object.id());
}

}  // namespace vigil::asyncio::detail
