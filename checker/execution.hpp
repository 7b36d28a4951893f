// SPDX-License-Identifier: MIT
#pragma once

/// One run of a model: its tasks, who is ready, the transitions with their footprints, the virtual
/// clock and the event log. Primitives call it from inside tasks; the explorer runs it under a
/// strategy. One object serves all executions of an exploration, one after the other.
///
/// The life of a task (state x event -> state):
///
/// | state    | spawn | pause       | block   | wake  | picked  | body ends |
/// |----------|-------|-------------|---------|-------|---------|-----------|
/// | (none)   | ready |             |         |       |         |           |
/// | ready    |       |             |         | ready | running |           |
/// | running  |       | ready       | blocked |       |         | finished  |
/// | blocked  |       |             |         | ready |         |           |
///
/// Forced transitions (a thread's start, a join whose target has ended) are not decisions: they
/// run as soon as they can, in order of TaskId. That is sound while nobody can tell when they run. A
/// model in which one does something visible (chooses, or writes what a predicate reads) gets the
/// finer treatment: there all of them are decisions. Everything is deterministic in (model, parameters,
/// options, schedule).

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include "checker/source_location.hpp"
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checker/body.hpp"
#include "checker/event_log.hpp"
#include "checker/explain/intervention.hpp"
#include "checker/fiber/fiber.hpp"
#include "checker/ids.hpp"
#include "checker/object.hpp"
#include "checker/options.hpp"
#include "checker/program.hpp"
#include "checker/registry.hpp"
#include "checker/state/hash128.hpp"
#include "checker/strategy.hpp"
#include "checker/task_set.hpp"
#include "checker/verdict.hpp"

namespace vigil {

class Execution;
class Lockset;
class StateReader;

/// What a dialect keeps with a task (asyncio: cancellation, result); owned by the task.
class TaskContext {
 public:
  virtual ~TaskContext() = default;
  /// What of it a later transition can depend on, for state keys.
  virtual void state(StateSink& sink) const = 0;
  /// The task's body ended, normally or with `error`; its captures are gone.
  /// Returns: true if the context keeps the error for whoever asks the task for its result; false
  /// makes it an `uncaught` violation.
  virtual bool ended(const std::exception_ptr& error) {
    (void)error;
    return false;
  }
  /// Nothing can run any more: the last chance to report what went wrong with the task.
  virtual void conclude(Execution& execution) { (void)execution; }
};

/// Thrown into suspended tasks when an execution ends early. Not derived from std::exception so
/// that models rarely catch it; a model that does is thrown at again, then dropped.
struct Unwind {};

/// What a model says of an execution in which nothing can run any more (program files).
struct Judgement {
  std::string outcome;               ///< in place of the engine's words
  bool may_deadlock = false;         ///< tasks that are blocked are no violation
  std::vector<Violation> violations;
};
using Judge = std::function<Judgement(bool blocked)>;

/// While it lives, std::terminate on a task's stack ends that task (a violation) instead of the
/// process. The explorer keeps one around its executions.
class TerminateScope {
 public:
  TerminateScope();
  ~TerminateScope();
  TerminateScope(const TerminateScope&) = delete;
  TerminateScope& operator=(const TerminateScope&) = delete;

 private:
  std::terminate_handler previous_;
};

/// What a transition, with the forced ones that follow it, has looked at: with that unchanged it would
/// do the same again.
struct Consulted {
  TaskSet tasks;                  ///< whether they are ready, at which operation they stand ...
  TaskSet by_name;                ///< of them: not found in an object, but known from elsewhere
  std::vector<ObjectId> objects;  ///< each once
  bool everything = false;        ///< time can pass, which depends on whether anybody is ready
};

/// How an execution ended. `cut`: the strategy gave it up, or a bound or the user stopped it.
enum class Ending : std::uint8_t { done, deadlock, violated, cut, diverged };

class Execution {
 public:
  enum class TaskState : std::uint8_t { absent, ready, running, blocked, finished };

  Execution(const ExecutionOptions& options, FiberPool& fibers, Registry& registry);
  ~Execution();
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;

  /// Runs the model once under `strategy`. With `recording`, fills `trace()`.
  Ending run(const Model& model, const Parameters& parameters, Strategy& strategy, bool recording);

