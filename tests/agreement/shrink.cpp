// SPDX-License-Identifier: MIT
#include "tests/agreement/shrink.hpp"

#include <utility>

namespace vigil::agreement {

namespace {

/// Without a task: the others move up, and what names them follows.
[[nodiscard]] Program without_task(Program program, std::size_t task) {
  program.tasks.erase(program.tasks.begin() + static_cast<std::ptrdiff_t>(task));
  for (std::vector<Instruction>& instructions : program.tasks) {
    std::erase_if(instructions, [&](Instruction& instruction) {
      const bool names_task = instruction.word == Word::spawn ||
                              instruction.word == Word::spawn_equal ||
                              instruction.word == Word::join ||
                              instruction.word == Word::detach ||
                              instruction.word == Word::done || instruction.word == Word::cancel;
      if (!names_task) return false;
      if (instruction.numbers[0] == task) return true;
      if (instruction.numbers[0] > task) --instruction.numbers[0];
      return false;
    });
  }
  return program;
}

/// Everything that is one step smaller.
[[nodiscard]] std::vector<Program> smaller(const Program& program) {
  std::vector<Program> all;
  for (std::size_t task = program.tasks.size() - 1; task > 0; --task) {
    all.push_back(without_task(program, task));
  }
  for (std::size_t task = 0; task < program.tasks.size(); ++task) {
    for (std::size_t i = 0; i < program.tasks[task].size(); ++i) {
      Program fewer = program;
      fewer.tasks[task].erase(fewer.tasks[task].begin() + static_cast<std::ptrdiff_t>(i));
      all.push_back(std::move(fewer));
    }
  }
  const auto offer = [&](auto&& change) {
    Program simpler = program;
    change(simpler);
    if (simpler != program) all.push_back(std::move(simpler));
  };
  for (std::size_t task = 0; task < program.tasks.size(); ++task) {
    for (std::size_t i = 0; i < program.tasks[task].size(); ++i) {
      const Instruction& instruction = program.tasks[task][i];
      if (instruction.word != Word::spawn_equal || instruction.numbers[1] < 2) continue;
      Program fewer = program;
      --fewer.tasks[task][i].numbers[1];
      all.push_back(std::move(fewer));
    }
  }
  offer([](Program& p) { p.always_below = 0; });
  offer([](Program& p) { p.options.spurious_budget = 0; });
  if (program.options.cancellation_budget > 0) {
    offer([](Program& p) { --p.options.cancellation_budget; });
  }
  offer([](Program& p) { p.options.any_timeouts = false; });
  offer([](Program& p) { p.options.clock = Clock::virtual_time; });
  offer([](Program& p) { p.options.order = Order::any; });
  offer([](Program& p) {
    p.options.notify_order =
        p.options.dialect == Dialect::threads ? NotifyOrder::any : NotifyOrder::fifo;
  });
  return all;
}

}  // namespace

Program shrink(Program program, const std::function<bool(const Program&)>& still) {
  bool progress = true;
  while (progress) {
    progress = false;
    for (Program& candidate : smaller(program)) {
      if (!still(candidate)) continue;
      program = std::move(candidate);
      progress = true;
      break;
    }
  }
  return program;
}

}  // namespace vigil::agreement
