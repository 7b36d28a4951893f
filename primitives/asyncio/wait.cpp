// SPDX-License-Identifier: MIT
#include "primitives/asyncio/wait.hpp"

#include <algorithm>

#include "primitives/asyncio/early_timeout.hpp"
#include "primitives/asyncio/errors.hpp"

namespace vigil::asyncio {

namespace {

using detail::Future;
using detail::Resumed;
using detail::TaskState;
using detail::Turn;

/// Counts the tasks that have not ended, and settles the waiter's future when that is enough.
class Completion final : public detail::DoneCallback {
 public:
  Completion(TaskState& waiter, std::vector<TaskHandle> tasks, ReturnWhen return_when,
             bool has_timeout)
      : future(waiter.task(), waiter.id(), Mode::read),
        waiter_(waiter),
        tasks_(std::move(tasks)),
        left_(tasks_.size()),
        return_when_(return_when),
        contested_(has_timeout || return_when != ReturnWhen::all_completed) {
    if (contested_) Execution::current().state_is_inexact();
    for (const TaskHandle& task : tasks_) task.state().add_done_callback(*this, waiter_);
  }
  ~Completion() {
    for (const TaskHandle& task : tasks_) task.state().remove_done_callback(*this);
  }
  Completion(const Completion&) = delete;
  Completion& operator=(const Completion&) = delete;

  void task_done(TaskState& task) override {
    --left_;
    const bool raised = !task.cancelled() && task.error() != nullptr;
    touch();
    if (future.done()) return;
    ends_.push_back(Execution::current().step());
    if (left_ == 0 || return_when_ == ReturnWhen::first_completed ||
        (return_when_ == ReturnWhen::first_exception && raised)) {
      future.finish(Future::State::done);
      settled_ = true;
    } else {
      Execution& execution = Execution::current();
      execution.set_pending(waiter_.task(), with_who_is_left(execution.pending(waiter_.task())));
    }
  }
  void timed_out() {
    touch();
    future.finish(Future::State::done);
  }
  /// The ends without which the waiter would still wait come before what it does now. Those that
  /// came later, or that did not suffice before the timeout, could as well come afterwards.
  void resumed() const {
    if (!settled_) return;
    for (const StepIndex end : ends_) Execution::current().caused_by(end);
  }

  /// Reports say whom the waiter waits for: the first that has not ended.
  [[nodiscard]] Operation with_who_is_left(Operation join) const {
    const auto left = std::ranges::find_if(
        tasks_, [](const TaskHandle& task) { return !task.state().done(); });
    if (left != tasks_.end() && join.kind == OperationKind::join) join.peer = left->id();
    return join;
  }

  Future future;

 private:
  /// Where more than one of them could end the waiting, it matters who comes first: what happens
  /// before that changes the waiter, what comes too late does not.
  void touch() const {
    if (contested_) {
      Execution::current().touch(waiter_.id(), future.done() ? Mode::read : Mode::write);
    } else {
      waiter_.touch_if_cancellable(Mode::read);
    }
  }

  TaskState& waiter_;
  std::vector<TaskHandle> tasks_;
  std::size_t left_;
  ReturnWhen return_when_;
  bool contested_;
  std::vector<StepIndex> ends_;
  bool settled_ = false;
};

/// Python makes a set of them; here they keep the order in which they were given.
std::vector<TaskHandle> distinct(std::span<const TaskHandle> tasks) {
  std::vector<TaskHandle> set;
  for (const TaskHandle& task : tasks) {
    if (std::ranges::find(set, task) == set.end()) set.push_back(task);
  }
  return set;
}

}  // namespace

WaitResult wait(std::span<const TaskHandle> tasks, ReturnWhen return_when,
                std::optional<Duration> timeout, source_location where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) {
    detail::unwind(execution);
    return {};
  }
  TaskState& self = TaskState::current();
  if (tasks.empty()) {
    detail::raise(ValueError("Set of Tasks/Futures is empty."), ObjectId{}, where);
  }
  const std::vector<TaskHandle> set = distinct(tasks);
  const Operation operation{.kind = OperationKind::join,
                            .peer = set.front().id(),
                            .a = static_cast<std::int64_t>(set.size()),
                            .where = where};
  Resumed resumed;
  {
    Completion completion(self, set, return_when, timeout.has_value());
    Turn* timer = nullptr;
    if (timeout) {
      timer = &self.take_turn([&] { completion.timed_out(); });
      self.call_later(*timer, detail::timeout_delay_ns(timeout->count()));
    }
    resumed = self.suspend(completion.future, completion.with_who_is_left(operation));
    if (resumed == Resumed::unwound) return {};
    if (resumed == Resumed::normally) completion.resumed();
    if (timer != nullptr) self.release_turn(*timer);
  }
  if (resumed == Resumed::cancelled) throw CancelledError{};
  WaitResult result;
  std::uint64_t observed = 0;
  for (const TaskHandle& task : set) {
    execution.touch(task.state().id(), Mode::read);
    const bool done = task.state().done();
    (done ? result.done : result.pending).push_back(task);
    observed = (observed << 1) | (done ? 1 : 0);
  }
  execution.complete(operation, observed);
  return result;
}

}  // namespace vigil::asyncio
