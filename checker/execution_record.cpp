// SPDX-License-Identifier: MIT
/// What an execution tells about itself: violations, predicates, outcomes, the trace.
#include <algorithm>
#include <exception>
#include <typeinfo>
#include <utility>

#include "checker/assert.hpp"
#include "checker/execution.hpp"
#include "checker/state/hash_sink.hpp"

namespace vigil {

void Execution::violate(Property property, std::string message, ObjectId object,
                        std::string property_name) {
  if (unwinding_) return;
  exercise(property);
  violations_.push_back(
      {.property = property,
       .name = property_name.empty() ? std::string{name(property)} : std::move(property_name),
       .message = std::move(message),
       .step = StepIndex{step_count_ == 0 ? 0 : step_count_ - 1},
       .task = running_,
       .object = object});
}

void Execution::fail(Property property, std::string message, ObjectId object,
                     std::string property_name) {
  violate(property, std::move(message), object, std::move(property_name));
  end_here();
}

void Execution::fail(Property property, std::string message, const Operation& refused) {
  violate(property, std::move(message), refused.object);
  if (!unwinding_) violations_.back().where = refused.where;
  end_here();
}

void Execution::end_here() {
  ended_ = true;
  if (running_fiber_ != nullptr && !unwinding_) {
    // The task stays where it is until the execution unwinds.
    TaskRecord& self = record(running_);
    self.state = TaskState::blocked;
    self.fiber->suspend();
  }
  throw Unwind{};
}

void Execution::report_uncaught(TaskId task, const std::exception_ptr& error) {
  std::string what = "an exception of unknown type";
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& thrown) {
    what = "an exception: " + std::string{thrown.what()};
  } catch (const std::string& text) {
    what = "a std::string: " + text;
  } catch (const char* text) {
    what = "a string: " + std::string{text};
  } catch (int number) {
    what = "an int: " + std::to_string(number);
  } catch (...) {
  }
  violate(Property::uncaught, "`" + task_name(task) + "` ended with " + what);
}

void Execution::always(std::string name, std::function<bool()> predicate) {
  const auto index = static_cast<std::uint32_t>(always_.size());
  always_.push_back({.name = name,
                     .holds = std::move(predicate),
                     .object = registry_.object(clock_task, 2 + index, "predicate", name),
                     .captured = observed_so_far()});
}

void Execution::finally(std::string name, std::function<bool()> predicate) {
  finally_.push_back({.name = std::move(name), .holds = std::move(predicate), .object = {},
                      .captured = observed_so_far()});
}

/// On a stack of its own, where the watchdog can end it: like a task, it could run for ever.
bool Execution::holds_watched(const NamedPredicate& predicate) {
  struct Run {
    const NamedPredicate& predicate;
    bool holds = false;
    std::exception_ptr error;
  } run{.predicate = predicate, .error = {}};
  Fiber& fiber = fibers_.take();
  fiber.start(
      [](void* argument) {
        Run& self = *static_cast<Run*>(argument);
        try {
          self.holds = self.predicate.holds();
        } catch (...) {
          self.error = std::current_exception();
        }
      },
      &run);
  predicate_fiber_ = &fiber;
  fiber.resume();
  predicate_fiber_ = nullptr;
  abandon_request_ = nullptr;
  fibers_.give_back(fiber);
  if (abandon_message_ != nullptr) {
    violate(abandon_property_, "the predicate `" + predicate.name + "` " + abandon_message_);
    abandon_message_ = nullptr;
  }
  if (run.error) std::rethrow_exception(run.error);
  return run.holds;
}

bool Execution::check_predicates(const std::vector<NamedPredicate>& predicates,
                                 Property property) {
  for (const NamedPredicate& predicate : predicates) {
    exercise(property);
    // A `finally` runs when every order is decided: what it reads is of no consequence.
    predicate_ = predicate.object.valid() ? predicate.object : clock_object_;
    const bool requested = refinement_requested_;
    const std::size_t violation_count = violations_.size();
    const bool holds = holds_watched(predicate);
    if (!predicate.object.valid()) refinement_requested_ = requested;
    predicate_ = ObjectId{};
    if (violations_.size() > violation_count) return false;
    if (!holds) {
      running_ = last_task_;
      violate(property, "`" + predicate.name + "` does not hold", {}, predicate.name);
      running_ = TaskId{};
      return false;
    }
  }
  return true;
}

void Execution::outcome(std::string_view key, std::string value) {
  for (auto& [known, current] : outcome_) {
    if (known == key) {
      current = std::move(value);
      return;
    }
  }
  outcome_.emplace_back(std::string{key}, std::move(value));
}

