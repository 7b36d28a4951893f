// SPDX-License-Identifier: MIT
#pragma once

/// What an execution is at a moment, and all that strategies, reports, primitives and the explorer
/// may ask about it. Asking changes nothing but the notes of what was asked (`consulted`). Only
/// Execution, the one class that derives from it, makes anything happen.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "checker/consulted.hpp"
#include "checker/event_log.hpp"
#include "checker/fiber/fiber.hpp"
#include "checker/ids.hpp"
#include "checker/judgement.hpp"
#include "checker/object.hpp"
#include "checker/options.hpp"
#include "checker/registry.hpp"
#include "checker/state/hash128.hpp"
#include "checker/task_record.hpp"
#include "checker/task_set.hpp"
#include "checker/verdict.hpp"

namespace vigil {

struct Intervention;
class Lockset;
class StateReader;
class Strategy;

class ExecutionState {
 public:
  using TaskState = TaskRecord::State;

  ExecutionState(const ExecutionState&) = delete;
  ExecutionState& operator=(const ExecutionState&) = delete;

  // ---- who and what ------------------------------------------------------------------------
  [[nodiscard]] const ExecutionOptions& options() const { return options_; }
  [[nodiscard]] const Registry& registry() const { return registry_; }
  [[nodiscard]] const std::string& task_name(TaskId task) const {
    return registry_.task_name(task);
  }
  [[nodiscard]] const std::string& object_name(ObjectId id) const {
    return registry_.object_name(id);
  }
  /// An object has the finer treatment (Execution::refine).
  [[nodiscard]] bool refined(ObjectId object) const { return registry_.refined(object); }
  /// The task that runs; invalid inside a set-up.
  [[nodiscard]] TaskId self() const { return running_; }
  /// True while an ended execution unwinds its tasks: operations then do nothing or throw Unwind.
  [[nodiscard]] bool unwinding() const { return unwinding_; }
  /// True while an `always` or `finally` predicate runs: reads then leave no footprint; `touch`
  /// learns instead which objects the predicate depends on.
  [[nodiscard]] bool in_predicate() const { return predicate_.valid(); }
  /// True while a decision is made whose values are TaskIds.
  [[nodiscard]] bool choosing_task() const { return choosing_task_; }
  [[nodiscard]] bool recording() const { return recording_; }
  /// True while results of operations are hashed, so that `observed` is worth computing.
  [[nodiscard]] bool observing() const { return observing_; }

  // ---- a task ------------------------------------------------------------------------------
  [[nodiscard]] TaskState task_state(TaskId task) const;
  [[nodiscard]] bool finished(TaskId task) const {
    return task_state(task) == TaskState::finished;
  }
  [[nodiscard]] bool is_callback(TaskId task) const { return record(task).is_callback; }
  /// The first task of the group that `task` belongs to; invalid: none.
  [[nodiscard]] TaskId group(TaskId task) const { return record(task).group; }
  /// The operation at which a suspended task stands.
  [[nodiscard]] const Operation& pending(TaskId task) const { return record(task).pending; }
  /// The causes that the next transition of a suspended task would have.
  [[nodiscard]] std::span<const StepIndex> pending_causes(TaskId task) const {
    return record(task).causes;
  }
  /// Which objects it holds, for `lock_released` and for reports.
  [[nodiscard]] std::span<const ObjectId> held(TaskId task) const { return record(task).held; }
  /// The hash of everything that the task's operations returned to it.
  [[nodiscard]] const Hash128& observed(TaskId task) const { return record(task).observed; }
  /// The same for the running task.
  [[nodiscard]] Hash128 observed_so_far() const {
    return running_.valid() && running_ != clock_task ? record(running_).observed : Hash128{};
  }
  [[nodiscard]] TaskContext* context(TaskId task) const { return record(task).context.get(); }
  [[nodiscard]] bool has_timer(TaskId task) const;
  /// For debuggers (checker/debug). Where a suspended task keeps its registers; null: it has none.
  [[nodiscard]] const void* saved_registers(TaskId task) const;

