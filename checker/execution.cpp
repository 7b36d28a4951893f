// SPDX-License-Identifier: MIT
/// The run loop: who runs next, what a transition is, how an execution ends. What primitives call
/// is in execution_operations.cpp, the clock in execution_clock.cpp, ending early in
/// execution_unwind.cpp, traces and outcomes in execution_record.cpp.
#include "checker/execution.hpp"

#include <algorithm>
#include <utility>

#include "checker/assert.hpp"

namespace vigil {

namespace {

// Position-independent code would call a function for its address, each time.
[[gnu::tls_model("initial-exec")]] thread_local Execution* current_execution = nullptr;

/// Marks the execution as the thread's current one while it runs.
class CurrentScope {
 public:
  explicit CurrentScope(Execution* execution) : previous_(current_execution) {
    current_execution = execution;
  }
  ~CurrentScope() { current_execution = previous_; }
  CurrentScope(const CurrentScope&) = delete;
  CurrentScope& operator=(const CurrentScope&) = delete;

 private:
  Execution* previous_;
};

/// Of the violations of equal tasks, which of them is which must not decide what comes first.
void order_equals(std::vector<Violation>& violations, const Execution& execution) {
  const auto group = [&](const Violation& violation) {
    const bool is_task = violation.task.valid() && violation.task != clock_task;
    return is_task ? execution.group(violation.task) : TaskId{};
  };
  const auto nameless = [&](const Violation& violation) {
    std::string words = violation.message;
    const std::string& name = execution.task_name(violation.task);
    const std::size_t at = words.find(name);
    return at == std::string::npos ? words : words.erase(at, name.size());
  };
  for (auto first = violations.begin(); first != violations.end();) {
    const TaskId equals = group(*first);
    const auto last = std::find_if(first + 1, violations.end(), [&](const Violation& other) {
      return group(other) != equals;
    });
    if (equals.valid() && last - first > 1) {
      std::stable_sort(first, last, [&](const Violation& left, const Violation& right) {
        return nameless(left) < nameless(right);
      });
    }
    first = last;
  }
}

}  // namespace

Execution::Execution(const ExecutionOptions& options, FiberPool& fibers, Registry& registry)
    : ExecutionState(options, fibers, registry) {
  clock_object_ = registry_.object(clock_task, 0, "clock", "clock");
  spurious_object_ = registry_.object(clock_task, 1, "budget", "spurious wake-ups");
  constexpr std::uint32_t forced_ordinal = 511;  // after the predicates
  forced_object_ = registry_.object(clock_task, forced_ordinal, "decisions", "starts and joins");
}

Execution::~Execution() = default;

bool Execution::active() { return current_execution != nullptr; }

Execution& Execution::current() {
  VIGIL_ASSERT(current_execution != nullptr,
               "locks, tasks and shared variables are used inside a model only");
  return *current_execution;
}

Ending Execution::run(const Model& model, const Parameters& parameters, Strategy& strategy,
                      bool recording) {
  const CurrentScope scope(this);
  recording_ = recording;
  strategy_ = &strategy;
  reset(recording ? 0 : strategy.shared_steps());
  set_up(model, parameters);
  Ending ending = run_transitions(strategy);
  running_ = TaskId{};
  if (ending == Ending::done && !check_predicates(finally_, Property::final_state)) {
    ending = Ending::violated;
  }
  record_outcome(ending);
  if (recording_) finish_trace();
  if (observing_) hash_final_state();
  judge_ = nullptr;
  unwind_tasks();
  always_.clear();
  finally_.clear();
  return ending;
}

void Execution::reset(std::uint32_t shared_steps) {
  for (const TaskId task : spawned_) record(task).state = TaskState::absent;
  spawned_.clear();
  set_up_spawn_count_ = set_up_object_count_ = unfinished_count_ = unjoined_count_ = 0;
  ready_.clear();
  forced_.clear();
  candidates_.clear();
  running_ = last_task_ = TaskId{};
  step_count_ = 0;
  shared_steps_ = shared_steps;
  log_.rewind(shared_steps);
  ready_sequence_ = timer_sequence_ = 0;
  now_ns_ = 0;
  spurious_left_ = options_.spurious_budget;
  cancellations_left_ = options_.cancellation_budget;
  adversaries_.clear();
  adversary_ = TaskId{};
  first_decisions_.clear();
  timers_.clear();
  objects_.assign(objects_.size(), nullptr);
  violations_.clear();
  divergence_.clear();
  outcome_.clear();
  judge_ = nullptr;
  judged_outcome_.clear();
  exercised_ = 0;
  ended_ = refinement_requested_ = false;
  if (recording_) {
    trace_ = Trace{};
    known_object_states_.clear();
    known_task_states_.clear();
  }
  woken_.clear();
}

void Execution::set_up(const Model& model, const Parameters& parameters) {
  if (model.set_up) {
    model.set_up(parameters);
    return;
  }
  // The parameters outlive the execution: the explorer owns them.
  spawn("main", Body{[&model, &parameters] { model.body(parameters); }},
        options_.dialect == Dialect::threads);
}

/// Asked for before a strategy picks, which may know no further than the bound (a repetition).
Ending Execution::too_long() {
  violate(Property::termination,
          "the execution goes on after " + std::to_string(step_count_) + " transitions");
  return Ending::violated;
}

Ending Execution::run_transitions(Strategy& strategy) {
  while (true) {
    if (stop_requested()) return Ending::cut;
    if (ended_ || !violations_.empty()) return Ending::violated;
    const bool shared = step_count_ < shared_steps_;
    TaskId next;
    bool forced = false;
    if (!forced_.empty()) {
      next = forced_.first();
      forced = true;
    } else {
      update_candidates();
      if (candidates_.empty()) {
        if (begin_held_back()) continue;
        if (timers_.empty()) return end_of_tasks();
        next = clock_task;
        forced = options_.clock != Clock::early && !clock_contested();
        if (!forced) candidates_.insert(clock_task);
      }
      if (step_count_ >= options_.step_count_max) return too_long();
      if (!forced) {
        next = shared ? log_[StepIndex{step_count_}].task : strategy.pick_task(*this);
        if (!next.valid()) return Ending::cut;
        if (!candidates_.contains(next)) {
          VIGIL_ASSERT(shared, "a strategy picks one of the candidates");
          diverge("`" + task_name(next) + "` cannot run");
          return Ending::diverged;
        }
      }
    }
    if (step_count_ >= options_.step_count_max) return too_long();
    if (!forced) {
      consulting_ = !shared && strategy.consults();
      if (consulting_) begin_consulting();
    }
    if (!begin_transition(next, forced)) return Ending::diverged;
    if (!forced && next != clock_task) begin_successor(next);
    run_transition(next);
    if (!divergence_.empty()) return Ending::diverged;
    if (rerunning()) continue;  // this very prefix was checked before
    if (!always_.empty()) check_predicates(always_, Property::invariant);
    if (!violations_.empty()) log_.mark_fatal();
    if (!strategy.after_transition(*this)) return Ending::cut;
  }
}

/// Who may run next, when nothing is forced.
void Execution::update_candidates() {
  candidates_ = ready_;
  if (ready_.empty()) return;
  if (adversary_.valid() && ready_.contains(adversary_)) {
    candidates_.clear();
    candidates_.insert(adversary_);
    return;
  }
  const TaskSet of_the_model = ready_ - adversaries_;
  if (options_.order == Order::fifo && options_.dialect == Dialect::asyncio) {
    candidates_ -= of_the_model;
    if (!of_the_model.empty()) candidates_.insert(loop_head(of_the_model));
  }
  // The virtual clock waits for the tasks of the model, the early one for nobody.
  const bool clock_may_run = options_.clock == Clock::early || of_the_model.empty();
  if (clock_may_run && !timers_.empty()) candidates_.insert(clock_task);
}

Ending Execution::end_of_tasks() {
  for (const TaskId task : spawned_) {
    if (record(task).context) record(task).context->conclude(*this);
  }
  order_equals(violations_, *this);
  bool may_deadlock = false;
  if (judge_) {
    Judgement judgement = judge_(unfinished_count_ > 0);
    judged_outcome_ = std::move(judgement.outcome);
    may_deadlock = judgement.may_deadlock;
    for (Violation& violation : judgement.violations) {
      violation.step = StepIndex{step_count_ == 0 ? 0 : step_count_ - 1};
      exercise(violation.property);
      violations_.push_back(std::move(violation));
    }
  }
  if (!violations_.empty()) return Ending::violated;
  if (unfinished_count_ == 0) return Ending::done;
  if (may_deadlock) return Ending::deadlock;
  std::string message;
  std::uint32_t count = 0;
  for (const TaskId task : spawned_) {
    const TaskRecord& blocked = record(task);
    if (blocked.is_callback || blocked.state == TaskState::finished) continue;
    message += (count++ == 0 ? "`" : ", `") + task_name(task) + "`";
  }
  message += count == 1 ? " is blocked and nothing can wake it"
                        : " are blocked and nothing can wake them";
  violations_.push_back({.property = Property::deadlock,
                         .name = std::string{name(Property::deadlock)},
                         .message = std::move(message),
                         .step = StepIndex{step_count_ == 0 ? 0 : step_count_ - 1},
                         .task = {},
                         .object = {}});
  return Ending::deadlock;
}

/// Opens the log entry, or compares with the one that the shared prefix has.
bool Execution::begin_transition(TaskId task, bool forced) {
  const Operation* pending = task == clock_task ? nullptr : &record(task).pending;
  const OperationKind kind = pending != nullptr ? pending->kind : OperationKind::advance;
  const ObjectId object = pending != nullptr ? pending->object : ObjectId{};
  if (object.valid()) consult(object);
  ++step_count_;
  rerun_choice_ = 0;
  if (rerunning()) {
    const Transition& known = log_[step()];
    if (known.task != task || known.kind != kind || known.object != object ||
        known.forced != forced || (!forced && known.candidates != candidates_)) {
      diverge("`" + task_name(task) + "` is at `" + std::string{name(kind)} +
              "`, where `" + task_name(known.task) + "` was at `" +
              std::string{name(known.kind)} + "` before");
      return false;
    }
    if (task != clock_task) record(task).causes.clear();
    return true;
  }
  Transition& transition = log_.begin_transition(task, kind, object, forced);
  if (!forced) transition.candidates = candidates_;
  transition.last_resort = task == clock_task && options_.clock != Clock::early;
  if (options_.order == Order::fifo && options_.dialect == Dialect::asyncio) {
    // Who wakes whom first decides who runs first: nothing commutes.
    log_.add(Access{clock_object_, Mode::write, 0});
  }
  if (task == clock_task) return true;
  transition.by_adversary = adversaries_.contains(task);
  for (const StepIndex cause : record(task).causes) log_.add(cause);
  record(task).causes.clear();
  return true;
}

void Execution::run_transition(TaskId task) {
  running_ = task;
  if (task == clock_task || record(task).is_callback) break_if_due();
  if (recording_ && !candidates_.empty() && candidates_.size() > 1 && !log_[step()].forced) {
    record_task_decision(task);
  }
  if (task == clock_task) {
    fire_due_timers();
  } else if (record(task).is_callback) {
    ready_.erase(task);
    TaskRecord& callback = record(task);
    if (!callback.dropped) {
      try {
        callback.callback();
      } catch (const Unwind&) {  // a violation ended the execution here
      }
    }
  } else {
    ready_.erase(task);
    forced_.erase(task);
    run_body(task);
  }
  last_task_ = task;
  running_ = TaskId{};
  if (recording_) record_states();
}

void Execution::run_body(TaskId task) {
  TaskRecord& body = record(task);
  body.state = TaskState::running;
  only_joined_ = false;
  if (body.fiber == nullptr) {
    body.fiber = &fibers_.take();
    body.fiber->start(&Execution::task_entry, this);
  }
  running_fiber_ = body.fiber;
  body.fiber->resume();
  running_fiber_ = nullptr;
  abandon_request_ = nullptr;
  if (abandon_message_ != nullptr) {
    violate(abandon_property_, "`" + task_name(task) + "` " + abandon_message_);
    abandon_message_ = nullptr;
    finish(task);
  }
  if (body.state == TaskState::finished && body.fiber != nullptr) {
    fibers_.give_back(*body.fiber);
    body.fiber = nullptr;
  }
}

void Execution::task_entry(void* argument) {
  Execution& execution = *static_cast<Execution*>(argument);
  const TaskId task = execution.running_;
  std::exception_ptr error;
  execution.break_if_due();
  try {
    execution.record(task).body();
  } catch (const Unwind&) {
  } catch (...) {
    error = std::current_exception();
  }
  try {
    execution.record(task).body.reset();
  } catch (const Unwind&) {
  } catch (...) {
    if (!execution.unwinding_) execution.report_uncaught(task, std::current_exception());
  }
  if (!execution.unwinding_) {
    TaskContext* const context = execution.context(task);
    const bool kept = context != nullptr && context->ended(error);
    if (error && !kept) execution.report_uncaught(task, error);
  }
  execution.finish(task);
}

/// The task has begun: the next one of its group may, see spawn_equal.
void Execution::begin_successor(TaskId task) {
  const TaskId next = std::exchange(record(task).successor, TaskId{});
  if (!next.valid()) return;
  wake(next);
  if (record(next).forced) forced_.insert(next);
}

/// Nobody can go on, and some equal task waits for another one to begin that never will: it begins
/// now, after everything that has happened, so that no search tries to have it begin earlier. (There
/// it would be the one that goes first.) Returns: whether there was one.
bool Execution::begin_held_back() {
  for (const TaskId task : spawned_) {
    const TaskId next = record(task).successor;
    if (!next.valid()) continue;
    TaskSet seen;
    for (std::uint32_t step = step_count_; step > 0; --step) {
      const TaskId who = log_[StepIndex{step - 1}].task;
      if (!seen.contains(who)) record(next).causes.push_back(StepIndex{step - 1});
      seen.insert(who);
    }
    std::ranges::reverse(record(next).causes);
    begin_successor(task);
    return true;
  }
  return false;
}

void Execution::finish(TaskId task) {
  TaskRecord& finished = record(task);
  finished.state = TaskState::finished;
  finished.last_step = StepIndex{step_count_ == 0 ? 0 : step_count_ - 1};
  --unfinished_count_;
  if (unwinding_) return;
  complete({.kind = OperationKind::finish});
  if (options_.discipline && !finished.held.empty() && violations_.empty()) {
    violate(Property::lock_released,
            "`" + task_name(task) + "` ended while it held `" +
                object_name(finished.held.front()) + "`",
            finished.held.front());
  }
  begin_successor(task);
  for (const TaskId joiner : finished.joiners) {
    consult_by_name(joiner);
    if (--record(joiner).joins_left > 0) {
      add_cause(joiner);
      continue;
    }
    wake(joiner);
    if (refined(forced_object_)) continue;
    record(joiner).forced = true;
    forced_.insert(joiner);
  }
  finished.joiners.clear();
}

}  // namespace vigil
