// SPDX-License-Identifier: MIT
#pragma once

/// Plain depth-first enumeration of every decision: the reference that the other searches are
/// tested against. Slow, always right: it knows nothing of independence.

#include <cstdint>
#include <string_view>
#include <vector>

#include "checker/ids.hpp"
#include "checker/strategy.hpp"

namespace vigil {

class Exhaustive final : public Strategy {
 public:
  bool begin_execution(const Execution* previous) override;
  [[nodiscard]] std::uint32_t shared_steps() const override { return shared_steps_; }
  TaskId pick_task(const Execution& execution) override;
  std::uint32_t pick_value(const Execution& execution,
                           std::span<const std::uint32_t> alternatives) override;
  void describe(Report& report) const override;
  [[nodiscard]] std::string_view name() const override { return "exhaustive"; }

 private:
  /// A point with several alternatives: task ids in queue order, or values.
  struct Point {
    std::uint32_t step;
    std::uint32_t index;  ///< of the alternative taken
    std::vector<std::uint32_t> alternatives;
  };

  std::uint32_t pick(std::uint32_t step, std::span<const std::uint32_t> alternatives);

  std::vector<Point> points_;
  std::size_t cursor_ = 0;  ///< points before it belong to the shared prefix or were passed
  std::uint32_t shared_steps_ = 0;
};

}  // namespace vigil