  // ---- time and the adversary --------------------------------------------------------------
  [[nodiscard]] std::int64_t now_ns() const { return now_ns_; }
  /// What the clock's transitions write with clock=early, where they race with everything that
  /// depends on a timer that has not ended.
  [[nodiscard]] ObjectId clock_object() const { return clock_object_; }
  /// The adversary's remaining spurious wake-ups, and the object that stands for them in
  /// footprints.
  [[nodiscard]] std::uint32_t spurious_left() const { return spurious_left_; }
  [[nodiscard]] ObjectId spurious_object() const { return spurious_object_; }
  /// Its remaining cancellations (asyncio).
  [[nodiscard]] std::uint32_t cancellations_left() const { return cancellations_left_; }

  // ---- between two transitions -------------------------------------------------------------
  /// The tasks that may be picked now, as a set.
  [[nodiscard]] const TaskSet& candidates() const { return candidates_; }
  /// The same in the order of the ready queue: position 0 everywhere is the FIFO schedule.
  [[nodiscard]] std::vector<TaskId> ordered_candidates() const;
  /// The first of them. Cost: O(candidates).
  [[nodiscard]] TaskId first_candidate() const;
  [[nodiscard]] const EventLog& log() const { return log_; }
  /// How many transitions began in this execution; the running one, or the last, is `step()`.
  [[nodiscard]] std::uint32_t step_count() const { return step_count_; }
  [[nodiscard]] StepIndex step() const { return StepIndex{step_count_ - 1}; }
  [[nodiscard]] TaskId last_task() const { return last_task_; }
  /// The tasks of this execution in order of spawn, callbacks included.
  [[nodiscard]] std::span<const TaskId> tasks() const { return spawned_; }
  /// What was looked at since the last task was picked, if the strategy asked for it
  /// (Strategy::consults).
  [[nodiscard]] const Consulted& consulted() const { return consulted_; }
  /// Tells `reader` all of the state that any future can depend on.
  void read_state(StateReader& reader) const;

  // ---- what has come of it -----------------------------------------------------------------
  [[nodiscard]] const std::vector<Violation>& violations() const { return violations_; }
  /// The properties that were put to the test, as a set of bits.
  [[nodiscard]] std::uint64_t exercised() const { return exercised_; }
  /// The outcome in one line: how it ended, how each task ended, and what `outcome` was told.
  [[nodiscard]] const std::string& outcome_text() const { return outcome_text_; }
  [[nodiscard]] const Trace& trace() const { return trace_; }
  /// Of the execution that ended: the tasks that had not. (They have been unwound since.)
  [[nodiscard]] std::span<const TaskId> unfinished_tasks() const { return unfinished_; }
  /// The hash of the state of every object that was alive when the last transition had run.
  [[nodiscard]] std::uint64_t final_state() const { return final_state_; }
  /// True if this execution asked for a refinement that the search does not have yet.
  [[nodiscard]] bool refinement_requested() const { return refinement_requested_; }
  /// For Ending::diverged: where the re-run prefix did not do what it did before.
  [[nodiscard]] const std::string& divergence() const { return divergence_; }
  [[nodiscard]] bool stop_requested() const {
    return stop_ || (interrupted_ != nullptr && *interrupted_);
  }

 protected:
  struct Timer {
    std::int64_t deadline_ns;
    std::uint64_t sequence;
    TaskId task;
    ObjectId object;
  };

  ExecutionState(const ExecutionOptions& options, FiberPool& fibers, Registry& registry)
      : options_(options), fibers_(fibers), registry_(registry) {}
  ~ExecutionState() = default;

  [[nodiscard]] TaskRecord& record(TaskId task) {
    if (consulting_) consulted_.tasks.insert(task);
    return *records_[task.index()];
  }
  [[nodiscard]] const TaskRecord& record(TaskId task) const {
    if (consulting_) consulted_.tasks.insert(task);
    return *records_[task.index()];
  }
  /// True while the log already has the running transition (a shared prefix runs again).
  [[nodiscard]] bool rerunning() const { return step_count_ <= shared_steps_; }
  /// True while the running transition is no decision of a search, but could be one.
  [[nodiscard]] bool running_forced() const {
    return step_count_ > 0 && running_.valid() && running_ != clock_task && log_[step()].forced;
  }
  [[nodiscard]] bool clock_contested() const {
    return options_.cancellation_budget > 0 && options_.clock == Clock::virtual_time &&
           options_.dialect == Dialect::asyncio;
  }
  [[nodiscard]] TaskId loop_head(const TaskSet& tasks) const;
  [[nodiscard]] Operation shown_pending(TaskId task) const;
  [[nodiscard]] TraceTask::End situation(TaskId task) const;

