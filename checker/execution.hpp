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
/// run as soon as they can, in order of TaskId. That is sound while nobody can tell when they run.
/// A model in which one does something visible (chooses, or writes what a predicate reads) gets the
/// finer treatment: there all of them are decisions. Everything is deterministic in (model,
/// parameters, options, schedule).

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checker/body.hpp"
#include "checker/execution_state.hpp"
#include "checker/explain/intervention.hpp"
#include "checker/program.hpp"
#include "checker/source_location.hpp"
#include "checker/strategy.hpp"
#include "checker/unwind.hpp"

namespace vigil {

/// How an execution ended. `cut`: the strategy gave it up, or a bound or the user stopped it.
enum class Ending : std::uint8_t { done, deadlock, violated, cut, diverged };

class Execution final : public ExecutionState {
 public:
  Execution(const ExecutionOptions& options, FiberPool& fibers, Registry& registry);
  ~Execution();

  /// Runs the model once under `strategy`. With `recording`, fills `trace()`.
  Ending run(const Model& model, const Parameters& parameters, Strategy& strategy, bool recording);

  /// The execution that runs on this thread. Requires: `active()`.
  [[nodiscard]] static Execution& current();
  [[nodiscard]] static bool active();

  // ---- for primitives: tasks -----------------------------------------------------------------
  /// Makes a task. `forced_start`: its first transition is not a decision (threads dialect).
  /// `name` may be empty ("task 1", "task 2" ... in order of spawn).
  TaskId spawn(std::string_view name, Body body, bool forced_start,
               source_location where = source_location::current());
  /// Makes `bodies.size()` > 0 tasks that are interchangeable: their bodies are the same program
  /// and nothing reaches them, or anybody else, that tells them apart. With `order_starts` only the
  /// first that has not begun may begin: its successor starts when it has made its first decision,
  /// or when nobody else can go on. That divides the traces by the number of permutations and loses
  /// none but for names, because the tasks can be renamed in the order in which they begin. A task
  /// that spawns tasks or makes objects of its own is not interchangeable (its children have
  /// names); the engine notices and starts the search again without.
  /// Returns: the members; the first one stands for the group.
  std::vector<TaskId> spawn_equal(std::string_view name, std::vector<Body> bodies,
                                  bool forced_start,
                                  source_location where = source_location::current());
  /// Threads dialect: blocks until all tasks of the group have finished, whatever their order.
  void join_group(TaskId first, source_location where);
  /// Makes a callback: a pseudo-task without a stack whose transition calls `action` in the
  /// scheduler, where nothing may suspend. It is blocked until `wake`, and again afterwards. The
  /// `owner`'s lowest free slot gives it its identity; `drop_callback` frees the slot. A callback
  /// that is dropped while it is ready still takes its turn and does nothing then, so that no
  /// transition ever disables another. An execution can end while callbacks are blocked.
  TaskId make_callback(TaskId owner, std::string_view name, std::function<void()> action);
  void drop_callback(TaskId callback);
  /// Makes a callback of the adversary against `target`: it is ready at once, may run at any
  /// moment, and neither the loop's order nor the virtual clock waits for it. It stands at
  /// `operation`.
  /// Returns: an id to `wake` for another turn.
  TaskId make_adversary(TaskId target, const Operation& operation, std::function<void()> action);
  /// Inside a set-up, where nothing can be chosen: runs `decide`, which may choose, in the
  /// execution's first transition, after which `task` may start.
  void decide_first(TaskId task, std::function<void()> decide);
  /// Threads dialect: blocks until `target` has finished; a forced transition then.
  void join(TaskId target, source_location where);
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
  /// Replaces the operation at which a suspended task stands (a waiter that was notified now stands
  /// at its relock).
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
  void complete(const Operation& operation, std::uint64_t observed = 0,
                std::string_view text = {}) {
    if (abandon_request_ != nullptr) abandon_as_requested();
    if (observing_) observe(operation, observed);
    if (consulting_) consult(operation);
    if (recording_) record_entry(operation, text);
  }
  /// Says that the running transition has looked at the object's state, where neither a `touch` nor
  /// an operation on it says so (see Consulted).
  void consult(ObjectId object) {
    if (consulting_) note_consulted(object);
  }
  /// Says that it has looked at something that is in the state of no object and no single task.
  void consult_everything() {
    if (consulting_) consult_all_by_name();
  }
  /// Says that it deals with a task that it knows from elsewhere than an object's state.
  void consult_by_name(TaskId task) { consulted_.by_name.insert(task); }
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
  void forget_since(const Hash128& earlier) {
    if (!observing_ || !running_.valid() || running_ == clock_task) return;
    record(running_).observed = earlier;
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
  /// A decision of the strategy among values (not empty; sorted, distinct), or among tasks.
  std::uint32_t choose(std::span<const std::uint32_t> alternatives);
  [[nodiscard]] TaskId choose(const TaskSet& tasks);
  /// Which task holds what, for `lock_released` and for reports.
  void hold(TaskId task, ObjectId object);
  void unhold(TaskId task, ObjectId object);
  /// The finer treatment of an object: asked for by an operation that needs it (a `try_lock` needs
  /// the unlocks of its mutex to be scheduling points, a notify without the lock needs ...). The
  /// first request makes the explorer start the search again with the object refined, so that
  /// programs which never need it do not pay. Returns: whether the object is refined already.
  bool refine(ObjectId object);
  /// Asks for the search to start again, since what was learnt changes footprints (and only those).
  void start_again() { refinement_requested_ = true; }
  void spend_spurious() { --spurious_left_; }
  void spend_cancellations(std::uint32_t count) { cancellations_left_ -= count; }
  /// That stands for the adversary's remaining cancellations in footprints.
  [[nodiscard]] ObjectId cancellation_object();
  /// Asks for starts and joins that are decisions, see above.
  void refine_forced() { (void)refine(forced_object_); }
  /// For a search that goes on after a violation: it must try what else could have run, also
  /// instead of a forced transition, and must know from the start that any operation may be the
  /// last.
  void refine_failure() {
    distrust_labels();
    if (step_count_ > 0 && last_task_ != clock_task && log_[step()].forced) refine_forced();
  }

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
  /// Wakes `task` (a task or a callback) when the clock has advanced by `delay_ns` > 0. A task
  /// has at most one timer. With clock=arbitrary it is woken at once. `object`: what the clock's
  /// transition reads when it wakes the task, because others can wake it, too; may be invalid.
  void set_timer(TaskId task, std::int64_t delay_ns, ObjectId object = {});
  void cancel_timer(TaskId task);
  /// Says that the running transition of the adversary can make a task ready. A virtual clock that
  /// could have advanced before it cannot now, until that task is blocked again.
  void hold_back_clock();

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
  /// `judge` speaks at the end of this execution, while suspended tasks are still there, with
  /// whether some are. It is dropped before they unwind.
  void judge_by(Judge judge) { judge_ = std::move(judge); }
  /// A fact that distinguishes outcomes: `outcome("got", "3")`. Later values replace earlier.
  void outcome(std::string_view key, std::string value);

  // ---- for the explorer -----------------------------------------------------------------------
  using ExecutionState::registry;
  [[nodiscard]] Registry& registry() { return registry_; }
  void add_violation(Violation violation) { violations_.push_back(std::move(violation)); }
  /// Asks the running execution to stop at the next transition (Ctrl-C, a time limit).
  /// Async-signal-safe.
  void request_stop() { stop_ = true; }
  /// A flag that asks for the same when it becomes true; null for none.
  void stop_when(const volatile bool* interrupted) { interrupted_ = interrupted; }
  /// Asks for `observed` and `final_state` to be kept up to date from the next execution on.
  void observe_tasks(bool observing) { observing_ = observing; }
  /// The search matches states: observations are kept, what makes keys inexact ends it.
  void match_states(bool matching) { matching_states_ = matching; }
  /// See spawn_equal.
  void order_starts(bool ordering) { order_starts_ = ordering; }
  /// The search takes equal tasks as interchangeable, in whichever way.
  void merge_tasks(bool merging) { merging_tasks_ = merging; }
  /// Watches plain data for the search that matches states; null for nobody.
  void watch_data(Lockset* lockset) { lockset_ = lockset; }
  /// For debuggers: stops when the task of that step has just begun to run.
  void break_at(StepIndex step) { break_step_ = step; }

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
  [[nodiscard]] bool begin_held_back();
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
  void record_states();
  void record_object_states();
  void hash_final_state();
  ObjectId attach(const Object& object, std::string_view kind, std::string_view name);
  void detach(ObjectId id, const Object& object);
  void distrust_labels() {
    if (!registry_.distrust_labels()) refinement_requested_ = true;
  }
  void diverge(std::string what);
};

}  // namespace vigil
