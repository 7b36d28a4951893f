// SPDX-License-Identifier: MIT
#include "tests/agreement/frame.hpp"

#include <algorithm>

namespace vigil::agreement {

std::size_t parent_of(const Program& program, std::size_t task) {
  for (std::size_t parent = 0; parent < task && parent < program.tasks.size(); ++parent) {
    for (const Instruction& instruction : program.tasks[parent]) {
      const bool spawns =
          instruction.word == Word::spawn || instruction.word == Word::spawn_equal;
      if (spawns && instruction.numbers[0] == task) return parent;
    }
  }
  return program.tasks.size();
}

std::string Notes::of(std::size_t task) const {
  std::vector<std::string> sorted;
  for (const Note& note : notes_) {
    if (note.task == task) sorted.push_back(note.text);
  }
  std::ranges::sort(sorted);
  std::string text;
  for (const std::string& one : sorted) text += (text.empty() ? "" : "/") + one;
  return text;
}

void Frame::note(std::int64_t value) {
  register_ = value;
  Execution& execution = Execution::current();
  if (execution.unwinding()) return;  // the notes may be gone
  notes_.append(slot_, std::to_string(value) + ".");
  execution.outcome("t" + std::to_string(task_), notes_.of(task_));
}

bool Frame::spawns(std::size_t task) {
  if (task >= program_.tasks.size() || task >= task_count_max) return false;
  const std::uint32_t bit = 1u << task;
  if ((spawned_ & bit) != 0 || parent_of(program_, task) != task_) return false;
  spawned_ |= bit;
  return true;
}

bool Frame::run_common(const Instruction& instruction, Shared<int> (&variables)[object_count],
                       std::size_t& position) {
  const auto& numbers = instruction.numbers;
  Shared<int>& variable = variables[numbers[0] % object_count];
  const auto number = static_cast<int>(numbers[1]);
  switch (instruction.word) {
    case Word::choose: note(choose(numbers[0] % 4 + 1)); return true;
    case Word::unless_skip:
      if (register_ != std::int64_t{numbers[0]}) position += numbers[1];
      return true;
    case Word::read: note(variable.get()); return true;
    case Word::write: variable.set(number); return true;
    case Word::increase: ++variable; return true;
    case Word::forbid:
      require(variable.get() != number, "v" + std::to_string(numbers[0] % object_count) +
                                            " is not " + std::to_string(number));
      return true;
    default: return false;
  }
}

}  // namespace vigil::agreement
