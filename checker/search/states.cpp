// SPDX-License-Identifier: MIT
#include "checker/search/states.hpp"

#include <algorithm>
#include <utility>

#include "checker/assert.hpp"
#include "checker/execution.hpp"
#include "checker/report/quantity.hpp"
#include "checker/verdict.hpp"

namespace vigil {

States::States(const Settings& settings)
    : settings_(settings),
      reader_(settings.merging && !settings.by_history),
      table_(settings.memory_bytes_max),
      memo_(image_) {
  VIGIL_ASSERT(settings.remembering == Remembering::off || !settings.by_history,
               "only what leads from and to states with exact keys is remembered");
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
  if (settings_.graph != nullptr) note(arrival.key, arrival.candidates, values_taken());
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
  const bool may_spare = settings_.remembering == Remembering::on && settings_.graph == nullptr;
  if (may_spare && alternatives_.size() - first > 1) look_ahead(first);
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

/// In the transition that leaves the last state, so far.
std::vector<std::uint32_t> States::values_taken() const {
  std::vector<std::uint32_t> values;
  for (std::size_t i = first_point_of(frames_.size() - 1); i < next_point_; ++i) {
    if (points_[i].is_value) values.push_back(taken(points_[i]).value);
  }
  return values;
}

/// The state, and that a transition leads there from the last one.
void States::note(const Hash128& key, const TaskSet& candidates,
                  std::vector<std::uint32_t> values) {
  StateGraph& graph = *settings_.graph;
  const StateGraph::Vertex to = graph.vertex(key, candidates);
  if (!frames_.empty()) {
    const StateGraph::Vertex from = graph.vertex(frames_.back().key, {});
    graph.add_edge(from, to, frames_.back().task, std::move(values));
  }
  if (settings_.memory_bytes_max != 0 && graph.memory_bytes() > settings_.memory_bytes_max) {
    gave_up_ = "--memory";
  }
}

void States::describe(Report& report) const {
  const double collision = collision_probability(table_.size() + memo_.hash_count());
  report.states = StateCounts{.states = table_.size(),
                              .transitions = expanded_,
                              .matched = matched_,
                              .spared = spared_,
                              .memory_bytes = table_.memory_bytes(),
                              .remembered_bytes = memo_.memory_bytes() + image_.memory_bytes(),
                              .collision_probability = collision,
                              .loops = cyclic_ ? Loops::not_looked_for : Loops::none,
                              .by_history = settings_.by_history};
}

}  // namespace vigil
