// SPDX-License-Identifier: MIT
#pragma once

/// Explicit-state search on the real program: depth first over states, each expanded once. An
/// execution is given up as soon as it reaches a state that was seen before, since equal keys mean
/// equal futures (checker/state/state_reader.hpp). With `merging`, states that differ by a
/// permutation of equal tasks are one, and of several candidates that lead to such states one is
/// run.
///
/// States are those between transitions, where the strategy picks a task. Values (`choose`) branch
/// inside a transition and make no states of their own.
///
/// *By history.* Where keys are not exact (the model does not say that all its state is declared),
/// the key is the fingerprint of the trace so far: equal traces have equal futures whatever the
/// model shares behind our back, as far as its footprints are right. That merges equivalent
/// prefixes only.
///
/// *Running little.* A search goes back all the time, and to run the model again from its start
/// each time would cost more than all else. With `remembering` it does not: going back undoes
/// changes of an image of the state (state_image.hpp), and a transition whose effect is known
/// (transition_memo.hpp) is applied to the image. The model runs only for what is not known, and
/// where an execution ends, so that every end and every violation is one of a real execution. Such
/// a run begins with the shortest way there that the search knows, which is its own path; where it
/// joins the search, the key of its state must be the image's. The result is the same as without.
///
/// Source: Holzmann, "The Model Checker SPIN", IEEE TSE 23(5), 1997, for the depth-first search
/// with a table of visited states and for detecting cycles on its stack; Ip, Dill, "Better
/// Verification Through Symmetry", FMSD 9, 1996, for scalarsets, of which a group of equal tasks is
/// one.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/execution.hpp"
#include "checker/explore.hpp"
#include "checker/search/state_graph.hpp"
#include "checker/state/state_reader.hpp"
#include "checker/state/state_table.hpp"
#include "checker/state/transition_memo.hpp"
#include "checker/strategy.hpp"

namespace vigil {

class States final : public Strategy {
 public:
  struct Settings {
    bool merging = true;        ///< equal tasks are interchangeable
    bool by_history = false;    ///< see above; excludes merging and remembering
    Remembering remembering = Remembering::off;  ///< see above
    bool fifo_waiters = false;  ///< for fingerprints
    std::uint32_t step_count_max = UINT32_MAX;  ///< of an execution
    std::uint64_t memory_bytes_max = 0;
    StateGraph* graph = nullptr;  ///< to note the states in and how they are connected
  };

  explicit States(const Settings& settings);
  States(const States&) = delete;  // the memory knows the image
  States& operator=(const States&) = delete;

  bool begin_execution(const Execution* previous) override;
  [[nodiscard]] std::uint32_t shared_steps() const override { return shared_steps_; }
  TaskId pick_task(const Execution& execution) override;
  /// Where something can be learnt: in front.
  [[nodiscard]] bool consults() const override {
    return remembers() && learning_ && next_frame_ == frames_.size();
  }
  std::uint32_t pick_value(const Execution& execution,
                           std::span<const std::uint32_t> alternatives) override;
  void describe(Report& report) const override;
  [[nodiscard]] std::string_view name() const override { return "states"; }
  [[nodiscard]] std::string_view gave_up() const override { return gave_up_; }
  [[nodiscard]] bool coasted() const override { return coast_end_ != 0; }
  [[nodiscard]] bool resting() const override { return resting_; }
  [[nodiscard]] std::uint64_t transitions_spared() const override { return spared_; }

  /// Two members of a group mention each other: merging them is not sound.
  [[nodiscard]] bool tangled() const { return reader_.tangled(); }
  /// A run has contradicted what was remembered: see transition_memo.hpp, "Trust".
  [[nodiscard]] bool contradicted() const { return contradicted_; }

 private:
  /// A state on the path of the search.
  struct Frame {
    std::uint32_t step;  ///< of the transition that leaves it
    TaskId task;         ///< which makes that transition
    Hash128 key;
    StateImage::Mark mark;
  };
  struct Alternative {
    std::uint32_t value;    ///< or id of a task
    bool foreseen = false;  ///< where it leads
    Hash128 arrival;        ///< the key of that state
  };
  /// A decision with several alternatives, which are the last ones of
  /// `alternatives_` from `first` on, in the transition that leaves the state `frame`.
  struct Point {
    std::size_t frame;
    bool is_value;
    std::uint32_t index;  ///< of the alternative taken
    std::size_t first;
    std::uint32_t count;
  };
  enum class Stepped : std::uint8_t { fresh, visited, unknown };

  [[nodiscard]] bool remembers() const { return settings_.remembering != Remembering::off; }
  [[nodiscard]] bool merges() const { return settings_.merging && !settings_.by_history; }
  // Without running:
  [[nodiscard]] bool go_back();
  [[nodiscard]] Stepped step_from_memory();
  void grow(SliceHead& head, const TransitionMemo::Found& found);
  // Running:
  void run_from_here();
  [[nodiscard]] TaskId follow(const Execution& execution);
  [[nodiscard]] TaskId set_out();
  [[nodiscard]] TaskId coast(const Execution& execution);
  void learn(const Execution& execution);
  void learn_choice(const Execution& execution, std::span<const std::uint32_t> alternatives,
                    std::uint32_t value);
  void move_image(const StateImage& to);
  bool meets_value_point(std::span<const std::uint32_t> alternatives) const;
  // Both:
  [[nodiscard]] std::vector<std::uint32_t> values_taken() const;
  void note(const Hash128& key, const TaskSet& candidates, std::vector<std::uint32_t> values);
  [[nodiscard]] bool spares(const Hash128& key);
  [[nodiscard]] bool meets(const Hash128& key);
  void push_frame(const Hash128& key, std::uint32_t step);
  [[nodiscard]] bool decide(const TaskSet& candidates, const StateImage& image);
  void look_ahead(std::size_t first);
  [[nodiscard]] std::size_t first_point_of(std::size_t frame) const;
  void skip_task_point(std::size_t frame);
  [[nodiscard]] std::uint32_t take_value(std::span<const std::uint32_t> alternatives);
  [[nodiscard]] const Alternative& taken(const Point& point) const {
    return alternatives_[point.first + point.index];
  }

  Settings settings_;
  StateReader reader_;
  StateTable table_;
  TransitionMemo memo_;
  StateImage image_;  ///< of the last frame's state, or of the state after it while that is entered
  bool image_moved_ = false;  ///< away from the last frame's state
  std::vector<Frame> frames_;
  std::vector<Point> points_;
  std::vector<Alternative> alternatives_;
  std::vector<Hash128> colours_;  // of the candidates of one state
  std::size_t next_point_ = 0;  ///< the next one that the running transition meets
  // The running execution:
  std::size_t next_frame_ = 0;      ///< it is on its way there; `frames_.size()`: it is in front
  std::uint32_t shared_steps_ = 0;  ///< with the one before
  std::uint32_t coast_end_ = 0;     ///< not 0: it may go on until then; see `coasted`
  SliceHead head_;                  ///< of the transition that runs in front
  bool learning_ = false;           ///< from it
  Consulted consulted_;             ///< by it
  // Since it began:
  std::uint32_t lowest_step_ = UINT32_MAX;  ///< to which the search went back
  bool spared_since_ = false;               ///< transitions were applied instead of run
  bool resting_ = false;
  bool cyclic_ = false;  ///< the search met a state on its own path
  bool contradicted_ = false;
  std::uint64_t matched_ = 0;
  std::uint64_t expanded_ = 0;  ///< transitions from one state to another
  std::uint64_t spared_ = 0;    ///< of them: not run
  std::string gave_up_;
};

}  // namespace vigil