  // ---- for primitives: who and what ------------------------------------------------------
  /// The execution that runs on this thread. Requires: `active()`.
  [[nodiscard]] static Execution& current();
  [[nodiscard]] static bool active();
  [[nodiscard]] const ExecutionOptions& options() const { return options_; }
  /// The task that runs; invalid inside a set-up.
  [[nodiscard]] TaskId self() const { return running_; }
  [[nodiscard]] const std::string& task_name(TaskId task) const { return registry_.task_name(task); }
  [[nodiscard]] const std::string& object_name(ObjectId id) const {
    return registry_.object_name(id);
  }
  [[nodiscard]] TaskState task_state(TaskId task) const;
  [[nodiscard]] bool finished(TaskId task) const {
    return task_state(task) == TaskState::finished;
  }
  /// True while an ended execution unwinds its tasks: operations then do nothing or throw Unwind.
  [[nodiscard]] bool unwinding() const { return unwinding_; }

  // ---- for primitives: tasks -----------------------------------------------------------------
  /// Makes a task. `forced_start`: its first transition is not a decision (threads dialect).
  /// `name` may be empty ("task 1", "task 2" ... in order of spawn).
  TaskId spawn(std::string_view name, Body body, bool forced_start,
               source_location where = source_location::current());
  /// Makes `bodies.size()` > 0 tasks that are interchangeable: their bodies are the same program and
  /// nothing reaches them, or anybody else, that tells them apart. With `order_starts` only the first
  /// that has not begun may begin: its successor starts when it has made its first decision. That
  /// divides the traces by the number of permutations and loses none but for names, because the
  /// tasks can be renamed in the order in which they begin. A task that spawns tasks or makes objects
  /// of its own is not interchangeable (its children have names); the engine notices and starts the
  /// search again without.
  /// Returns: the members; the first one stands for the group.
  std::vector<TaskId> spawn_equal(std::string_view name, std::vector<Body> bodies, bool forced_start,
                     source_location where = source_location::current());
  /// The first task of the group that `task` belongs to; invalid: none.
  [[nodiscard]] TaskId group(TaskId task) const { return record(task).group; }
  /// Threads dialect: blocks until all tasks of the group have finished, whatever their order.
  void join_group(TaskId first, source_location where);
  /// Makes a callback: a pseudo-task without a stack whose transition calls `action` in the
  /// scheduler, where nothing may suspend. It is blocked until `wake`, and again afterwards. The
  /// `owner`'s lowest free slot gives it its identity; `drop_callback` frees the slot. A callback
  /// that is dropped while it is ready still takes its turn and does nothing then, so that no
  /// transition ever disables another. An execution can end while callbacks are blocked.
  TaskId make_callback(TaskId owner, std::string_view name, std::function<void()> action);
  void drop_callback(TaskId callback);
  /// Makes a callback of the adversary against `target`: it is ready at once, may run at any moment,
  /// and neither the loop's order nor the virtual clock waits for it. It stands at `operation`.
  /// Returns: an id to `wake` for another turn.
  TaskId make_adversary(TaskId target, const Operation& operation, std::function<void()> action);
  /// Inside a set-up, where nothing can be chosen: runs `decide`, which may choose, in the execution's
  /// first transition, after which `task` may start.
  void decide_first(TaskId task, std::function<void()> decide);
  /// Threads dialect: blocks until `target` has finished; a forced transition then.
  void join(TaskId target, source_location where);
  [[nodiscard]] TaskContext* context(TaskId task) const;
  void set_context(TaskId task, std::unique_ptr<TaskContext> context);

  // ---- for primitives: scheduling points ---------------------------------------------------
  /// A scheduling point of a task that stays ready; returns when it is picked. In the asyncio
  /// dialect the task goes to the end of the ready queue.
  void pause(const Operation& operation) { suspend(operation, true); }
  /// As `pause`, for an operation that destructors call: returns when the execution unwinds, where
  /// `pause` would throw.
  void pause_in_destructor(const Operation& operation) {
    may_throw_ = false;
    suspend(operation, true);
    may_throw_ = true;
  }
  /// Suspends until somebody calls `wake` (or `enable`), and then until picked.
  void block(const Operation& operation) { suspend(operation, false); }
  /// Makes a blocked task ready (at the end of the ready queue); the current transition becomes a
  /// cause of its next one. Has no effect on a task that is ready or finished.
  void wake(TaskId task);
  /// Adds a cause to the next transition of a suspended task without making it ready.
  void add_cause(TaskId task);
  /// Adds a cause to the current transition (the notify whose token this relock takes).
  void caused_by(StepIndex cause) {
    if (!rerunning()) log_.add(cause);
  }
  /// Threads: makes tasks ready, or not, that stand at an operation; without a causal edge.
  void enable(const TaskSet& tasks);
  void disable(const TaskSet& tasks);
  /// Says that the current transition took from `task`, which could have run, the reason to run
  /// (see EventLog::lost).
  void lose(TaskId task, ObjectId behind = {});
  /// The operation at which a suspended task stands.
  [[nodiscard]] const Operation& pending(TaskId task) const { return record(task).pending; }
  /// Replaces it (a waiter that was notified now stands at its relock).
  void set_pending(TaskId task, const Operation& operation);