void Execution::record_outcome(Ending ending) {
  if (!judged_outcome_.empty()) {
    outcome_text_ = judged_outcome_;
    return;
  }
  switch (ending) {
    case Ending::done: outcome_text_ = "done"; break;
    case Ending::deadlock: outcome_text_ = "deadlock"; break;
    case Ending::violated:
      outcome_text_ = "violated " + violations_.front().name + ": " + violations_.front().message;
      return;
    case Ending::cut: outcome_text_ = "cut"; return;
    case Ending::diverged: outcome_text_ = "diverged"; return;
  }
  if (ending == Ending::deadlock) {
    std::vector<std::string> blocked;
    for (const TaskId task : spawned_) {
      if (!record(task).is_callback && !finished(task)) blocked.push_back(task_name(task));
    }
    std::ranges::sort(blocked);
    const char* separator = " (blocked: ";
    for (const std::string& name_of_task : blocked) {
      outcome_text_ += separator + name_of_task;
      separator = ", ";
    }
    outcome_text_ += ")";
  }
  std::ranges::sort(outcome_);
  for (const auto& [key, value] : outcome_) outcome_text_ += " " + key + "=" + value;
}

void Execution::observe(const Operation& operation, std::uint64_t value) {
  if (!running_.valid() || running_ == clock_task) return;
  TaskRecord& self = record(running_);
  const std::uint64_t what = (static_cast<std::uint64_t>(operation.kind) << 32) |
                             operation.object.value;
  self.observed = hash_step(hash_step(self.observed, what), value);
}

void Execution::record_entry(const Operation& operation, std::string_view text) {
  trace_.entries.push_back({.step = StepIndex{step_count_ == 0 ? 0 : step_count_ - 1},
                            .task = running_,
                            .operation = operation,
                            .text = std::string{text},
                            .time_ns = now_ns_,
                            .woken = std::exchange(woken_, {})});
}

void Execution::record_decision(bool is_value, std::uint32_t taken,
                                std::span<const std::uint32_t> alternatives) {
  trace_.decisions.push_back({.step = step(),
                              .is_value = is_value,
                              .names_task = is_value && choosing_task_,
                              .taken = taken,
                              .alternatives = {alternatives.begin(), alternatives.end()}});
}

void Execution::record_task_decision(TaskId task) {
  std::vector<std::uint32_t> alternatives;
  for (const TaskId candidate : ordered_candidates()) alternatives.push_back(candidate.value);
  record_decision(false, task.value, alternatives);
}

/// Writes down what is different from what was written last, after every transition of an
/// execution that is run to be shown.
void Execution::record_states() {
  record_object_states();
  for (const TaskId task : spawned_) {
    const TaskRecord& known = record(task);
    if (known.is_callback) continue;
    if (known_task_states_.size() <= task.index()) known_task_states_.resize(task.index() + 1);
    std::size_t& last = known_task_states_[task.index()];
    const TraceTask::End state = situation(task);
    const Operation pending = shown_pending(task);
    if (last != 0) {
      const TraceTaskState& before = trace_.task_states[last - 1];
      const Operation& stood_at = before.pending;
      if (before.state == state && stood_at.kind == pending.kind &&
          stood_at.object == pending.object && stood_at.peer == pending.peer &&
          stood_at.where.line() == pending.where.line() && before.held == known.held) {
        continue;
      }
    }
    trace_.task_states.push_back({.step = step(),
                                  .task = task,
                                  .state = state,
                                  .pending = pending,
                                  .held = known.held});
    last = trace_.task_states.size();
  }
}

void Execution::record_object_states() {
  known_object_states_.resize(std::max(known_object_states_.size(), objects_.size()));
  for (std::uint32_t i = 0; i < objects_.size(); ++i) {
    std::size_t& last = known_object_states_[i];
    if (objects_[i] == nullptr && last == 0) continue;
    std::string state = objects_[i] != nullptr ? objects_[i]->describe() : std::string{};
    if (last != 0 && trace_.object_states[last - 1].state == state) continue;
    trace_.object_states.push_back(
        {.step = step(), .object = ObjectId{i}, .state = std::move(state)});
    last = trace_.object_states.size();
  }
}

void Execution::finish_trace() {
  trace_.step_count = step_count_;
  for (const TaskId task : spawned_) {
    const TaskRecord& known = record(task);
    TraceTask entry;
    entry.id = task;
    entry.name = task_name(task);
    entry.pending = shown_pending(task);
    entry.held = known.held;
    entry.end = situation(task);
    (known.is_callback ? trace_.callbacks : trace_.tasks).push_back(std::move(entry));
  }
  for (std::uint32_t i = 0; i < registry_.object_count(); ++i) {
    const ObjectId id{i};
    const Object* object = i < objects_.size() ? objects_[i] : nullptr;
    trace_.objects.push_back({.id = id,
                              .name = registry_.object_name(id),
                              .kind = registry_.object_kind(id),
                              .state = object != nullptr ? object->describe() : std::string{}});
  }
}

void Execution::hash_final_state() {
  std::uint64_t hash = 0;
  for (std::uint32_t i = 0; i < objects_.size(); ++i) {
    if (objects_[i] == nullptr) continue;
    hash = hash_step(hash_step(hash, i), hash_of(*objects_[i]));
  }
  final_state_ = hash;
}

StepIndex Execution::last_step_of(TaskId task) const { return record(task).last_step; }

void Execution::diverge(std::string what) {
  if (divergence_.empty()) {
    divergence_ = "at step " + std::to_string(step_count_ == 0 ? 0 : step_count_ - 1) + " " + what;
  }
}

}  // namespace vigil
