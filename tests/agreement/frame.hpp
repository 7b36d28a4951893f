// SPDX-License-Identifier: MIT
#pragma once

/// What interpreting one task of a generated program needs in both dialects: the instructions that
/// concern no primitive of a dialect, the register, and what the task has observed.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "checker/execution.hpp"
#include "primitives/choose.hpp"
#include "primitives/require.hpp"
#include "primitives/shared.hpp"
#include "tests/agreement/program.hpp"

namespace vigil::agreement {

inline constexpr std::size_t object_count = 2;  ///< of each kind; numbers are taken modulo this
inline constexpr std::size_t task_count_max = 8;

/// The task that spawns `task`: the first before it that says so, or the program's size for none.
/// Were it whoever comes first, the tasks would share state that nobody declared.
[[nodiscard]] std::size_t parent_of(const Program& program, std::size_t task);

class Frame {
 public:
  Frame(const Program& program, std::size_t task) : program_(program), task_(task) {}

  [[nodiscard]] std::size_t task() const { return task_; }
  [[nodiscard]] const std::vector<Instruction>& instructions() const {
    return program_.tasks[task_];
  }
  /// Whether this task spawns `task` now; true once at most.
  [[nodiscard]] bool spawns(std::size_t task);

  /// Sets the register, and lets the outcome tell. Two tasks never write the same key, so the
  /// writes commute and are no access, unlike `vigil::outcome`.
  void note(std::int64_t value) {
    register_ = value;
    observed_ += std::to_string(value) + ".";
    Execution& execution = Execution::current();
    if (!execution.unwinding()) execution.outcome("t" + std::to_string(task_), observed_);
  }

  /// Carries out an instruction that both dialects have. Returns: false if it is not one of them.
  /// `position` is moved by skips.
  bool run_common(const Instruction& instruction, Shared<int> (&variables)[object_count],
                  std::size_t& position);

 private:
  const Program& program_;
  std::size_t task_;
  std::int64_t register_ = 0;
  std::string observed_;
  std::uint32_t spawned_ = 0;  // bit set
};

}  // namespace vigil::agreement
