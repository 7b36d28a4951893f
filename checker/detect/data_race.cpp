// SPDX-License-Identifier: MIT
#include "checker/detect/data_race.hpp"

#include <algorithm>
#include <string>

namespace vigil {

namespace {

void join(std::vector<std::uint32_t>& into, const std::vector<std::uint32_t>& other) {
  if (into.size() < other.size()) into.resize(other.size());
  for (std::size_t i = 0; i < other.size(); ++i) into[i] = std::max(into[i], other[i]);
}

std::uint32_t& own_epoch(std::vector<std::uint32_t>& clock, TaskId task) {
  if (clock.size() <= task.index()) clock.resize(task.index() + 1);
  return clock[task.index()];
}

[[nodiscard]] bool atomic_operation(const Transition& transition, ObjectId object) {
  return transition.object == object && (transition.kind == OperationKind::load ||
                                         transition.kind == OperationKind::store ||
                                         transition.kind == OperationKind::update);
}

}  // namespace

void DataRaceDetector::check(Execution& execution, std::uint32_t shared_steps) {
  rewind(shared_steps);
  const EventLog& log = execution.log();
  for (auto step = static_cast<std::uint32_t>(after_.size()); step < log.size(); ++step) {
    if (!add(execution, StepIndex{step})) return;
  }
}

void DataRaceDetector::rewind(std::uint32_t step_count) {
  if (after_.size() <= step_count) return;
  after_.resize(step_count);
  tasks_.resize(step_count);
  while (!published_.empty() && published_.back().step >= step_count) published_.pop_back();
  for (std::vector<DataAccess>& accesses : data_) {
    while (!accesses.empty() && accesses.back().step >= step_count) accesses.pop_back();
  }
}

const DataRaceDetector::Clock* DataRaceDetector::published(ObjectId object) const {
  for (std::size_t i = published_.size(); i > 0; --i) {
    if (published_[i - 1].object == object) return &published_[i - 1].clock;
  }
  return nullptr;
}

void DataRaceDetector::publish(std::uint32_t step, ObjectId object, TaskId thread,
                               const Clock& clock) {
  published_.push_back({step, object, thread, clock});
}

/// Walks through the transition in order. Returns: false when a race was found.
bool DataRaceDetector::add(Execution& execution, StepIndex step) {
  const EventLog& log = execution.log();
  const TaskId task = log[step].task;
  Clock clock;
  for (std::size_t i = after_.size(); i > 0; --i) {
    if (tasks_[i - 1] == task) {
      clock = after_[i - 1];
      break;
    }
  }
  if (log[step].kind == OperationKind::start) {
    for (const Published& fork : published_) {
      if (fork.thread == task) join(clock, fork.clock);
    }
  }
  if (log[step].kind == OperationKind::join) {
    for (const StepIndex cause : log.causes(step)) join(clock, after_[cause.index()]);
  }
  ++own_epoch(clock, task);
  bool clean = true;
  for (const Access& access : log.accesses(step)) {
    clean = add_access(execution, step, access, clock);
    if (!clean) break;
  }
  after_.push_back(std::move(clock));
  tasks_.push_back(task);
  return clean;
}

bool DataRaceDetector::add_access(Execution& execution, StepIndex step, const Access& access,
                                  Clock& clock) {
  const TaskId task = execution.log()[step].task;
  switch (access.mode) {
    case Mode::fork:
      publish(step.value, ObjectId{}, TaskId{access.argument}, clock);
      ++own_epoch(clock, task);
      return true;
    case Mode::release:
      publish(step.value, access.object, TaskId{}, clock);
      ++own_epoch(clock, task);
      return true;
    case Mode::read:
    case Mode::write:
      // Only the operation's own object is an atomic; a failed try_lock synchronises nothing.
      if (!atomic_operation(execution.log()[step], access.object)) return true;
      [[fallthrough]];
    case Mode::acquire:
    case Mode::try_acquire:
      if (const Clock* last = published(access.object)) join(clock, *last);
      if (access.mode == Mode::write) {
        publish(step.value, access.object, TaskId{}, clock);
        ++own_epoch(clock, task);
      }
      return true;
    case Mode::data_read:
    case Mode::data_write: break;
    default: return true;
  }
  if (data_.size() <= access.object.index()) data_.resize(access.object.index() + 1);
  std::vector<DataAccess>& accesses = data_[access.object.index()];
  const bool writes = access.mode == Mode::data_write;
  for (std::size_t i = accesses.size(); i > 0; --i) {
    const DataAccess& earlier = accesses[i - 1];
    const bool ordered = earlier.task == task || (earlier.task.index() < clock.size() &&
                                                  clock[earlier.task.index()] >= earlier.epoch);
    if (!ordered && (writes || earlier.write)) {
      execution.add_violation(
          {.property = Property::data_race,
           .name = std::string{name(Property::data_race)},
           .message = "`" + execution.task_name(earlier.task) + "` " +
                      (earlier.write ? "writes" : "reads") + " `" +
                      execution.object_name(access.object) + "` and `" + execution.task_name(task) +
                      "` " + (writes ? "writes" : "reads") + " it, and nothing orders the two",
           .step = step,
           .task = task,
           .object = access.object});
      return false;
    }
    // Whatever came before an ordered write is ordered, too, or was reported.
    if (earlier.write && ordered) break;
  }
  const bool repeated = !accesses.empty() && accesses.back().task == task &&
                        accesses.back().write == writes && accesses.back().step == step.value &&
                        accesses.back().epoch == own_epoch(clock, task);
  if (!repeated) accesses.push_back({step.value, task, own_epoch(clock, task), writes});
  return true;
}

void locate_race(Failure& failure) {
  const Violation& race = failure.violation;
  const auto touches = [&](const TraceEntry& entry) {
    return entry.operation.object == race.object && (entry.operation.kind == OperationKind::read ||
                                                     entry.operation.kind == OperationKind::write);
  };
  const auto place = [&](const TraceEntry& entry) {
    std::string file = entry.operation.where.file_name();
    file = file.substr(file.rfind('/') + 1);
    return "`" + failure.trace.task_name(entry.task) + "` " +
           std::string{name(entry.operation.kind)} + "s at " + file + ":" +
           std::to_string(entry.operation.where.line()) + " (step " +
           std::to_string(entry.step.value) + ")";
  };
  const TraceEntry* second = nullptr;
  const TraceEntry* first = nullptr;
  for (const TraceEntry& entry : failure.trace.entries) {
    if (!touches(entry)) continue;
    const bool writes = entry.operation.kind == OperationKind::write;
    if (entry.step == race.step && entry.task == race.task) {
      if (second == nullptr || writes) second = &entry;
    } else if (entry.step < race.step && entry.task != race.task) {
      const bool wanted = race.message.find("`" + failure.trace.task_name(entry.task) + "` " +
                                            (writes ? "writes" : "reads")) == 0;
      if (wanted) first = &entry;
    }
  }
  if (first == nullptr || second == nullptr) return;
  failure.violation.message += ": " + place(*first) + ", " + place(*second);
}

}  // namespace vigil
