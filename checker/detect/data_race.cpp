// SPDX-License-Identifier: MIT
#include "checker/detect/data_race.hpp"

#include <algorithm>
#include <string>

#include "checker/report/places.hpp"

namespace vigil {

namespace {

[[nodiscard]] bool atomic_operation(const Transition& transition, ObjectId object) {
  return transition.object == object && (transition.kind == OperationKind::load ||
                                         transition.kind == OperationKind::store ||
                                         transition.kind == OperationKind::update);
}

}  // namespace

void DataRaceDetector::check(Execution& execution, std::uint32_t shared_steps) {
  rewind(shared_steps);
  const EventLog& log = execution.log();
  while (size_ < log.size()) {
    if (!add(execution, StepIndex{size_})) return;
  }
}

void DataRaceDetector::rewind(std::uint32_t step_count) {
  if (size_ <= step_count) return;
  size_ = step_count;
  tasks_.resize(step_count);
  while (!published_.empty() && published_.back().step >= step_count) {
    const Published& last = published_.back();
    if (last.object.valid()) last_published_[last.object.index()] = last.previous;
    published_.pop_back();
  }
  for (std::vector<DataAccess>& accesses : data_) {
    while (!accesses.empty() && accesses.back().step >= step_count) accesses.pop_back();
  }
}

/// More tasks than before: everything is looked at again with wider rows.
void DataRaceDetector::widen(std::uint32_t task_count) {
  rewind(0);
  constexpr std::size_t step = 8;
  width_ = (task_count + step - 1) / step * step;
  clock_.assign(width_, 0);
}

void DataRaceDetector::join_row(const std::vector<std::uint32_t>& rows, std::size_t row) {
  const std::uint32_t* other = rows.data() + row * width_;
  for (std::size_t i = 0; i < width_; ++i) clock_[i] = std::max(clock_[i], other[i]);
}

void DataRaceDetector::publish(std::uint32_t step, ObjectId object, TaskId thread) {
  std::uint32_t previous = none;
  const auto position = static_cast<std::uint32_t>(published_.size());
  if (object.valid()) {
    if (last_published_.size() <= object.index()) last_published_.resize(object.index() + 1, none);
    previous = last_published_[object.index()];
    last_published_[object.index()] = position;
  }
  published_.push_back({step, object, thread, previous});
  if (published_rows_.size() < (position + 1) * width_) {
    published_rows_.resize((position + 1) * width_ * 2);
  }
  std::ranges::copy(clock_,
                    published_rows_.begin() + static_cast<std::ptrdiff_t>(position * width_));
}

void DataRaceDetector::take_over(ObjectId object) {
  if (object.index() >= last_published_.size()) return;
  const std::uint32_t position = last_published_[object.index()];
  if (position != none) join_row(published_rows_, position);
}

/// Walks through the transition in order. Returns: false when a race was found.
bool DataRaceDetector::add(Execution& execution, StepIndex step) {
  const EventLog& log = execution.log();
  const TaskId task = log[step].task;
  if (task.index() >= width_) {
    widen(std::max(task.value + 1, static_cast<std::uint32_t>(width_) * 2));
    return true;  // from the first transition again
  }
  std::ranges::fill(clock_, 0u);
  for (std::size_t i = size_; i > 0; --i) {
    if (tasks_[i - 1] != task) continue;
    join_row(after_, i - 1);
    break;
  }
  if (log[step].kind == OperationKind::start) {
    for (std::size_t i = 0; i < published_.size(); ++i) {
      if (published_[i].thread == task) join_row(published_rows_, i);
    }
  }
  if (log[step].kind == OperationKind::join) {
    for (const StepIndex cause : log.causes(step)) join_row(after_, cause.index());
  }
  ++clock_[task.index()];
  bool clean = true;
  for (const Access& access : log.accesses(step)) {
    clean = add_access(execution, step, access);
    if (!clean) break;
  }
  if (after_.size() < (step.index() + 1) * width_) after_.resize((step.index() + 1) * width_ * 2);
  std::ranges::copy(clock_, after_.begin() + static_cast<std::ptrdiff_t>(step.index() * width_));
  tasks_.push_back(task);
  ++size_;
  return clean;
}

bool DataRaceDetector::add_access(Execution& execution, StepIndex step, const Access& access) {
  const Transition& transition = execution.log()[step];
  switch (access.mode) {
    case Mode::data_read:
    case Mode::data_write: return check_data(execution, step, access);
    case Mode::fork:
      publish(step.value, ObjectId{}, TaskId{access.argument});
      ++clock_[transition.task.index()];
      return true;
    case Mode::release:
      publish(step.value, access.object, TaskId{});
      ++clock_[transition.task.index()];
      return true;
    case Mode::acquire:
    case Mode::try_acquire: take_over(access.object); return true;
    case Mode::read:
    case Mode::write:
      // Only the operation's own object is an atomic; a failed try_lock synchronises nothing.
      if (!atomic_operation(transition, access.object)) return true;
      take_over(access.object);
      if (access.mode == Mode::write) {
        publish(step.value, access.object, TaskId{});
        ++clock_[transition.task.index()];
      }
      return true;
    default: return true;
  }
}

bool DataRaceDetector::check_data(Execution& execution, StepIndex step, const Access& access) {
  const TaskId task = execution.log()[step].task;
  if (data_.size() <= access.object.index()) data_.resize(access.object.index() + 1);
  std::vector<DataAccess>& accesses = data_[access.object.index()];
  const bool writes = access.mode == Mode::data_write;
  for (std::size_t i = accesses.size(); i > 0; --i) {
    const DataAccess& earlier = accesses[i - 1];
    const bool ordered = earlier.task == task || clock_[earlier.task.index()] >= earlier.epoch;
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
  const std::uint32_t epoch = clock_[task.index()];
  const bool repeated = !accesses.empty() && accesses.back().task == task &&
                        accesses.back().write == writes && accesses.back().step == step.value &&
                        accesses.back().epoch == epoch;
  if (!repeated) accesses.push_back({step.value, task, epoch, writes});
  return true;
}

void locate_race(Failure& failure) {
  const Violation& race = failure.violation;
  const auto touches = [&](const TraceEntry& entry) {
    return entry.operation.object == race.object && (entry.operation.kind == OperationKind::read ||
                                                     entry.operation.kind == OperationKind::write);
  };
  // An operator such as ++ cannot know where it stands, but what its task did before can.
  const auto nearest = [&](const TraceEntry& entry) {
    const TraceEntry* last = nullptr;
    for (const TraceEntry& earlier : failure.trace.entries) {
      const bool own = earlier.task == entry.task;
      if (own && detail::place_of(earlier.operation)) last = &earlier;
      if (&earlier == &entry) break;
    }
    return last;
  };
  const auto place = [&](const TraceEntry& entry) {
    std::string text = "`" + failure.trace.task_name(entry.task) + "` " +
                       std::string{name(entry.operation.kind)} + "s";
    if (const TraceEntry* const known = nearest(entry)) {
      text += (known == &entry ? " at " : " after ") + detail::place_words(known->operation);
    }
    return text + " (step " + std::to_string(entry.step.value) + ")";
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
  if (const TraceEntry* const known = nearest(*second)) {
    failure.violation.where = known->operation.where;
  }
  failure.violation.message += ": " + place(*first) + ", " + place(*second);
}

}  // namespace vigil
