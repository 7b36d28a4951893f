// SPDX-License-Identifier: MIT
#include "checker/search/states.hpp"

#include <algorithm>

#include "checker/assert.hpp"
#include "checker/execution.hpp"
#include "checker/trace/fingerprint.hpp"
#include "checker/verdict.hpp"

namespace vigil {

States::States(const Settings& settings)
    : settings_(settings),
      reader_(settings.merging && !settings.by_history),
      table_(settings.memory_bytes_max) {}

bool States::begin_execution(const Execution* previous) {
  coast_end_ = 0;
  if (previous == nullptr) return true;
  while (!points_.empty() && points_.back().index + 1 == points_.back().count) {
    alternatives_.resize(points_.back().first);
    points_.pop_back();
  }
  if (points_.empty()) return false;
  ++points_.back().index;
  again_ = true;
  shared_steps_ = points_.back().step;
  while (!path_.empty() && path_.back().step > shared_steps_) {
    table_.leave(path_.back().key);
    path_.pop_back();
  }
  // The transition of the last point runs anew from its beginning, with its other points.
  cursor_ = points_.size() - 1;
  while (cursor_ > 0 && points_[cursor_ - 1].step == shared_steps_) --cursor_;
  return true;
}

Hash128 States::key_of(const Execution& execution) {
  if (settings_.by_history) return fingerprint(execution.log(), settings_.fifo_waiters);
  execution.read_state(reader_);
  return reader_.key();
}

/// Returns: whether the state in which the execution stands is to be expanded.
bool States::enters(const Execution& execution) {
  const Hash128 key = key_of(execution);
  ++expanded_;
  const StateGraph::Vertex vertex = settings_.graph != nullptr ? note(execution, key) : 0;
  switch (table_.visit(key)) {
    case StateTable::Found::fresh: break;
    case StateTable::Found::on_path: cyclic_ = true; [[fallthrough]];
    case StateTable::Found::visited: ++matched_; return false;
    case StateTable::Found::full:
      gave_up_ = "--memory: " + std::to_string(table_.size()) + " states fill " +
                 std::to_string(table_.memory_bytes() >> 20) + " MiB";
      return false;
  }
  path_.push_back({execution.step_count(), key, vertex});
  return true;
}

/// The state, and the transition by which it was reached.
StateGraph::Vertex States::note(const Execution& execution, const Hash128& key) {
  const StateGraph::Vertex vertex = settings_.graph->vertex(key, execution.candidates());
  if (path_.empty()) return vertex;
  const EventLog& log = execution.log();
  std::vector<std::uint32_t> values;
  for (std::uint32_t step = path_.back().step; step < execution.step_count(); ++step) {
    for (const Choice& choice : log.choices(StepIndex{step})) values.push_back(choice.value);
  }
  const TaskId task = log[StepIndex{path_.back().step}].task;
  settings_.graph->add_edge(path_.back().vertex, vertex, task, std::move(values));
  if (settings_.memory_bytes_max != 0 &&
      settings_.graph->memory_bytes() > settings_.memory_bytes_max) {
    gave_up_ = "--memory";
  }
  return vertex;
}

TaskId States::pick_task(const Execution& execution) {
  const std::uint32_t step = execution.step_count();
  const bool known = again_ && step == shared_steps_;
  if (coast_end_ != 0) return coast(execution);
  if (!known && !enters(execution)) return gave_up_.empty() ? coast(execution) : TaskId{};
  if (execution.candidates().size() == 1) return execution.candidates().first();
  if (cursor_ < points_.size() && !points_[cursor_].is_value) return TaskId{take(step)};
  if (known && merges()) execution.read_state(reader_);  // for the colours
  const std::size_t first = alternatives_.size();
  add_candidates(execution);
  const auto count = static_cast<std::uint32_t>(alternatives_.size() - first);
  if (count == 1) {  // the others are its equals
    const TaskId only{alternatives_.back()};
    alternatives_.resize(first);
    return only;
  }
  VIGIL_ASSERT(cursor_ == points_.size(), "a known state has its point already");
  points_.push_back({step, false, 0, first, count});
  return TaskId{take(step)};
}

/// The state was seen before: whatever comes now is of no interest. Only a task that goes round in
/// circles keeps an execution from ending.
TaskId States::coast(const Execution& execution) {
  constexpr std::uint32_t step_count_max = 200;
  const std::uint32_t step = execution.step_count();
  if (coast_end_ == 0) coast_end_ = step + step_count_max;
  return step < coast_end_ ? execution.candidates().first() : TaskId{};
}

/// All candidates, but of those of one colour the first.
void States::add_candidates(const Execution& execution) {
  colours_.clear();
  for (const TaskId task : execution.ordered_candidates()) {
    const bool member = merges() && task != clock_task && execution.group(task).valid();
    if (member) {
      const Hash128 colour = reader_.colour(task);
      if (std::ranges::find(colours_, colour) != colours_.end()) continue;
      colours_.push_back(colour);
    }
    alternatives_.push_back(task.value);
  }
}

std::uint32_t States::pick_value(const Execution& execution,
                                 std::span<const std::uint32_t> alternatives) {
  if (alternatives.size() == 1 || coast_end_ != 0) return alternatives.front();
  if (cursor_ == points_.size()) {
    points_.push_back({execution.step().value, true, 0, alternatives_.size(),
                       static_cast<std::uint32_t>(alternatives.size())});
    alternatives_.insert(alternatives_.end(), alternatives.begin(), alternatives.end());
  }
  return take(execution.step().value);
}

std::uint32_t States::take(std::uint32_t step) {
  const Point& point = points_[cursor_++];
  VIGIL_ASSERT(point.step == step, "a search meets its points where it left them");
  return alternatives_[point.first + point.index];
}

void States::describe(Report& report) const {
  report.states = StateCounts{.states = table_.size(),
                              .transitions = expanded_,
                              .matched = matched_,
                              .memory_bytes = table_.memory_bytes(),
                              .collision_probability = table_.collision_probability(),
                              .loops = cyclic_ ? Loops::not_looked_for : Loops::none,
                              .by_history = settings_.by_history};
}

}  // namespace vigil
