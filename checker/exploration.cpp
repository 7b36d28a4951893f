// SPDX-License-Identifier: MIT
#include "checker/exploration.hpp"

#include <algorithm>
#include <utility>

#include "checker/assert.hpp"
#include "checker/detect/diagnosis.hpp"
#include "checker/detect/watchdog.hpp"
#include "checker/search/audit.hpp"
#include "checker/search/dpor.hpp"
#include "checker/search/exhaustive.hpp"
#include "checker/search/loop_finder.hpp"
#include "checker/search/replay.hpp"
#include "checker/search/state_audit.hpp"
#include "checker/search/states.hpp"
#include "checker/trace/fingerprint.hpp"
#include "checker/trace/shrink.hpp"

namespace vigil {

namespace {

/// Properties that a model can leave untested without anybody noticing.
constexpr Property can_be_vacuous[] = {
    Property::wait_needs_lock,      Property::predicate_on_resume, Property::no_lost_notification,
    Property::no_spurious_return,   Property::mutual_exclusion,    Property::lock_released};
constexpr Property asyncio_can_be_vacuous[] = {
    Property::overtaking, Property::lost_cancellation, Property::stuck_resource};

}  // namespace

Exploration::Exploration(const Model& model, const VerifyOptions& options)
    : model_(model),
      options_(options),
      parameters_(parameters_of(model, options.parameters)),
      fibers_(options.execution.stack_bytes) {
  options_.execution.dialect = model.dialect;
}

/// A refinement changes what a transition is, so nothing of an earlier search counts.
void Exploration::start_over() {
  execution_ = std::make_unique<Execution>(options_.execution, fibers_, registry_);
  execution_->stop_when(options_.interrupted);
  strategy_ = make_strategy();
  execution_->merge_tasks(merging() && options_.search != Search::exhaustive);
  // Where equal states are one, so are equal tasks that have not begun.
  execution_->order_starts(merging() && options_.search != Search::exhaustive && !by_states_);
  lockset_.reset();
  if (by_states_) {
    execution_->observe_tasks(true);
    execution_->match_states(true);
    if (model_.dialect == Dialect::threads) execution_->watch_data(&lockset_.emplace());
  }
  previous_ = nullptr;
  races_.reset();
  tree_.reset();
  if (options_.tree_executions_max != 0) tree_.emplace(options_.tree_executions_max);
  unchanged_steps_ = 0;
  if (model_.dialect == Dialect::threads && !by_states_) races_.emplace();
  spent_ += report_.transitions;
  report_.executions = report_.transitions = report_.deadlocks = report_.probes = 0;
  report_.depth_max = 0;
  report_.failures.clear();
  report_.stopped_by.clear();
  exercised_ = 0;
  outcomes_.clear();
  fingerprints_.clear();
}

/// Where the loop's queue decides who runs next, every transition depends on all tasks.
Remembering Exploration::remembering() const {
  const bool possible = by_states_ && !contradicted_ && options_.execution.order != Order::fifo;
  return possible ? options_.remembering : Remembering::off;
}

std::unique_ptr<Strategy> Exploration::make_strategy() {
  by_states_ = options_.search == Search::states && exact_keys();
  states_ = nullptr;
  if (options_.search == Search::exhaustive) return std::make_unique<Exhaustive>();
  if (options_.search == Search::dpor) {
    return std::make_unique<Dpor>(options_.execution, options_.validate);
  }
  auto states = std::make_unique<States>(
      States::Settings{.merging = merging(),
                       .by_history = !by_states_,
                       .remembering = remembering(),
                       .fifo_waiters = options_.execution.fifo_waiters(),
                       .step_count_max = options_.execution.step_count_max,
                       .memory_bytes_max = options_.memory_bytes_max});
  states_ = states.get();
  return states;
}

Exploration::Progressed Exploration::advance(std::uint64_t transition_count_max) {
  const TerminateScope terminate_scope;
  while (true) {
    if (options_.search == Search::states && options_.exact_only && !exact_keys()) {
      return Progressed::unable;
    }
    if (!std::exchange(started_, true)) start_over();
    const Watchdog watchdog(*execution_);
    const Progressed progressed = explore(transition_count_max);
    if (!execution_->refinement_requested()) return progressed;
    started_ = false;
  }
}

Exploration::Progressed Exploration::explore(std::uint64_t transition_count_max) {
  while (strategy_->begin_execution(previous_)) {
    const bool over = strategy_->resting() ? stopped(true) : !run_next();
    if (over) return Progressed::finished;
    if (!strategy_->gave_up().empty()) {
      report_.stopped_by = strategy_->gave_up();
      return options_.exact_only ? Progressed::unable : Progressed::finished;
    }
    if (transition_count_max != 0 && transition_count() >= transition_count_max) {
      return Progressed::on;
    }
  }
  complete_ = true;
  return Progressed::finished;
}

/// Returns: whether to go on; not if the execution asks for a refinement.
bool Exploration::run_next() {
  const Ending ending = execution_->run(model_, parameters_, *strategy_, false);
  previous_ = execution_.get();
  if (states_ != nullptr && states_->tangled()) execution_->tasks_differ();
  // An execution that asks for a refinement is void, and so is what it contradicts.
  if (states_ != nullptr && states_->contradicted() && !execution_->refinement_requested()) {
    contradicted_ = true;
    execution_->start_again();
  }
  if (execution_->refinement_requested()) return false;
  if (goes_on() && ending == Ending::violated) {
    execution_->refine_failure();
    // What the starts that were held back would have done is to be seen as well.
    if (holds_back_equals()) execution_->refine_forced();
  }
  return !execution_->refinement_requested() && digest(ending);
}

/// Whether the execution ended before some equal task had begun, see Execution::spawn_equal.
bool Exploration::holds_back_equals() const {
  return std::ranges::any_of(execution_->unfinished_tasks(), [this](TaskId task) {
    return execution_->group(task).valid() &&
           execution_->pending(task).kind == OperationKind::start;
  });
}

/// Returns: whether to go on.
bool Exploration::digest(Ending ending) {
  unchanged_steps_ = std::min(unchanged_steps_, strategy_->shared_steps());
  report_.transitions += execution_->step_count();
  ++runs_;
  if (ending == Ending::diverged) {
    report_.verdict = Verdict::nondeterministic;
    report_.stopped_by = execution_->divergence();
    return false;
  }
  if (states_ != nullptr) exercised_ |= execution_->exercised();  // redundant ones, too
  if (ending == Ending::cut || (strategy_->coasted() && ending != Ending::violated)) {
    return !stopped(false);
  }
  ++report_.executions;
  report_.depth_max = std::max(report_.depth_max, execution_->step_count());
  exercised_ |= execution_->exercised();
  if (ending == Ending::deadlock) ++report_.deadlocks;
  if (races_ && (goes_on() || execution_->violations().empty())) {
    races_->check(*execution_, unchanged_steps_);
    unchanged_steps_ = UINT32_MAX;
  }
  if (options_.count_traces) {
    fingerprints_.insert(fingerprint(execution_->log(), options_.execution.fifo_waiters()));
  }
  if (tree_) add_to_tree();
  if (options_.collect_outcomes) add_outcome();
  if (!execution_->violations().empty()) {
    // A copy: recording the first adds none, but runs the model again.
    for (const Violation& violation : std::vector<Violation>(execution_->violations())) {
      const bool known = std::ranges::any_of(report_.failures, [&](const Failure& failure) {
        return failure.violation.name == violation.name;
      });
      if (!known) add_failure(violation);
      if (execution_->refinement_requested()) return false;
      if (!goes_on()) break;
    }
    if (report_.verdict == Verdict::nondeterministic) return false;
    if (!goes_on()) return false;
  }
  return !stopped(false);
}

bool Exploration::found(Property property) const {
  return std::ranges::any_of(report_.failures, [property](const Failure& failure) {
    return failure.violation.property == property;
  });
}

/// `looking`: also at what costs a system call.
bool Exploration::stopped(bool looking) {
  if (options_.execution_count_max != 0 && report_.executions >= options_.execution_count_max) {
    report_.stopped_by = "--max-executions " + std::to_string(options_.execution_count_max);
    return true;
  }
  if (execution_->stop_requested()) {
    report_.stopped_by = "interrupt";
    return true;
  }
  constexpr std::uint64_t runs_between_looks = 256;
  if (!looking && runs_ % runs_between_looks != 0) return false;
  if (!out_of_time()) return false;
  report_.stopped_by = "--time-limit";
  return true;
}

/// Also tells how far the search is, now and then.
bool Exploration::out_of_time() {
  const double seconds = stopwatch_.seconds();
  if (options_.seconds_max > 0 && seconds >= options_.seconds_max) return true;
  if (options_.progress && seconds - last_progress_seconds_ >= 0.1) {
    last_progress_seconds_ = seconds;
    options_.progress({report_.executions, seconds, strategy_->estimate()});
  }
  return false;
}

/// Runs the last execution once more, to write everything down.
Trace Exploration::record(Ending* ending) {
  ReplayLog again(execution_->log());
  Execution recorder(options_.execution, fibers_, registry_);
  const Watchdog watchdog(recorder);
  *ending = recorder.run(model_, parameters_, again, true);
  return recorder.trace();
}

std::string Exploration::schedule_of(const Trace& trace) const {
  Schedule schedule;
  schedule.model = model_.name;
  const Parameters defaults(model_.parameters);
  for (const auto& [name, value] : parameters_.all()) {
    if (defaults[name] != value) schedule.parameters.emplace_back(name, value);
  }
  schedule.options = options_.execution;
  schedule.refined = registry_.refined_names();
  schedule.decisions = decisions_of(trace);
  return format_schedule(schedule);
}

void Exploration::add_failure(const Violation& violation) {
  Failure failure;
  failure.violation = violation;
  Ending ending{};
  failure.trace = record(&ending);
  if (ending == Ending::cut || ending == Ending::diverged || ending == Ending::done) {
    if (violation.property != Property::data_race) {
      // It may take equal tasks that start one after the other: without them, then.
      if (merging() && !merged_groups().empty()) return execution_->tasks_differ();
      report_.verdict = Verdict::nondeterministic;
      report_.stopped_by = "a failing execution did not fail again when it was repeated";
      return;
    }
  }
  if (violation.property == Property::data_race) locate_race(failure);
  failure.schedule = schedule_of(failure.trace);
  failure.diagnosis = diagnose(failure.violation, failure.trace);
  if (options_.shrink && !options_.collect_outcomes) shrink_failure(failure);
  report_.failures.push_back(std::move(failure));
}

void Exploration::shrink_failure(Failure& failure) const {
  const auto failing = parse_schedule(failure.schedule);
  if (!failing) return;
  std::optional<Shrunk> shrunk = shrink(model_, *failing, failure);
  if (shrunk) failure = std::move(shrunk->failure);
}

void Exploration::add_outcome() {
  std::string text = execution_->outcome_text();
  const auto found = outcomes_.find(text);
  if (found != outcomes_.end()) {
    ++found->second.executions;
    return;
  }
  Ending ending{};
  const Trace trace = record(&ending);
  Outcome outcome{.text = text, .executions = 1, .schedule = schedule_of(trace)};
  outcomes_.emplace(std::move(text), std::move(outcome));
}

void Exploration::add_to_tree() {
  const std::vector<Violation>& violations = execution_->violations();
  const bool failed = !violations.empty();
  tree_->add(execution_->log(), execution_->step_count(),
             failed ? violations.front().name : execution_->outcome_text(), failed);
}

Report Exploration::conclude() {
  report_.model = model_.name;
  report_.parameters = parameters_.all();
  report_.options = options_.execution;
  strategy_->describe(report_);
  if (report_.states) report_.states->contradicted = contradicted_;
  report_.complete = complete_;
  report_.search = std::string{strategy_->name()};
  if (options_.search == Search::dpor) report_.traces = report_.executions;
  if (options_.count_traces) report_.traces = fingerprints_.size();
  report_.refined = registry_.refined_names();
  if (tree_) report_.tree = tree_->tree(registry_);
  report_.merged = merged_groups();
  report_.seconds = stopwatch_.seconds();
  for (auto& [text, outcome] : outcomes_) report_.outcomes.push_back(std::move(outcome));
  const auto note_if_vacuous = [this](Property property) {
    const bool exercised = (exercised_ & (std::uint64_t{1} << static_cast<int>(property))) != 0;
    if (!exercised) report_.vacuous.push_back(property);
  };
  for (const Property property : can_be_vacuous) note_if_vacuous(property);
  if (model_.dialect == Dialect::asyncio) {
    for (const Property property : asyncio_can_be_vacuous) note_if_vacuous(property);
  }
  if (report_.verdict == Verdict::nondeterministic) return std::move(report_);
  report_.verdict = !report_.failures.empty() ? Verdict::violated
                    : complete_              ? Verdict::verified
                                             : Verdict::inconclusive;
  if (report_.verdict == Verdict::verified) look_for_loops();
  if (report_.verdict == Verdict::verified && options_.audit_samples > 0) audit();
  return std::move(report_);
}

/// Which tasks were taken as interchangeable.
std::vector<EqualGroup> Exploration::merged_groups() const {
  std::vector<EqualGroup> groups;
  if (!merging() || options_.search == Search::exhaustive) return groups;
  for (const TaskId task : execution_->tasks()) {
    const TaskId first = execution_->group(task);
    if (!first.valid()) continue;
    if (first == task) groups.push_back({execution_->task_name(first), 0});
    ++groups.back().size;
  }
  std::erase_if(groups, [](const EqualGroup& group) { return group.size < 2; });
  return groups;
}

/// States that recur: can a fair scheduler go round for ever?
void Exploration::look_for_loops() {
  if (!report_.states || report_.states->loops == Loops::none) return;
  for (const Remembering way : {remembering(), Remembering::off}) {
    LoopFinder finder(model_, parameters_, options_.execution, fibers_, registry_);
    finder.stop_when(options_.interrupted);
    report_.states->loops = finder.run({.remembering = way,
                                        .memory_bytes_max = options_.memory_bytes_max,
                                        .out_of_time = [this] { return out_of_time(); }});
    if (report_.states->loops == Loops::fair) {
      const Replay again = replay(model_, schedule_of(finder.trace()));
      if (again.verdict == Verdict::violated) {
        report_.verdict = Verdict::violated;
        report_.failures = again.failures;
        return;
      }
    } else if (!finder.contradicted()) {
      return;
    }
    // What was remembered is not what happens: once more without.
    VIGIL_ASSERT(way != Remembering::off, "a loop that was found shows when it is replayed");
  }
}

/// Looks for broken promises of the model, see search/audit.hpp and search/state_audit.hpp.
void Exploration::audit() {
  Auditor auditor(model_, parameters_, options_.execution, fibers_, registry_);
  const std::optional<Violation> found = auditor.run(options_.audit_samples);
  report_.audited = auditor.audited();
  if (found) return add_audited(*found, auditor.trace());
  StateAuditor of_states(model_, parameters_, options_.execution, fibers_, registry_);
  std::optional<Violation> differs;
  if (!report_.merged.empty()) differs = of_states.exchange_equals(options_.audit_samples);
  if (!differs && by_states_) differs = of_states.rejoin_states(options_.audit_samples);
  report_.audited += of_states.audited();
  if (differs) add_audited(*differs, of_states.trace());
}

void Exploration::add_audited(const Violation& violation, const Trace& trace) {
  report_.verdict = Verdict::violated;
  Failure failure;
  failure.violation = violation;
  failure.trace = trace;
  failure.schedule = schedule_of(failure.trace);
  failure.diagnosis = violation.message;
  report_.failures.push_back(std::move(failure));
}

}  // namespace vigil
