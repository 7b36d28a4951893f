// SPDX-License-Identifier: MIT
/// States, while an execution runs: it goes to where the search stands, shows what is not known,
/// and runs to its end.
#include <algorithm>
#include <utility>

#include "checker/assert.hpp"
#include "checker/execution.hpp"
#include "checker/search/states.hpp"
#include "checker/trace/fingerprint.hpp"

namespace vigil {

TaskId States::pick_task(const Execution& execution) {
  if (coast_end_ != 0) return coast(execution);
  if (next_frame_ < frames_.size()) return follow(execution);
  if (remembers()) consulted_ = execution.consulted();  // before reading consults everything
  Hash128 key;
  if (settings_.by_history) {
    key = fingerprint(execution.log(), settings_.fifo_waiters);
  } else {
    execution.read_state(reader_);
    key = reader_.key();
  }
  if (remembers()) {
    if (!frames_.empty()) learn(execution);
    if (contradicted_) return TaskId{};
    move_image(reader_.image());
  }
  if (settings_.graph != nullptr) note(key, execution.candidates(), values_taken());
  if (!meets(key)) return gave_up_.empty() ? coast(execution) : TaskId{};
  push_frame(key, execution.step_count());
  if (!decide(execution.candidates(), reader_.image())) return coast(execution);
  return set_out();
}

/// On the way to where the search stands.
TaskId States::follow(const Execution& execution) {
  const Frame& frame = frames_[next_frame_];
  const bool in_front = next_frame_ + 1 == frames_.size();
  bool fits = frame.step == execution.step_count() && execution.candidates().contains(frame.task);
  if (fits && in_front && std::exchange(spared_since_, false)) {
    execution.read_state(reader_);
    fits = reader_.key() == frame.key && reader_.image().candidates() == image_.candidates();
  }
  VIGIL_ASSERT(fits || remembers(), "a search meets its states where it left them");
  contradicted_ = contradicted_ || !fits;
  if (!fits) return TaskId{};
  if (in_front) return set_out();
  skip_task_point(next_frame_++);
  return frame.task;
}

/// The transition that leaves the last state runs now.
TaskId States::set_out() {
  const TaskId task = frames_.back().task;
  skip_task_point(frames_.size() - 1);
  next_frame_ = frames_.size();
  if (remembers()) {
    head_ = SliceHead(image_, task);
    learning_ = true;
  }
  return task;
}

/// What the transition did that left the last state.
void States::learn(const Execution& execution) {
  const std::uint32_t first_step = frames_.back().step;
  const EventLog& log = execution.log();
  for (std::uint32_t step = first_step; step < execution.step_count() && learning_; ++step) {
    const TaskId task = log[StepIndex{step}].task;
    if (head_.running().contains(task)) continue;
    if (head_.full()) learning_ = false;
    if (!learning_) break;
    const Seen seen{head_, image_, consulted_};
    contradicted_ = contradicted_ || !memo_.learn_run(seen, task);
    head_.runs(image_, task);
  }
  if (!learning_) return;
  const Seen seen{head_, image_, consulted_};
  const std::uint32_t step_count = execution.step_count() - first_step;
  if (!memo_.learn_end(seen, reader_.image(), step_count)) contradicted_ = true;
  // A quarter of the memory; no more than the states take unless it is little or worth it: a model
  // in which nothing is used again must not pay for it.
  constexpr std::uint64_t little_bytes = std::uint64_t{8} << 20;
  const std::uint64_t bytes = memo_.memory_bytes();
  const bool pays = spared_ > memo_.size() || bytes < std::max(little_bytes, table_.memory_bytes());
  memo_.learn_more(pays && (settings_.memory_bytes_max == 0 ||
                            bytes < settings_.memory_bytes_max / 4));
}

/// A choice within the transition that leaves the last state.
void States::learn_choice(const Execution& execution, std::span<const std::uint32_t> alternatives,
                          std::uint32_t value) {
  if (head_.full()) learning_ = false;
  if (!learning_) return;
  const Seen seen{head_, image_, execution.consulted()};
  const bool names_task = execution.choosing_task();
  const bool agrees =
      names_task ? memo_.learn_tasks(seen, alternatives) : memo_.learn_values(seen, alternatives);
  contradicted_ = contradicted_ || !agrees;
  names_task ? head_.chose(image_, TaskId{value}) : head_.chose(value);
}

void States::move_image(const StateImage& to) {
  for_each_change(image_, to, [&](TaskId task) { image_.set(task, to[task]); });
  for_each_object_change(image_, to,
                         [&](ObjectId object) { image_.set(object, to.object(object)); });
  image_.set_rest(to.rest());
  image_.set_bystander(to.bystander());
  image_.set_clock_candidate(to.candidates().contains(clock_task));
  image_moved_ = true;
}

/// The state was seen before: whatever comes now is of no interest to the search. Only a task that
/// goes round in circles keeps an execution from ending.
TaskId States::coast(const Execution& execution) {
  constexpr std::uint32_t step_count_max = 200;
  if (coast_end_ == 0) coast_end_ = execution.step_count() + step_count_max;
  learning_ = false;
  return execution.step_count() < coast_end_ ? execution.candidates().first() : TaskId{};
}

std::uint32_t States::pick_value(const Execution& execution,
                                 std::span<const std::uint32_t> alternatives) {
  if (alternatives.size() == 1) return alternatives.front();
  if (frames_.empty()) return alternatives.front();  // of an execution that asks for a refinement
  if (coast_end_ != 0) return alternatives.front();
  if (next_frame_ < frames_.size() && !meets_value_point(alternatives)) {
    VIGIL_ASSERT(remembers(), "a search meets its points where it left them");
    contradicted_ = true;
    return alternatives.front();
  }
  const std::uint32_t value = take_value(alternatives);
  if (remembers() && next_frame_ == frames_.size()) {
    learn_choice(execution, alternatives, value);
  }
  return value;
}

/// On the way to where the search stands, the next choice is one that was met before.
bool States::meets_value_point(std::span<const std::uint32_t> alternatives) const {
  if (next_point_ == points_.size()) return false;
  const Point& point = points_[next_point_];
  return point.is_value && point.frame + 1 == next_frame_ && point.count == alternatives.size();
}

}  // namespace vigil
