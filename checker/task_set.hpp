// SPDX-License-Identifier: MIT
#pragma once

/// A set of tasks as bits, in order of TaskId. Used for "who is ready" and "who stands at this
/// mutex", where it turns disabling and enabling many tasks into a few word operations.
/// Limit: `TaskSet::capacity` tasks in one execution; `Execution::spawn` reports more.

#include <array>
#include <bit>
#include <cstdint>

#include "checker/ids.hpp"

namespace vigil {

class TaskSet {
 public:
  static constexpr std::uint32_t capacity = 256;

  void insert(TaskId task) { words_[task.value / 64] |= bit(task); }
  void erase(TaskId task) { words_[task.value / 64] &= ~bit(task); }
  void clear() { words_ = {}; }
  [[nodiscard]] bool contains(TaskId task) const {
    return (words_[task.value / 64] & bit(task)) != 0;
  }

  [[nodiscard]] bool empty() const {
    return (words_[0] | words_[1] | words_[2] | words_[3]) == 0;
  }

  [[nodiscard]] std::uint32_t size() const {
    int count = 0;
    for (const std::uint64_t word : words_) count += std::popcount(word);
    return static_cast<std::uint32_t>(count);
  }

  /// The member with the lowest id. Requires: not empty.
  [[nodiscard]] TaskId first() const {
    std::uint32_t word = 0;
    while (words_[word] == 0) ++word;
    return TaskId{word * 64 + static_cast<std::uint32_t>(std::countr_zero(words_[word]))};
  }

  TaskSet& operator|=(const TaskSet& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
    return *this;
  }
  TaskSet& operator-=(const TaskSet& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= ~other.words_[i];
    return *this;
  }
  friend TaskSet operator-(TaskSet left, const TaskSet& right) { return left -= right; }
  friend TaskSet operator|(TaskSet left, const TaskSet& right) { return left |= right; }
  // Written out: the default one calls memcmp, which costs more than the comparison.
  bool operator==(const TaskSet& other) const {
    return ((words_[0] ^ other.words_[0]) | (words_[1] ^ other.words_[1]) |
            (words_[2] ^ other.words_[2]) | (words_[3] ^ other.words_[3])) == 0;
  }

  /// Calls `visit(task)` for each member, in order of id.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (std::uint32_t w = 0; w < words_.size(); ++w) {
      for (std::uint64_t left = words_[w]; left != 0; left &= left - 1) {
        visit(TaskId{w * 64 + static_cast<std::uint32_t>(std::countr_zero(left))});
      }
    }
  }

 private:
  static constexpr std::uint64_t bit(TaskId task) { return std::uint64_t{1} << (task.value % 64); }

  std::array<std::uint64_t, capacity / 64> words_{};
};

}  // namespace vigil
