// SPDX-License-Identifier: MIT
/// The clock of an execution: timers are set and cancelled by transitions, and those that are due
/// are fired by transitions of the clock itself.
#include <algorithm>

#include "checker/assert.hpp"
#include "checker/execution.hpp"

namespace vigil {

void Execution::set_timer(TaskId task, std::int64_t delay_ns, ObjectId object) {
  if (unwinding_) return;
  consulted_.everything = true;
  VIGIL_ASSERT(delay_ns > 0 && !has_timer(task), "a task has at most one timer");
  if (options_.clock == Clock::arbitrary) {
    wake(task);
    return;
  }
  touch_timers();
  if (clock_contested() && !registry_.note_timers()) start_again();
  timers_.push_back({now_ns_ + delay_ns, timer_sequence_++, task, object});
  if (!rerunning()) log_.add_timers(1);
}

void Execution::cancel_timer(TaskId task) {
  const auto found = std::ranges::find(timers_, task, &Timer::task);
  if (found == timers_.end() || unwinding_) return;
  consulted_.everything = true;
  timers_.erase(found);
  touch_timers();
  if (rerunning()) return;
  log_.add_timers(-1);
  // The last of several cancellations takes the clock's reason to run, and which is the last,
  // nothing decides: they commute.
  if (options_.clock == Clock::early) lose(clock_task);
}

/// A change of the timers does not commute with a clock that can advance before and after it.
void Execution::touch_timers() {
  if (options_.clock == Clock::early || clock_contested()) touch(clock_object_, Mode::read);
}

void Execution::fire_due_timers() {
  if (options_.clock == Clock::early || clock_contested()) touch(clock_object_, Mode::write);
  now_ns_ = std::ranges::min(timers_, {}, &Timer::deadline_ns).deadline_ns;
  complete({.kind = OperationKind::advance, .a = now_ns_});
  std::vector<Timer> due;
  std::erase_if(timers_, [&](const Timer& timer) {
    if (timer.deadline_ns != now_ns_) return false;
    due.push_back(timer);
    return true;
  });
  std::ranges::sort(due, {}, &Timer::sequence);
  for (const Timer& timer : due) {
    if (timer.object.valid() && options_.clock == Clock::early) touch(timer.object, Mode::read);
    wake(timer.task);
  }
  if (!rerunning()) log_.add_timers(-static_cast<std::int32_t>(due.size()));
}

}  // namespace vigil