  // ---- for primitives: what a transition did ---------------------------------------------------
  /// Adds an access to the footprint of the current transition.
  void touch(ObjectId object, Mode mode, std::uint32_t argument = 0) {
    if (abandon_request_ != nullptr) abandon_as_requested();
    consult(object);
    if (predicate_.valid()) return touch_from_predicate(object);
    only_joined_ = false;
    if (lockset_ != nullptr && is_data(mode)) notice_data(object, mode);
    if (!rerunning()) log_access(object, mode, argument);
  }
  /// The one place through which every completed operation goes: recorded for traces, and its
  /// result (`observed`) hashed into what the task has observed. `text` are words of the
  /// primitive's own for the trace.
  void complete(const Operation& operation, std::uint64_t observed = 0, std::string_view text = {}) {
    if (abandon_request_ != nullptr) abandon_as_requested();
    if (observing_) observe(operation, observed);
    if (consulting_) consult(operation);
    if (recording_) record_entry(operation, text);
  }
  /// Says that the running transition has looked at the object's state, where neither a `touch` nor an
  /// operation on it says so (see Consulted).
  void consult(ObjectId object) {
    if (consulting_) note_consulted(object);
  }
  /// Says that it has looked at something that is in the state of no object and no single task.
  void consult_everything() {
    if (consulting_) consult_all_by_name();
  }
  /// Says that it deals with a task that it knows from elsewhere than an object's state.
  void consult_by_name(TaskId task) { consulted_.by_name.insert(task); }
  [[nodiscard]] bool recording() const { return recording_; }
  /// Hashes a word into what the running task has observed, without an entry in the trace: a value
  /// that reaches the task in another way than as the result of an operation.
  void observe(std::uint64_t word) {
    if (observing_ && running_.valid() && running_ != clock_task) {
      TaskRecord& self = record(running_);
      self.observed = hash_step(self.observed, word);
    }
  }
  /// Takes back what the running task has observed since it was `earlier`: it has forgotten it
  /// (wait_for between two rounds of its predicate).
  [[nodiscard]] Hash128 observed_so_far() const {
    return running_.valid() && running_ != clock_task ? record(running_).observed : Hash128{};
  }
  void forget_since(const Hash128& earlier) {
    if (observing_ && running_.valid() && running_ != clock_task) record(running_).observed = earlier;
  }
  /// An operation whose effects the state keys do not see in full was used: the search must not
  /// match states (and starts again without, if it did).
  void state_is_inexact() {
    if (!registry_.set_inexact() && matching_states_) refinement_requested_ = true;
  }
  /// Likewise for tasks of a group that turn out not to be interchangeable.
  void tasks_differ() {
    if (!registry_.set_tasks_differ() && merging_tasks_) refinement_requested_ = true;
  }
  /// True while results of operations are hashed, so that `observed` is worth computing.
  [[nodiscard]] bool observing() const { return observing_; }
  /// A decision of the strategy among values (not empty; sorted, distinct), or among tasks.
  std::uint32_t choose(std::span<const std::uint32_t> alternatives);
  [[nodiscard]] TaskId choose(const TaskSet& tasks);
  /// True while a decision is made whose values are TaskIds.
  [[nodiscard]] bool choosing_task() const { return choosing_task_; }
  /// Which task holds what, for `lock_released` and for reports.
  void hold(TaskId task, ObjectId object);
  void unhold(TaskId task, ObjectId object);
  [[nodiscard]] std::span<const ObjectId> held(TaskId task) const { return record(task).held; }
  /// The finer treatment of an object: asked for by an operation that needs it (a `try_lock` needs
  /// the unlocks of its mutex to be scheduling points, a notify without the lock needs ...). The
  /// first request makes the explorer start the search again with the object refined, so that
  /// programs which never need it do not pay. Returns: whether the object is refined already.
  bool refine(ObjectId object);
  /// Asks for the search to start again, since what was learnt changes footprints (and only those).
  void start_again() { refinement_requested_ = true; }
  [[nodiscard]] bool refined(ObjectId object) const { return registry_.refined(object); }

