// SPDX-License-Identifier: MIT
/// What primitives call from inside tasks: spawn and wake tasks, suspend, choose, and say what the
/// transition touched.
#include <algorithm>
#include <exception>
#include <utility>

#include "checker/assert.hpp"
#include "checker/detect/lockset.hpp"
#include "checker/execution.hpp"

namespace vigil {

namespace {

/// Accesses in one transition; a task that makes more of them spins.
constexpr std::size_t access_count_max = 1'000'000;

}  // namespace

TaskRecord& Execution::fresh_record(TaskId task) {
  VIGIL_ASSERT(task.value < TaskSet::capacity, "an execution has at most 256 tasks and callbacks");
  if (records_.size() <= task.index()) records_.resize(task.index() + 1);
  if (!records_[task.index()]) records_[task.index()] = std::make_unique<TaskRecord>();
  TaskRecord& fresh = record(task);
  VIGIL_ASSERT(fresh.state == TaskState::absent, "a task is spawned once in an execution");
  fresh.state = TaskState::blocked;
  fresh.forced = fresh.is_callback = fresh.dropped = false;
  fresh.causes.clear();
  fresh.joiners.clear();
  fresh.spawn_count = fresh.object_count = 0;
  fresh.callbacks.clear();
  fresh.held.clear();
  fresh.context.reset();
  fresh.observed = Hash128{};
  fresh.joins_left = 0;
  fresh.joined = false;
  fresh.group = fresh.successor = TaskId{};
  fresh.owner = TaskId{};
  fresh.pending = {.kind = OperationKind::start};
  spawned_.push_back(task);
  return fresh;
}

TaskId Execution::spawn(std::string_view name, Body body, bool forced_start,
                        source_location where) {
  if (unwinding_) {
    unwinding_point();
    return TaskId{};
  }
  const TaskId task = make_task(name, std::move(body), forced_start, where);
  wake(task);
  if (record(task).forced) forced_.insert(task);
  return task;
}

TaskId Execution::make_task(std::string_view name, Body body, bool forced_start,
                            source_location where) {
  const bool by_task = running_.valid() && running_ != clock_task;
  std::uint32_t& ordinal = by_task ? record(running_).spawn_count : set_up_spawn_count_;
  if (by_task && record(running_).group.valid()) tasks_differ();
  const TaskId task = registry_.task(running_, ordinal++, name);
  if (task.value >= TaskSet::capacity) {
    fail(Property::termination, "the model spawned more than " +
                                    std::to_string(TaskSet::capacity - 1) + " tasks");
  }
  TaskRecord& fresh = fresh_record(task);
  if (by_task) fresh.observed = record(running_).observed;  // what the body has captured
  fresh.body = std::move(body);
  fresh.pending.where = where;
  ++unfinished_count_;
  ++unjoined_count_;
  if (step_count_ > 0) touch(ObjectId{task.value}, Mode::fork, task.value);
  fresh.forced = forced_start && !refined(forced_object_);
  if (step_count_ > 0) complete({.kind = OperationKind::spawn, .peer = task, .where = where});
  return task;
}

std::vector<TaskId> Execution::spawn_equal(std::string_view name, std::vector<Body> bodies,
                                           bool forced_start, source_location where) {
  if (unwinding_) {
    unwinding_point();
    return {};
  }
  std::vector<TaskId> members;
  const Hash128 captured = observed_so_far();
  for (Body& body : bodies) {
    const std::string its_name = std::string{name} + " " + std::to_string(members.size() + 1);
    const TaskId task = make_task(its_name, std::move(body), forced_start, where);
    record(task).group = members.empty() ? task : members.front();
    record(task).observed = captured;
    if (order_starts_ && !members.empty()) {
      record(members.back()).successor = task;
    } else {
      wake(task);
      if (record(task).forced) forced_.insert(task);
    }
    members.push_back(task);
  }
  return members;
}

TaskId Execution::make_callback(TaskId owner, std::string_view name,
                                std::function<void()> action) {
  TaskRecord& keeper = record(owner);
  // The lowest free slot: what the owner makes is the same in every execution.
  std::uint32_t slot = 0;
  for (; slot < keeper.callbacks.size(); ++slot) {
    const TaskRecord& used = record(keeper.callbacks[slot]);
    if (used.dropped && !ready_.contains(keeper.callbacks[slot])) break;
  }
  if (slot == keeper.callbacks.size()) {
    const TaskId task = registry_.task(owner, Registry::first_callback_ordinal + slot,
                                       "timer " + std::to_string(slot + 1));
    if (task.value >= TaskSet::capacity) {
      fail(Property::termination, "the model has more than " +
                                      std::to_string(TaskSet::capacity - 1) +
                                      " tasks and callbacks");
    }
    fresh_record(task);
    record(owner).callbacks.push_back(task);
  }
  if (record(owner).group.valid()) tasks_differ();
  const TaskId task = record(owner).callbacks[slot];
  TaskRecord& callback = record(task);
  callback.state = TaskState::blocked;
  callback.is_callback = true;
  callback.dropped = false;
  callback.owner = owner;
  callback.callback = std::move(action);
  callback.causes.clear();
  callback.pending = {.kind = OperationKind::call};
  state_is_inexact();  // what the action has captured is in no key
  (void)name;
  return task;
}

void Execution::drop_callback(TaskId callback) {
  cancel_timer(callback);
  record(callback).dropped = true;
  if (!ready_.contains(callback)) record(callback).callback = nullptr;
}

void Execution::join(TaskId target, source_location where) {
  join_tasks({&target, 1}, {.kind = OperationKind::join, .peer = target, .where = where});
}

void Execution::join_group(TaskId first, source_location where) {
  std::vector<TaskId> members;
  for (const TaskId task : spawned_) {
    if (record(task).group == first) members.push_back(task);
  }
  const auto count = static_cast<std::int64_t>(members.size());
  const Operation operation{
      .kind = OperationKind::join, .peer = {}, .a = count, .where = where};
  join_tasks(members, operation);
}

void Execution::join_tasks(std::span<const TaskId> targets, const Operation& operation) {
  if (unwinding_) {
    unwinding_point();
    return;
  }
  const TaskId task = running_;
  TaskRecord& self = record(task);
  self.joins_left = 0;
  self.causes.clear();
  for (const TaskId target : targets) {
    consult_by_name(target);
    if (finished(target)) {
      self.causes.push_back(last_step_of(target));
    } else {
      record(target).joiners.push_back(task);
      ++self.joins_left;
    }
  }
  if (self.joins_left > 0) {
    suspend(operation, false);
  } else if (refined(forced_object_)) {
    suspend(operation, true);
  } else {
    // A step of its own without a switch: what the task did before must not look ordered after
    // the targets' ends (it may race with them).
    self.pending = operation;
    if (!begin_transition(task, true)) throw Unwind{};
  }
  for (const TaskId target : targets) {
    if (!std::exchange(record(target).joined, true)) --unjoined_count_;
  }
  complete(operation);
  only_joined_ = true;
}

void Execution::set_context(TaskId task, std::unique_ptr<TaskContext> context) {
  record(task).context = std::move(context);
}

void Execution::suspend(const Operation& operation, bool stays_ready) {
  if (unwinding_) {
    unwinding_point();
    return;
  }
  VIGIL_ASSERT(running_.valid() && running_fiber_ != nullptr, "only a task can suspend");
  const TaskId task = running_;
  only_joined_ = false;
  TaskRecord& self = record(task);
  self.pending = operation;
  self.state = TaskState::blocked;
  self.last_step = step();
  if (stays_ready) {
    self.ready_since = ++ready_sequence_;
    ready_.insert(task);
  }
  const bool may_throw = may_throw_;
  may_throw_ = true;  // of the tasks that run now
  self.fiber->suspend();
  if (unwinding_ && may_throw) unwinding_point();
  break_if_due();
}

void Execution::wake(TaskId task) {
  TaskRecord& woken = record(task);
  if (woken.state != TaskState::blocked || ready_.contains(task)) return;
  // Its start is the spawn's, which has its entry already.
  const bool starts = woken.pending.kind == OperationKind::start;
  if (recording_ && !woken.is_callback && !starts) woken_.push_back(task);
  add_cause(task);
  make_ready(task, woken);
}

void Execution::make_ready(TaskId task, TaskRecord& task_record) {
  task_record.ready_since = ++ready_sequence_;
  ready_.insert(task);
}

void Execution::add_cause(TaskId task) {
  if (step_count_ == 0) return;
  std::vector<StepIndex>& causes = record(task).causes;
  if (causes.empty() || causes.back() != step()) causes.push_back(step());
}

// What happens to the tasks does not depend on what they are, so they are not consulted.
void Execution::enable(const TaskSet& tasks) { ready_ |= tasks; }

void Execution::disable(const TaskSet& tasks) { ready_ -= tasks; }

void Execution::lose(TaskId task, ObjectId behind) {
  if (!rerunning()) log_.add_lost({task, behind});
}

void Execution::set_pending(TaskId task, const Operation& operation) {
  record(task).pending = operation;
}

void Execution::begin_consulting() {
  consulted_.tasks.clear();
  consulted_.by_name.clear();
  consulted_.objects.clear();
  consulted_.everything = !timers_.empty();
}

void Execution::consult(const Operation& operation) {
  if (operation.object.valid()) note_consulted(operation.object);
  if (operation.peer.valid()) consult_by_name(operation.peer);
}

void Execution::consult_all_by_name() {
  consulted_.everything = true;
  for (const TaskId task : spawned_) consult_by_name(task);
}

/// Asyncio's side of a task is the task.
void Execution::note_consulted(ObjectId object) {
  std::vector<ObjectId>& known = consulted_.objects;
  if (std::ranges::find(known, object) != known.end()) return;
  if (object.index() < objects_.size() && objects_[object.index()] != nullptr) {
    const TaskId whole = objects_[object.index()]->part_of();
    if (whole.valid()) {
      consult_by_name(whole);
      return;
    }
  }
  known.push_back(object);
}

/// Plain data of the threads dialect, for a search that cannot tell races from states.
void Execution::notice_data(ObjectId object, Mode mode) {
  if (rerunning() || mode == Mode::fork || !running_.valid()) return;
  const bool alone = unjoined_count_ <= 1;
  if (!lockset_->access(object, mode == Mode::data_write, record(running_).held, alone)) {
    state_is_inexact();
  }
}

void Execution::touch_from_predicate(ObjectId object) {
  if (abandon_request_ != nullptr) abandon_as_requested();
  if (!registry_.watch(object, predicate_)) refinement_requested_ = true;
}

void Execution::log_access(ObjectId object, Mode mode, std::uint32_t argument) {
  log_.add(Access{object, mode, argument});
  const bool visible = !is_data(mode) && (mode != Mode::release || refined(object));
  if (visible && running_forced()) refine_forced();
  const bool by_label = step_count_ == 0 || options_.dialect == Dialect::asyncio ||
                        log_[step()].object == object;
  if (visible && !by_label) distrust_labels();
  if (step_count_ > 0 && log_.running_access_count() > access_count_max) {
    // Memory would run out before the watchdog's time does.
    fail(Property::termination, "`" + task_name(running_) + "` made " +
                                    std::to_string(access_count_max) +
                                    " accesses without reaching a scheduling point");
  }
  if (!registry_.watches_any() || mode == Mode::read || mode == Mode::data_read ||
      mode == Mode::fork) {
    return;
  }
  for (const ObjectId predicate : registry_.watchers(object)) {
    log_.add(Access{predicate, Mode::write, 0});
    if (running_forced()) refine_forced();
    distrust_labels();
  }
}

std::uint32_t Execution::choose(std::span<const std::uint32_t> alternatives) {
  only_joined_ = false;
  if (unwinding_) {
    unwinding_point();
    return alternatives.front();
  }
  if (abandon_request_ != nullptr) abandon_as_requested();
  std::uint32_t value;
  if (rerunning()) {
    const std::span<const Choice> known = log_.choices(step());
    const bool fits = rerun_choice_ < known.size() &&
                      std::ranges::equal(log_.alternatives(known[rerun_choice_]), alternatives);
    if (!fits) {
      diverge("`" + task_name(running_) + "` chooses among other values than before");
      throw Unwind{};
    }
    value = known[rerun_choice_++].value;
  } else {
    value = strategy_->pick_value(*this, alternatives);
    if (std::ranges::find(alternatives, value) == alternatives.end()) {
      diverge("the value " + std::to_string(value) + " is not among those that `" +
              task_name(running_) + "` can choose");
      throw Unwind{};
    }
    log_.add_choice(value, alternatives);
  }
  if (alternatives.size() > 1 && running_forced()) refine_forced();
  if (recording_ && alternatives.size() > 1) record_decision(true, value, alternatives);
  return value;
}

TaskId Execution::choose(const TaskSet& tasks) {
  choosing_task_ = true;
  std::uint32_t values[TaskSet::capacity];
  std::uint32_t count = 0;
  tasks.for_each([&](TaskId task) { values[count++] = task.value; });
  const TaskId chosen{choose(std::span<const std::uint32_t>{values, count})};
  choosing_task_ = false;
  return chosen;
}

void Execution::hold(TaskId task, ObjectId object) {
  if (task.valid()) record(task).held.push_back(object);
}

void Execution::unhold(TaskId task, ObjectId object) {
  if (!task.valid()) return;
  std::vector<ObjectId>& held = record(task).held;
  const auto found = std::ranges::find(held, object);
  if (found != held.end()) held.erase(found);
}

bool Execution::refine(ObjectId object) {
  if (registry_.refine(object)) return true;
  refinement_requested_ = true;
  return false;
}

ObjectId Execution::attach(const Object& object, std::string_view kind, std::string_view name) {
  std::uint32_t& ordinal = running_.valid() && running_ != clock_task
                               ? record(running_).object_count
                               : set_up_object_count_;
  if (running_.valid() && running_ != clock_task && record(running_).group.valid()) {
    tasks_differ();
  }
  const ObjectId id = registry_.object(running_, ordinal++, kind, name);
  if (objects_.size() <= id.index()) objects_.resize(id.index() + 1, nullptr);
  objects_[id.index()] = &object;
  return id;
}

void Execution::detach(ObjectId id, const Object& object) {
  if (id.index() < objects_.size() && objects_[id.index()] == &object) {
    objects_[id.index()] = nullptr;
  }
}

}  // namespace vigil
