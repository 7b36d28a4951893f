// SPDX-License-Identifier: MIT
/// Ending an execution early: every task that is still suspended is resumed once more and finds
/// `Unwind` thrown at it, so that destructors run. Tasks that swallow it are thrown at again, and
/// dropped with their frames when they insist or when a noexcept function is in the way.
///
/// | the task ...                          | what happens                                       |
/// |---------------------------------------|----------------------------------------------------|
/// | lets Unwind pass                      | destructors run, the fiber parks                   |
/// | catches it (`catch (...)`), goes on   | the next operation throws again; dropped after 64  |
/// | suspends in a destructor              | the operation returns at once                      |
/// | has a noexcept frame in between       | std::terminate is intercepted, the fiber dropped   |
///
/// A fiber that is dropped keeps what its frames own: their destructors never run, so a leak
/// checker reports it. The exceptions that it was handling belong to no frame and are released.
#include <cxxabi.h>

#include <cstdlib>
#include <exception>

#include "checker/assert.hpp"
#include "checker/execution.hpp"

namespace vigil {

namespace {

constexpr int unwind_attempt_max = 64;

std::terminate_handler previous_terminate_handler = nullptr;

/// Ends the handlers that the running task stands in, whose frames are about to be dropped.
void release_handled_exceptions() {
  while (std::current_exception() != nullptr) abi::__cxa_end_catch();
}

/// std::terminate on a task's stack drops the task; elsewhere it is what it always was.
[[noreturn]] void drop_task_on_terminate() {
  if (Execution::active()) {
    Execution& execution = Execution::current();
    if (execution.running_fiber() != nullptr) {
      if (execution.unwinding()) release_handled_exceptions();
      execution.abandon_running(
          Property::uncaught,
          "called std::terminate (an exception met a noexcept function, perhaps)");
    }
  }
  if (previous_terminate_handler != nullptr) previous_terminate_handler();
  std::abort();
}

}  // namespace

TerminateScope::TerminateScope() {
  previous_ = std::set_terminate(&drop_task_on_terminate);
  if (previous_ != &drop_task_on_terminate) previous_terminate_handler = previous_;
}

TerminateScope::~TerminateScope() { std::set_terminate(previous_); }

void Execution::abandon_running(Property property, const char* message) {
  abandon_property_ = property;
  abandon_message_ = message;
  running_fiber()->abandon();
}

void Execution::abandon_as_requested() {
  if (running_fiber() != nullptr) abandon_running(abandon_property_, abandon_request_);
}

/// Every operation of a task that is being unwound comes through here.
void Execution::unwinding_point() {
  if (std::uncaught_exceptions() > 0) return;  // a destructor: let it finish
  if (running_.valid() && ++unwind_attempts_ > unwind_attempt_max && running_fiber_ != nullptr) {
    release_handled_exceptions();
    running_fiber_->abandon();
  }
  throw Unwind{};
}

void Execution::unwind_tasks() {
  unfinished_.clear();
  if (unfinished_count_ > 0) {
    for (const TaskId task : spawned_) {
      if (!record(task).is_callback && !finished(task)) unfinished_.push_back(task);
    }
    unwinding_ = true;
    // The youngest first: what a task keeps on its stack serves the tasks that it spawned.
    for (std::size_t i = spawned_.size(); i > 0; --i) unwind_task(spawned_[i - 1]);
    unwinding_ = false;
  }
  // Predicates can be the last to keep objects alive, for which unwound tasks were waiting.
  unwinding_ = true;
  always_.clear();
  finally_.clear();
  unwinding_ = false;
  for (const TaskId task : spawned_) {
    TaskRecord& ended = record(task);
    ended.context.reset();
    if (ended.is_callback) ended.callback = nullptr;
  }
}

void Execution::unwind_task(TaskId task) {
  TaskRecord& doomed = record(task);
  if (doomed.is_callback || doomed.state == TaskState::finished) return;
  running_ = task;
  unwind_attempts_ = 0;
  if (doomed.fiber != nullptr) {
    running_fiber_ = doomed.fiber;
    doomed.fiber->resume();
    running_fiber_ = nullptr;
    abandon_request_ = nullptr;
    if (doomed.state != TaskState::finished) {  // it was dropped
      doomed.state = TaskState::finished;
      --unfinished_count_;
    }
    abandon_message_ = nullptr;
    VIGIL_ASSERT(doomed.fiber->parked(), "an unwound task leaves its fiber");
    fibers_.give_back(*doomed.fiber);
    doomed.fiber = nullptr;
  } else {
    doomed.body.reset();
    doomed.state = TaskState::finished;
    --unfinished_count_;
  }
  running_ = TaskId{};
}

}  // namespace vigil