  /// The adversary's remaining spurious wake-ups, and the object that stands for them in footprints.
  [[nodiscard]] std::uint32_t spurious_left() const { return spurious_left_; }
  void spend_spurious() { --spurious_left_; }
  /// Likewise of its cancellations (asyncio).
  [[nodiscard]] std::uint32_t cancellations_left() const { return cancellations_left_; }
  void spend_cancellations(std::uint32_t count) { cancellations_left_ -= count; }
  [[nodiscard]] ObjectId cancellation_object();
  /// Asks for starts and joins that are decisions, see above.
  void refine_forced() { (void)refine(forced_object_); }
  /// For a search that goes on after a violation: it must try what else could have run, also instead
  /// of a forced transition, and must know from the start that any operation may be the last.
  void refine_failure() {
    distrust_labels();
    if (step_count_ > 0 && last_task_ != clock_task && log_[step()].forced) refine_forced();
  }
  [[nodiscard]] ObjectId spurious_object() const { return spurious_object_; }

  // ---- for primitives: what if ----------------------------------------------------------------
  /// True if the operation at `where` is to behave as if it had been repaired in this way.
  [[nodiscard]] bool intervenes(Intervention::Kind kind, const source_location& where) const {
    return intervention_ != nullptr && intervention_->applies(kind, where);
  }
  /// under_lock: the waiters' mutex, if it is there.
  [[nodiscard]] Object* intervention_mutex() const;
  /// For explanations. Requires: `intervention` outlives the execution, or is null.
  void intervene(const Intervention* intervention) { intervention_ = intervention; }
  /// The shared variables that the running transition has read, and what they were.
  struct Seen {
    ObjectId object;
    Mode mode;
    std::uint64_t hash;
  };
  [[nodiscard]] std::vector<Seen> looked_at() const;
  /// Reads them again. Returns: whether one of them changed, or nothing had been read.
  [[nodiscard]] bool changed(const std::vector<Seen>& seen);

  // ---- for primitives: time -------------------------------------------------------------------
  [[nodiscard]] std::int64_t now_ns() const { return now_ns_; }
  /// What the clock's transitions write with clock=early, where they race with everything that
  /// depends on a timer that has not ended.
  [[nodiscard]] ObjectId clock_object() const { return clock_object_; }
  /// Wakes `task` (a task or a callback) when the clock has advanced by `delay_ns` > 0. A task
  /// has at most one timer. With clock=arbitrary it is woken at once. `object`: what the clock's
  /// transition reads when it wakes the task, because others can wake it, too; may be invalid.
  void set_timer(TaskId task, std::int64_t delay_ns, ObjectId object = {});
  void cancel_timer(TaskId task);
  /// Says that the running transition of the adversary can make a task ready. A virtual clock that
  /// could have advanced before it cannot now, until that task is blocked again.
  void hold_back_clock();
  [[nodiscard]] bool has_timer(TaskId task) const;

  // ---- for primitives: properties -----------------------------------------------------------
  /// Notes that a property was put to the test (otherwise it is reported as vacuous).
  void exercise(Property property) { exercised_ |= std::uint64_t{1} << static_cast<int>(property); }
  /// Records a violation; the execution goes on to the end of the transition, then ends.
  void violate(Property property, std::string message, ObjectId object = {}, std::string name = {});
  /// Records a violation and ends the execution here. Must be called inside a task.
  [[noreturn]] void fail(Property property, std::string message, ObjectId object = {},
                         std::string name = {});
  /// The same for an operation that is refused: the report points at its place.
  [[noreturn]] void fail(Property property, std::string message, const Operation& refused);
  /// `predicate` must hold after every transition. It may read Shared<T> and nothing undeclared.
  void always(std::string name, std::function<bool()> predicate);
  /// `predicate` must hold when every task has finished.
  void finally(std::string name, std::function<bool()> predicate);
  /// True while an `always` or `finally` predicate runs: reads then leave no footprint; `touch`
  /// learns instead which objects the predicate depends on.
  [[nodiscard]] bool in_predicate() const { return predicate_.valid(); }
  /// `judge` speaks at the end of this execution, while suspended tasks are still there, with whether
  /// some are. It is dropped before they unwind.
  void judge_by(Judge judge) { judge_ = std::move(judge); }
  /// A fact that distinguishes outcomes: `outcome("got", "3")`. Later values replace earlier.
  void outcome(std::string_view key, std::string value);

