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
inline constexpr std::size_t group_size_max = 4;  ///< sizes are taken modulo this

/// The task that spawns `task`: the first before it that says so, or the program's size for none.
/// Were it whoever comes first, the tasks would share state that nobody declared.
[[nodiscard]] std::size_t parent_of(const Program& program, std::size_t task);

/// What the tasks of an execution have observed, for its outcome. Nobody reads it, and of equal
/// tasks it does not say which of them is which.
class Notes {
 public:
  /// A place for what one task observes.
  [[nodiscard]] std::size_t add(std::size_t task) {
    notes_.push_back({task, {}});
    return notes_.size() - 1;
  }
  void append(std::size_t slot, const std::string& text) { notes_[slot].text += text; }
  /// Of all that run the instructions of `task`.
  [[nodiscard]] std::string of(std::size_t task) const;

 private:
  struct Note {
    std::size_t task;
    std::string text;
  };
  std::vector<Note> notes_;
};

class Frame {
 public:
  /// `inherited`: the register of the task that spawned this one.
  Frame(const Program& program, Notes& notes, std::size_t task, std::int64_t inherited)
      : program_(program),
        notes_(notes),
        task_(task),
        slot_(notes.add(task)),
        register_(inherited) {}

  [[nodiscard]] std::size_t task() const { return task_; }
  [[nodiscard]] std::int64_t reg() const { return register_; }
  [[nodiscard]] const std::vector<Instruction>& instructions() const {
    return program_.tasks[task_];
  }
  /// Whether this task spawns `task` now; true once at most.
  [[nodiscard]] bool spawns(std::size_t task);

  /// Sets the register, and lets the outcome tell. What two tasks write commutes and is no access,
  /// unlike `vigil::outcome`.
  void note(std::int64_t value);

  /// Carries out an instruction that both dialects have. Returns: false if it is not one of them.
  /// `position` is moved by skips.
  bool run_common(const Instruction& instruction, Shared<int> (&variables)[object_count],
                  std::size_t& position);

 private:
  const Program& program_;
  Notes& notes_;
  std::size_t task_;
  std::size_t slot_;
  std::int64_t register_;
  std::uint32_t spawned_ = 0;  // bit set
};

}  // namespace vigil::agreement
