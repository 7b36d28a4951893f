// SPDX-License-Identifier: MIT
#pragma once

/// Depth-first enumeration of the executions with at most so many *unforced switches*, and at most
/// so many steps. `shrink` deepens it level by level, so that what it finds first is the least.
///
/// An unforced switch is a decision that a plain run of the program would not make: in the threads
/// dialect a task is interrupted that could go on (a preemption); in the asyncio dialect a task
/// runs that is not the first of the ready queue. Which task follows one that blocks or ends, whom
/// a notify wakes and what `choose` returns costs nothing.
///
/// Source: Musuvathi, Qadeer, "Iterative Context Bounding for Systematic Testing of Multithreaded
/// Programs", PLDI 2007. We add the bound on steps, which shrinks as shorter executions are found.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "checker/ids.hpp"
#include "checker/strategy.hpp"

namespace vigil {

class Bounded final : public Strategy {
 public:
  explicit Bounded(std::uint32_t switch_count_max) : switch_count_max_(switch_count_max) {}

  /// From now on executions are cut off that would have more steps.
  void limit_steps(std::uint32_t step_count_max) { step_count_max_ = step_count_max; }

  bool begin_execution(const Execution* previous) override;
  [[nodiscard]] std::uint32_t shared_steps() const override { return shared_steps_; }
  TaskId pick_task(const Execution& execution) override;
  std::uint32_t pick_value(const Execution& execution,
                           std::span<const std::uint32_t> alternatives) override;
  void describe(Report&) const override {}
  [[nodiscard]] std::string_view name() const override { return "bounded"; }

 private:
  struct Alternative {
    std::uint32_t value;  ///< a TaskId, or a value
    std::uint32_t cost;   ///< unforced switches: 0 or 1
  };
  /// A point with several alternatives that can be afforded, in queue order.
  struct Point {
    std::uint32_t step;
    std::uint32_t spent;  ///< unforced switches before it
    std::uint32_t index;
    std::vector<Alternative> alternatives;
  };

  [[nodiscard]] std::uint32_t spent() const;
  std::uint32_t pick(std::uint32_t step, std::vector<Alternative> alternatives);

  std::uint32_t switch_count_max_;
  std::uint32_t step_count_max_ = UINT32_MAX;
  std::vector<Point> points_;
  std::size_t cursor_ = 0;  ///< points before it belong to the shared prefix or were passed
  std::uint32_t shared_steps_ = 0;
};

/// The task that a plain run of the program would let run now; invalid: a switch is forced, and
/// every candidate is as good as the next. Requires: candidates.
[[nodiscard]] TaskId undisturbed_task(const Execution& execution);

}  // namespace vigil