  // ---- for strategies and the explorer ------------------------------------------------------
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
  /// Of the execution that ended: the tasks that had not. (They have been unwound since.)
  [[nodiscard]] std::span<const TaskId> unfinished_tasks() const { return unfinished_; }
  [[nodiscard]] bool is_callback(TaskId task) const { return record(task).is_callback; }
  [[nodiscard]] const std::vector<Violation>& violations() const { return violations_; }
  void add_violation(Violation violation) { violations_.push_back(std::move(violation)); }
  [[nodiscard]] std::uint64_t exercised() const { return exercised_; }
  /// The outcome in one line: how it ended, how each task ended, and what `outcome` was told.
  [[nodiscard]] const std::string& outcome_text() const { return outcome_text_; }
  [[nodiscard]] const Trace& trace() const { return trace_; }
  [[nodiscard]] const Registry& registry() const { return registry_; }
  [[nodiscard]] Registry& registry() { return registry_; }
  /// True if this execution asked for a refinement that the search does not have yet.
  [[nodiscard]] bool refinement_requested() const { return refinement_requested_; }
  /// For Ending::diverged: where the re-run prefix did not do what it did before.
  [[nodiscard]] const std::string& divergence() const { return divergence_; }
  /// Asks the running execution to stop at the next transition (Ctrl-C, a time limit).
  /// Async-signal-safe.
  void request_stop() { stop_ = true; }
  [[nodiscard]] bool stop_requested() const {
    return stop_ || (interrupted_ != nullptr && *interrupted_);
  }
  /// A flag that asks for the same when it becomes true; null for none.
  void stop_when(const volatile bool* interrupted) { interrupted_ = interrupted; }
  /// The causes that the next transition of a suspended task would have.
  [[nodiscard]] std::span<const StepIndex> pending_causes(TaskId task) const {
    return record(task).causes;
  }
  /// Asks for `observed` and `final_state` to be kept up to date from the next execution on.
  void observe_tasks(bool observing) { observing_ = observing; }
  /// The hash of everything that the task's operations returned to it.
  [[nodiscard]] const Hash128& observed(TaskId task) const { return record(task).observed; }
  /// The search matches states: observations are kept, what makes keys inexact ends it.
  void match_states(bool matching) { matching_states_ = matching; }
  /// See spawn_equal.
  void order_starts(bool ordering) { order_starts_ = ordering; }
  /// The search takes equal tasks as interchangeable, in whichever way.
  void merge_tasks(bool merging) { merging_tasks_ = merging; }
  /// Since the last task was picked, if the strategy asked for it (Strategy::consults).
  [[nodiscard]] const Consulted& consulted() const { return consulted_; }
  /// Watches plain data for the search that matches states; null for nobody.
  void watch_data(Lockset* lockset) { lockset_ = lockset; }
  /// Tells `reader` all of the state between two transitions that any future can depend on.
  void read_state(StateReader& reader) const;
  /// The hash of the state of every object that was alive when the last transition had run.
  [[nodiscard]] std::uint64_t final_state() const { return final_state_; }

  // ---- for debuggers (checker/debug) ------------------------------------------------------------
  /// Stops in the debugger when the task of that step has just begun to run.
  void break_at(StepIndex step) { break_step_ = step; }
  /// Where a suspended task keeps its registers; null: it has none to show.
  [[nodiscard]] const void* saved_registers(TaskId task) const;

  // ---- for the watchdog and the overflow handler (detect/watchdog) ------------------------------
  /// The fiber of the task or predicate that runs, or null. Async-signal-safe.
  [[nodiscard]] Fiber* running_fiber() const {
    return predicate_fiber_ != nullptr ? predicate_fiber_ : running_fiber_;
  }
  /// Ends the running task where it stands, from a signal handler on its stack or off it.
  [[noreturn]] void abandon_running(Property property, const char* message);
  /// Asks the running task to end at its next operation, where the engine's own data are whole.
  /// Forgotten when the task suspends. Async-signal-safe.
  void request_abandon(Property property, const char* message) {
    abandon_property_ = property;
    abandon_request_ = message;
  }

