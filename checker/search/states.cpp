// SPDX-License-Identifier: MIT
#include "checker/search/states.hpp"

#include <algorithm>
#include <utility>

#include "checker/assert.hpp"
#include "checker/execution.hpp"
#include "checker/report/quantity.hpp"
#include "checker/trace/fingerprint.hpp"
#include "checker/verdict.hpp"

namespace vigil {

States::States(const Settings& settings)
    : settings_(settings),
      reader_(settings.merging && !settings.by_history),
      before_(settings.merging && !settings.by_history),
      table_(settings.memory_bytes_max),
      memo_(image_) {
  VIGIL_ASSERT(settings.remembering == Remembering::off ||
                   (!settings.by_history && settings.graph == nullptr),
               "only states with exact keys are remembered, and no graph of them");
  image_.keep_changes();
}

bool States::begin_execution(const Execution* previous) {
  constexpr std::uint32_t steps_between_rests = 20'000;
  coast_end_ = 0;
  if (previous == nullptr) return true;
  if (!std::exchange(resting_, false) && !go_back()) return false;
  for (std::uint32_t i = 0; remembers() && i < steps_between_rests; ++i) {
    const Stepped stepped = step_from_memory();
    if (stepped == Stepped::unknown) break;
    if (gave_up_.empty() && stepped == Stepped::visited && !go_back()) return false;
    resting_ = !gave_up_.empty() || i + 1 == steps_between_rests;
    if (resting_) return true;
  }
  run_from_here();
  return true;
}

/// To the last decision of which an alternative is left. Returns: false if there is none.
bool States::go_back() {
  while (!points_.empty() && points_.back().index + 1 == points_.back().count) {
    alternatives_.resize(points_.back().first);
    points_.pop_back();
  }
  if (points_.empty()) return false;
  Point& point = points_.back();
  ++point.index;
  while (frames_.size() > point.frame + 1) {
    table_.leave(frames_.back().key);
    frames_.pop_back();
    image_moved_ = true;
  }
  Frame& frame = frames_.back();
  if (!point.is_value) frame.task = TaskId{taken(point).value};
  if (remembers() && std::exchange(image_moved_, false)) image_.undo_to(frame.mark);
  lowest_step_ = std::min(lowest_step_, frame.step);
  next_point_ = first_point_of(frames_.size() - 1);
  return true;
}

/// The transition that leaves a state begins with the decision about its task.
std::size_t States::first_point_of(std::size_t frame) const {
  std::size_t point = points_.size();
  while (point > 0 && points_[point - 1].frame >= frame) --point;
  return point;
}

void States::skip_task_point(std::size_t frame) {
  if (next_point_ == points_.size()) return;
  const Point& point = points_[next_point_];
  if (point.frame == frame && !point.is_value) ++next_point_;
}

/// The next execution goes to where the search stands, and on.
void States::run_from_here() {
  shared_steps_ = std::min(std::exchange(lowest_step_, UINT32_MAX), frames_.back().step);
  next_frame_ = frames_.size() - 1;
  while (next_frame_ > 0 && frames_[next_frame_ - 1].step >= shared_steps_) --next_frame_;
  next_point_ = first_point_of(next_frame_);
}

/// Makes the transition that leaves the last state, without running it.
States::Stepped States::step_from_memory() {
  const Frame& frame = frames_.back();
  if (next_point_ + 1 == points_.size() && !points_.back().is_value) {
    const Alternative& alternative = taken(points_.back());
    if (alternative.foreseen && spares(alternative.arrival)) return Stepped::visited;
  }
  SliceHead head(image_, frame.task);
  skip_task_point(frames_.size() - 1);
  TransitionMemo::Found found = memo_.find(head, image_);
  while (found.node != nullptr && found.node->next != TransitionMemo::Next::end) {
    if (head.full()) return Stepped::unknown;
    grow(head, found);
    found = memo_.find(head, image_);
  }
  const bool checked = settings_.remembering == Remembering::checked;
  if (found.node == nullptr || checked || !memo_.trusts(*found.node)) return Stepped::unknown;
  const std::uint32_t step = frame.step + found.node->step_count;
  if (step >= settings_.step_count_max) return Stepped::unknown;
  const Arrival arrival = memo_.arrival(found, head, image_);
  if (arrival.candidates.empty()) return Stepped::unknown;  // an execution ends here
  ++spared_;
  spared_since_ = true;
  if (!meets(arrival.key)) return Stepped::visited;
  memo_.apply(found, head, image_);
  image_moved_ = true;
  VIGIL_ASSERT(image_.key() == arrival.key, "an image is what its changes make of it");
  push_frame(arrival.key, step);
  return decide(image_.candidates(), image_) ? Stepped::fresh : Stepped::visited;
}

/// By what the transition now depends on, too.
void States::grow(SliceHead& head, const TransitionMemo::Found& found) {
  switch (found.node->next) {
    case TransitionMemo::Next::end: break;
    case TransitionMemo::Next::values: head.chose(take_value(memo_.values(*found.node))); break;
    case TransitionMemo::Next::tasks:
      head.chose(image_, TaskId{take_value(memo_.tasks(found, head, image_))});
      break;
    case TransitionMemo::Next::runs:
      head.runs(image_, TaskId{memo_.tasks(found, head, image_).front()});
      break;
  }
}

TaskId States::pick_task(const Execution& execution) {
  if (coast_end_ != 0) return go_on_coasting(execution);
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
    if (!frames_.empty()) learn(execution, image_, frames_.back().step);
    if (contradicted_) return TaskId{};
    move_image(reader_.image());
  }
  if (settings_.graph != nullptr) note(execution, key);
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

/// What the transition did that began at `before` with that step, and has ended.
void States::learn(const Execution& execution, const StateImage& before, std::uint32_t first_step) {
  const EventLog& log = execution.log();
  for (std::uint32_t step = first_step; step < execution.step_count() && learning_; ++step) {
    const TaskId task = log[StepIndex{step}].task;
    if (head_.running().contains(task)) continue;
    if (head_.full()) learning_ = false;
    if (!learning_) break;
    const Seen seen{head_, before, consulted_};
    contradicted_ = contradicted_ || !memo_.learn_run(seen, task);
    head_.runs(before, task);
  }
  if (!learning_) return;
  const Seen seen{head_, before, consulted_};
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

/// A choice within the transition that began at `before`.
void States::learn_choice(const Execution& execution, const StateImage& before,
                          std::span<const std::uint32_t> alternatives,
                          std::uint32_t value) {
  if (head_.full()) learning_ = false;
  if (!learning_) return;
  const Seen seen{head_, before, execution.consulted()};
  const bool names_task = execution.choosing_task();
  const bool agrees =
      names_task ? memo_.learn_tasks(seen, alternatives) : memo_.learn_values(seen, alternatives);
  contradicted_ = contradicted_ || !agrees;
  names_task ? head_.chose(before, TaskId{value}) : head_.chose(value);
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

/// A transition has led to the state. Returns: whether it is to be expanded.
bool States::meets(const Hash128& key) {
  ++expanded_;
  switch (table_.visit(key)) {
    case StateTable::Found::fresh: return true;
    case StateTable::Found::on_path: cyclic_ = true; [[fallthrough]];
    case StateTable::Found::visited: ++matched_; return false;
    case StateTable::Found::full:
      gave_up_ = "--memory: the table of " + grouped(table_.size()) + " states takes " +
                 size_in_words(table_.memory_bytes()) + " and cannot grow within " +
                 size_in_words(settings_.memory_bytes_max);
      return false;
  }
  return false;
}

/// Whether a transition that is known to lead to the state needs no more attention, as the search
/// was there; it is done with then.
bool States::spares(const Hash128& key) {
  const StateTable::Found found = table_.look(key);
  if (found == StateTable::Found::fresh) return false;
  cyclic_ = cyclic_ || found == StateTable::Found::on_path;
  ++expanded_;
  ++matched_;
  ++spared_;
  return true;
}

/// The image is that of the state.
void States::push_frame(const Hash128& key, std::uint32_t step) {
  frames_.push_back({.step = step, .task = {}, .key = key, .mark = {}});
  if (remembers()) frames_.back().mark = image_.mark();
}

/// Who leaves the state that was just entered: all candidates in turn, but of those of one colour
/// the first. The clock is the last. Returns: whether anybody is left to do so.
bool States::decide(const TaskSet& candidates, const StateImage& image) {
  const std::size_t first = alternatives_.size();
  colours_.clear();
  candidates.for_each([&](TaskId task) {
    if (task == clock_task) return;
    if (merges() && image[task].group.valid()) {
      if (std::ranges::find(colours_, image.term(task)) != colours_.end()) return;
      colours_.push_back(image.term(task));
    }
    alternatives_.push_back({task.value});
  });
  if (candidates.contains(clock_task)) alternatives_.push_back({clock_task.value});
  next_point_ = points_.size();
  if (alternatives_.size() - first > 1 && settings_.remembering == Remembering::on) {
    look_ahead(first);
  }
  const auto count = static_cast<std::uint32_t>(alternatives_.size() - first);
  if (count == 0) return false;
  frames_.back().task = TaskId{alternatives_[first].value};
  if (count > 1) points_.push_back({frames_.size() - 1, false, 0, first, count});
  if (count == 1) alternatives_.pop_back();
  return true;
}

/// Of the alternatives from `first` on those go at once that are known to lead where the search
/// was.
void States::look_ahead(std::size_t first) {
  const std::uint32_t step = frames_.back().step;
  for (std::size_t i = first; i < alternatives_.size(); ++i) {
    Alternative& alternative = alternatives_[i];
    const SliceHead head(image_, TaskId{alternative.value});
    const TransitionMemo::Found found = memo_.find(head, image_);
    if (found.node == nullptr || found.node->next != TransitionMemo::Next::end) continue;
    if (!memo_.trusts(*found.node)) continue;
    if (step + found.node->step_count >= settings_.step_count_max) continue;
    const Arrival arrival = memo_.arrival(found, head, image_);
    if (arrival.candidates.empty()) continue;
    alternative.foreseen = true;
    alternative.arrival = arrival.key;
    table_.prefetch(arrival.key);
  }
  const auto known = [&](const Alternative& alternative) {
    return alternative.foreseen && spares(alternative.arrival);
  };
  const auto begin = alternatives_.begin() + static_cast<std::ptrdiff_t>(first);
  alternatives_.erase(std::remove_if(begin, alternatives_.end(), known), alternatives_.end());
}

/// The state, and the transition by which it was reached.
void States::note(const Execution& execution, const Hash128& key) {
  const StateGraph::Vertex vertex = settings_.graph->vertex(key, execution.candidates());
  if (!frames_.empty()) {
    const Frame& frame = frames_.back();
    const EventLog& log = execution.log();
    std::vector<std::uint32_t> values;
    for (std::uint32_t step = frame.step; step < execution.step_count(); ++step) {
      for (const Choice& choice : log.choices(StepIndex{step})) values.push_back(choice.value);
    }
    const StateGraph::Vertex from = settings_.graph->vertex(frame.key, {});
    settings_.graph->add_edge(from, vertex, frame.task, std::move(values));
  }
  if (settings_.memory_bytes_max != 0 &&
      settings_.graph->memory_bytes() > settings_.memory_bytes_max) {
    gave_up_ = "--memory";
  }
}

/// The state was seen before: whatever comes now is of no interest to the search. Only a task that
/// goes round in circles keeps an execution from ending. On its way it can show what transitions do
/// that are not known yet.
TaskId States::coast(const Execution& execution) {
  constexpr std::uint32_t step_count_max = 200;
  if (coast_end_ == 0) coast_end_ = execution.step_count() + step_count_max;
  if (execution.step_count() >= coast_end_) return TaskId{};
  learning_ = false;
  if (!remembers()) return execution.candidates().first();
  std::swap(reader_, before_);
  TaskId next;
  before_.image().candidates().for_each([&](TaskId task) {
    if (learning_) return;
    const SliceHead head(before_.image(), task);
    const TransitionMemo::Node* const node = memo_.find(head, before_.image()).node;
    if (node != nullptr && (node->next != TransitionMemo::Next::end ||
                            node->trust == TransitionMemo::Trust::given)) {
      return;
    }
    learning_ = true;
    next = task;
    head_ = head;
  });
  coast_step_ = execution.step_count();
  return learning_ ? next : execution.candidates().first();
}

TaskId States::go_on_coasting(const Execution& execution) {
  if (!learning_) {  // there was nothing new
    return execution.step_count() < coast_end_ ? execution.candidates().first() : TaskId{};
  }
  consulted_ = execution.consulted();
  execution.read_state(reader_);
  learn(execution, before_.image(), coast_step_);
  return contradicted_ ? TaskId{} : coast(execution);
}

std::uint32_t States::pick_value(const Execution& execution,
                                 std::span<const std::uint32_t> alternatives) {
  if (alternatives.size() == 1) return alternatives.front();
  if (frames_.empty()) return alternatives.front();  // of an execution that asks for a refinement
  if (coast_end_ != 0) {
    if (learning_) learn_choice(execution, before_.image(), alternatives, alternatives.front());
    return alternatives.front();
  }
  if (next_frame_ < frames_.size() && !meets_value_point(alternatives)) {
    VIGIL_ASSERT(remembers(), "a search meets its points where it left them");
    contradicted_ = true;
    return alternatives.front();
  }
  const std::uint32_t value = take_value(alternatives);
  if (remembers() && next_frame_ == frames_.size()) {
    learn_choice(execution, image_, alternatives, value);
  }
  return value;
}

/// Of several values the one whose turn it is.
std::uint32_t States::take_value(std::span<const std::uint32_t> alternatives) {
  if (next_point_ == points_.size()) {
    points_.push_back({.frame = frames_.size() - 1,
                       .is_value = true,
                       .index = 0,
                       .first = alternatives_.size(),
                       .count = static_cast<std::uint32_t>(alternatives.size())});
    for (const std::uint32_t value : alternatives) alternatives_.push_back({value});
  }
  const Point& point = points_[next_point_++];
  VIGIL_ASSERT(point.is_value && point.count == alternatives.size(),
               "a search meets its points where it left them");
  return taken(point).value;
}

/// On the way to where the search stands, the next choice is one that was met before.
bool States::meets_value_point(std::span<const std::uint32_t> alternatives) const {
  if (next_point_ == points_.size()) return false;
  const Point& point = points_[next_point_];
  return point.is_value && point.frame + 1 == next_frame_ && point.count == alternatives.size();
}

void States::describe(Report& report) const {
  report.states =
      StateCounts{.states = table_.size(),
                  .transitions = expanded_,
                  .matched = matched_,
                  .spared = spared_,
                  .memory_bytes = table_.memory_bytes(),
                  .remembered_bytes = memo_.memory_bytes() + image_.memory_bytes(),
                  .collision_probability = collision_probability(table_.size() + memo_.size()),
                  .loops = cyclic_ ? Loops::not_looked_for : Loops::none,
                  .by_history = settings_.by_history};
}

}  // namespace vigil