  // What it runs with:
  ExecutionOptions options_;
  FiberPool& fibers_;
  Registry& registry_;
  Strategy* strategy_ = nullptr;
  Lockset* lockset_ = nullptr;
  const Intervention* intervention_ = nullptr;
  const volatile bool* interrupted_ = nullptr;
  StepIndex break_step_;
  bool recording_ = false;
  bool observing_ = false;
  bool matching_states_ = false;
  bool order_starts_ = false;
  bool merging_tasks_ = false;
  bool consulting_ = false;
  // How it is to end:
  volatile bool stop_ = false;
  bool unwinding_ = false;
  bool ended_ = false;  ///< `fail` was called
  int unwind_attempts_ = 0;
  bool refinement_requested_ = false;
  const char* abandon_message_ = nullptr;
  const char* volatile abandon_request_ = nullptr;
  Property abandon_property_ = Property::termination;
  // The running transition:
  TaskId running_;
  Fiber* volatile running_fiber_ = nullptr;
  Fiber* volatile predicate_fiber_ = nullptr;
  ObjectId predicate_;          ///< that runs now
  bool only_joined_ = false;    ///< the running step is a join and has done nothing else so far
  bool may_throw_ = true;       ///< the running operation may throw Unwind
  bool choosing_task_ = false;  ///< the values of the running choose are TaskIds
  TaskId last_task_;
  std::uint32_t step_count_ = 0;
  std::uint32_t shared_steps_ = 0;
  std::uint32_t rerun_choice_ = 0;
  EventLog log_;
  mutable Consulted consulted_;  ///< asking is no change
  // Tasks and objects:
  std::vector<std::unique_ptr<TaskRecord>> records_;  ///< by TaskId
  std::vector<TaskId> spawned_;                       ///< in this execution, callbacks too
  std::vector<TaskId> unfinished_;                    ///< in the end
  std::uint32_t unfinished_count_ = 0;                ///< tasks, not callbacks
  std::uint32_t unjoined_count_ = 0;                  ///< tasks whose end nobody has seen
  std::uint32_t set_up_spawn_count_ = 0;
  std::uint32_t set_up_object_count_ = 0;
  std::vector<const Object*> objects_;  ///< by ObjectId, null when gone
  // Who can run:
  TaskSet ready_;
  TaskSet forced_;  ///< those of the ready ones whose next transition is not a decision
  TaskSet candidates_;
  TaskSet adversaries_;  ///< callbacks of the adversary
  TaskId adversary_;     ///< the one that decides first, after a set-up
  std::vector<std::function<void()>> first_decisions_;
  std::uint64_t ready_sequence_ = 0;
  // Time and budgets:
  std::int64_t now_ns_ = 0;
  std::uint64_t timer_sequence_ = 0;
  std::vector<Timer> timers_;  ///< unordered; few
  ObjectId clock_object_;
  ObjectId spurious_object_;
  ObjectId forced_object_;  ///< stands for forced starts and joins
  std::uint32_t spurious_left_ = 0;
  std::uint32_t cancellations_left_ = 0;
  // What the model claims, and what has come of it:
  std::vector<NamedPredicate> always_;
  std::vector<NamedPredicate> finally_;
  Judge judge_;
  std::string judged_outcome_;
  std::vector<std::pair<std::string, std::string>> outcome_;
  std::string outcome_text_;
  std::vector<Violation> violations_;
  std::uint64_t exercised_ = 0;
  std::uint64_t final_state_ = 0;
  std::string divergence_;
  // The record of an execution that is run to be shown:
  Trace trace_;
  std::vector<TaskId> woken_;                     ///< since the last entry of the trace
  std::vector<std::size_t> known_object_states_;  ///< by object: 1 + its last one in the trace
  std::vector<std::size_t> known_task_states_;    ///< likewise, by task

 private:
  [[nodiscard]] std::uint64_t rank(TaskId task) const;
  void read_task(StateReader& reader, TaskId task) const;
};

}  // namespace vigil