 private:
  friend class Object;
  [[noreturn]] void end_here();
  struct TaskRecord {
    TaskState state = TaskState::absent;
    bool forced = false;
    bool is_callback = false;
    bool dropped = false;  // callbacks only
    std::uint64_t ready_since = 0;
    Operation pending;
    Fiber* fiber = nullptr;
    Body body;
    std::function<void()> callback;
    TaskId owner;
    std::vector<StepIndex> causes;
    std::vector<TaskId> joiners;
    std::uint32_t joins_left = 0;  // tasks that it waits for
    bool joined = false;           // somebody has seen its end
    TaskId group;                  // see spawn_equal
    TaskId successor;              // begins when this one has
    std::uint32_t spawn_count = 0;
    std::uint32_t object_count = 0;
    std::vector<TaskId> callbacks;  // slots of this owner
    std::vector<ObjectId> held;
    std::unique_ptr<TaskContext> context;
    Hash128 observed;
    StepIndex last_step;
  };
  struct Timer {
    std::int64_t deadline_ns;
    std::uint64_t sequence;
    TaskId task;
    ObjectId object;
  };
  struct NamedPredicate {
    std::string name;
    std::function<bool()> holds;
    ObjectId object;
    Hash128 captured;  // what its task had observed when it announced it
  };

  [[nodiscard]] TaskRecord& record(TaskId task) {
    if (consulting_) consulted_.tasks.insert(task);
    return *records_[task.index()];
  }
  [[nodiscard]] const TaskRecord& record(TaskId task) const {
    if (consulting_) consulted_.tasks.insert(task);
    return *records_[task.index()];
  }
  void consult(const Operation& operation);
  void note_consulted(ObjectId object);
  void begin_consulting();
  void consult_all_by_name();
  TaskRecord& fresh_record(TaskId task);
  TaskId make_task(std::string_view name, Body body, bool forced_start, source_location where);
  void reset(std::uint32_t shared_steps);
  void set_up(const Model& model, const Parameters& parameters);
  Ending run_transitions(Strategy& strategy);
  Ending too_long();
  void update_candidates();
  Ending end_of_tasks();
  bool begin_transition(TaskId task, bool forced);
  void run_transition(TaskId task);
  void run_body(TaskId task);
  static void task_entry(void* argument);
  void finish(TaskId task);
  void fire_due_timers();
  void touch_timers();
  [[nodiscard]] bool clock_contested() const {
    return options_.cancellation_budget > 0 && options_.clock == Clock::virtual_time &&
           options_.dialect == Dialect::asyncio;
  }
  [[nodiscard]] TaskId loop_head(const TaskSet& tasks) const;
  [[nodiscard]] std::uint64_t rank(TaskId task) const;
  void suspend(const Operation& operation, bool stays_ready);
  void unwinding_point();
  void abandon_as_requested();
  void make_ready(TaskId task, TaskRecord& task_record);
  void unwind_tasks();
  void unwind_task(TaskId task);
  void break_if_due() const {
    if (break_step_.valid() && step() == break_step_) stop_in_debugger();
  }
  static void stop_in_debugger();
  [[nodiscard]] bool holds_watched(const NamedPredicate& predicate);
  bool check_predicates(const std::vector<NamedPredicate>& predicates, Property property);
  void report_uncaught(TaskId task, const std::exception_ptr& error);
  void observe(const Operation& operation, std::uint64_t value);
  void begin_successor(TaskId task);
  void join_tasks(std::span<const TaskId> targets, const Operation& operation);
  void notice_data(ObjectId object, Mode mode);
  void record_entry(const Operation& operation, std::string_view text);
  void touch_from_predicate(ObjectId object);
  void log_access(ObjectId object, Mode mode, std::uint32_t argument);
  void record_outcome(Ending ending);
  void record_task_decision(TaskId task);
  [[nodiscard]] StepIndex last_step_of(TaskId task) const;
  void record_decision(bool is_value, std::uint32_t taken,
                       std::span<const std::uint32_t> alternatives);
  void finish_trace();
  [[nodiscard]] Operation shown_pending(TaskId task) const;
  [[nodiscard]] TraceTask::End situation(TaskId task) const;
  void record_states();
  void record_object_states();
  void hash_final_state();
  void read_task(StateReader& reader, TaskId task) const;
  ObjectId attach(const Object& object, std::string_view kind, std::string_view name);
  void detach(ObjectId id, const Object& object);
  void distrust_labels() {
    if (!registry_.distrust_labels()) refinement_requested_ = true;
  }
  /// True while the running transition is no decision of a search, but could be one.
  [[nodiscard]] bool running_forced() const {
    return step_count_ > 0 && running_.valid() && running_ != clock_task && log_[step()].forced;
  }
  /// True while the log already has the running transition (a shared prefix runs again).
  [[nodiscard]] bool rerunning() const { return step_count_ <= shared_steps_; }
  void diverge(std::string what);

  ExecutionOptions options_;
  FiberPool& fibers_;
  Registry& registry_;
  Strategy* strategy_ = nullptr;
  bool recording_ = false;
  bool observing_ = false;
  bool matching_states_ = false;
  bool order_starts_ = false;
  bool merging_tasks_ = false;
  bool consulting_ = false;
  bool unwinding_ = false;
  bool ended_ = false;          ///< `fail` was called
  bool only_joined_ = false;    ///< the running step is a join and has done nothing else so far
  bool may_throw_ = true;       ///< the running operation may throw Unwind
  bool choosing_task_ = false;  ///< the values of the running choose are TaskIds
  bool refinement_requested_ = false;
  volatile bool stop_ = false;
  const volatile bool* interrupted_ = nullptr;
  const Intervention* intervention_ = nullptr;
  Fiber* volatile running_fiber_ = nullptr;
  Fiber* volatile predicate_fiber_ = nullptr;
  StepIndex break_step_;
  const char* abandon_message_ = nullptr;
  const char* volatile abandon_request_ = nullptr;
  Property abandon_property_ = Property::termination;

  std::vector<std::unique_ptr<TaskRecord>> records_;  // by TaskId
  std::vector<TaskId> spawned_;                       // in this execution, callbacks too
  std::uint32_t set_up_spawn_count_ = 0;
  std::uint32_t set_up_object_count_ = 0;
  std::vector<TaskId> unfinished_;      // in the end
  std::uint32_t unfinished_count_ = 0;  // tasks, not callbacks
  std::uint32_t unjoined_count_ = 0;    // tasks whose end nobody has seen
  Lockset* lockset_ = nullptr;
  mutable Consulted consulted_;  // asking is no change
  TaskSet ready_;
  TaskSet forced_;  // those of the ready ones whose next transition is not a decision
  TaskSet candidates_;
  TaskSet adversaries_;  // callbacks of the adversary
  TaskId adversary_;     // the one that decides first, after a set-up
  std::vector<std::function<void()>> first_decisions_;
  TaskId running_;
  TaskId last_task_;
  std::uint32_t step_count_ = 0;
  std::uint32_t shared_steps_ = 0;
  std::uint32_t rerun_choice_ = 0;
  std::uint64_t ready_sequence_ = 0;
  std::int64_t now_ns_ = 0;
  std::uint64_t timer_sequence_ = 0;
  std::vector<Timer> timers_;  // unordered; few
  ObjectId clock_object_;
  ObjectId spurious_object_;
  ObjectId forced_object_;  ///< stands for forced starts and joins
  std::uint32_t spurious_left_ = 0;
  std::uint32_t cancellations_left_ = 0;
  EventLog log_;
  std::vector<const Object*> objects_;  // by ObjectId, null when gone
  std::vector<NamedPredicate> always_;
  std::vector<NamedPredicate> finally_;
  ObjectId predicate_;  // of the predicate that runs now
  std::vector<std::pair<std::string, std::string>> outcome_;
  Judge judge_;
  std::string judged_outcome_;
  std::vector<Violation> violations_;
  std::string divergence_;
  std::string outcome_text_;
  std::uint64_t final_state_ = 0;
  int unwind_attempts_ = 0;
  std::uint64_t exercised_ = 0;
  std::vector<TaskId> woken_;  // since the last entry of the trace
  Trace trace_;
  std::vector<std::size_t> known_object_states_;  // by object: 1 + its last one in the trace
  std::vector<std::size_t> known_task_states_;    // likewise, by task
};

}  // namespace vigil
