// SPDX-License-Identifier: MIT
#include "tests/agreement/generate.hpp"

#include <algorithm>

#include "tests/agreement/rng.hpp"

namespace vigil::agreement {

namespace {

using Task = std::vector<Instruction>;

/// Writes the tasks of one program, block by block.
class Generator {
 public:
  Generator(std::uint64_t seed, std::uint64_t index)
      : rng_(seed * 0x9E3779B97F4A7C15ull + index), threads_(index % 2 == 0) {}

  Program run() {
    choose_options();
    const std::uint32_t task_count = 2 + rng_.below(3);
    program_.tasks.resize(task_count);
    for (Task& task : program_.tasks) {
      const std::uint32_t block_count = 1 + rng_.below(task_count > 3 ? 1 : 2);
      for (std::uint32_t i = 0; i < block_count; ++i) add_block(task);
    }
    for (std::uint32_t t = task_count - 1; t > 0; --t) add_spawn(t);
    return std::move(program_);
  }

 private:
  void add(Task& task, Word word, std::uint32_t a = 0, std::uint32_t b = 0, std::uint32_t c = 0,
           std::uint32_t d = 0) {
    Instruction instruction{.word = word, .numbers = {a, b, c, d}};
    // What the text form does not say is not part of a program.
    for (std::size_t i = number_count(word); i < instruction.numbers.size(); ++i) {
      instruction.numbers[i] = 0;
    }
    task.push_back(instruction);
  }
  [[nodiscard]] std::uint32_t number() { return rng_.below(3); }

  void choose_options() {
    ExecutionOptions& options = program_.options;
    options.dialect = threads_ ? Dialect::threads : Dialect::asyncio;
    if (rng_.percent(15)) program_.always_below = 1 + rng_.below(3);
    if (threads_) {
      options.notify_order = rng_.percent(25) ? NotifyOrder::fifo : NotifyOrder::any;
      options.spurious_budget = rng_.percent(20) ? 1 : 0;
      return;
    }
    options.notify_order = rng_.percent(35) ? NotifyOrder::any : NotifyOrder::fifo;
    options.order = rng_.percent(8) ? Order::fifo : Order::any;
    const std::uint32_t clock = rng_.below(10);
    options.clock = clock < 5 ? Clock::virtual_time : clock < 8 ? Clock::early : Clock::arbitrary;
  }

  /// Somebody before it spawns task `t`, mostly `main` and early; sometimes it is joined later.
  void add_spawn(std::uint32_t t) {
    Task& parent = program_.tasks[rng_.percent(75) ? 0 : rng_.below(t)];
    const auto size = static_cast<std::uint32_t>(parent.size());
    const std::uint32_t at = rng_.percent(70) ? 0 : rng_.below(size + 1);
    insert(parent, at, Word::spawn, t);
    if (rng_.percent(25)) insert(parent, at + 1 + rng_.below(size - at + 1), Word::join, t);
    if (!threads_ && rng_.percent(15)) add(parent, Word::wait_tasks, rng_.below(2));
    if (!threads_ && rng_.percent(6)) insert(parent, size + 1, Word::cancel, t);
    if (!threads_ && rng_.percent(6)) add(parent, Word::done, t);
  }

  static void insert(Task& task, std::uint32_t at, Word word, std::uint32_t number) {
    task.insert(task.begin() + static_cast<std::ptrdiff_t>(at),
                Instruction{.word = word, .numbers = {number}});
  }

  void add_block(Task& task) {
    if (rng_.percent(60)) return add_critical_section(task, rng_.below(2), 1);
    if (rng_.percent(20)) return add_branch(task);
    threads_ ? add_threads_block(task) : add_asyncio_block(task);
  }

  void add_critical_section(Task& task, std::uint32_t m, std::uint32_t depth) {
    add(task, Word::lock, m);
    const std::uint32_t item_count = 1 + rng_.below(2);
    for (std::uint32_t i = 0; i < item_count; ++i) add_item(task, m, depth);
    if (rng_.percent(40)) add_notify(task, condition_of(m));
    if (rng_.percent(97)) add(task, Word::unlock, m);
    if (threads_ && rng_.percent(15)) add_notify(task, condition_of(m));
  }

  void add_item(Task& task, std::uint32_t m, std::uint32_t depth) {
    const std::uint32_t v = threads_ && rng_.percent(93) ? m : rng_.below(2);
    const std::uint32_t limit = 1 + rng_.below(2);
    switch (rng_.below(11)) {
      case 0: return add(task, Word::read, v);
      case 1: return add(task, Word::write, v, 1 + rng_.below(2));
      case 2:
      case 3: return add(task, Word::increase, v);
      case 4: return add(task, Word::wait, condition_of(m), m);
      case 5: return add(task, Word::wait_if, condition_of(m), m, v, limit);
      case 6: return add(task, Word::wait_while, condition_of(m), m, v, limit);
      case 7:
        if (depth > 0) return add_critical_section(task, rng_.percent(90) ? 1 - m : m, depth - 1);
        return add(task, Word::read, v);
      case 8:
        if (rng_.percent(40)) return add(task, Word::forbid, v, 1 + rng_.below(3));
        return add_branch(task);
      case 9:
        if (!threads_) return add(task, Word::wait_for, condition_of(m), v, limit);
        return add(task, Word::increase, v);
      default: threads_ ? add_atomic(task) : add_asyncio_block(task);
    }
  }

  /// A choice, and sometimes an instruction that depends on it.
  void add_branch(Task& task) {
    add(task, Word::choose, 1 + rng_.below(2));
    if (rng_.percent(50)) return;
    Task then;
    threads_ ? add_threads_block(then) : add_asyncio_block(then);
    add(task, Word::unless_skip, rng_.below(2), static_cast<std::uint32_t>(then.size()));
    task.insert(task.end(), then.begin(), then.end());
  }

  [[nodiscard]] std::uint32_t condition_of(std::uint32_t m) {
    if (rng_.percent(5)) return rng_.below(2);
    if (!threads_ && m == 0 && rng_.percent(20)) return 2;
    return m;
  }

  void add_notify(Task& task, std::uint32_t c) {
    if (rng_.percent(30)) return add(task, Word::notify_all, c);
    if (threads_) return add(task, Word::notify_one, c);
    add(task, Word::notify, c, 1 + rng_.below(2));
  }

  void add_atomic(Task& task) {
    const std::uint32_t a = rng_.below(2);
    switch (rng_.below(4)) {
      case 0: return add(task, Word::load, a);
      case 1: return add(task, Word::store, a, 1 + rng_.below(2));
      case 2: return add(task, Word::add, a, 1);
      default: return add(task, Word::exchange_if, a, number(), number());
    }
  }

  void add_threads_block(Task& task) {
    const std::uint32_t kind = rng_.below(10);
    if (kind < 5) return add_atomic(task);
    const std::uint32_t m = rng_.below(2);
    if (kind < 7) return add_notify(task, m);
    if (kind == 7) {
      add(task, Word::load, m);
      add(task, Word::unless_skip, rng_.below(2), 1);
      return add_notify(task, m);
    }
    add(task, Word::try_lock, m, 2);
    add(task, rng_.percent(60) ? Word::increase : Word::read, m);
    add(task, Word::unlock, m);
  }

  void add_asyncio_block(Task& task) {
    const std::uint32_t e = rng_.below(2);
    switch (rng_.below(14)) {
      case 0: return add(task, Word::sleep, 1);
      case 1: return add(task, Word::sleep, 1 + rng_.below(3));
      case 2: return add(task, Word::sleep_any);
      case 3:
      case 4: return add(task, Word::yield);
      case 5:
      case 6: return add(task, Word::set, e);
      case 7: return add(task, Word::clear, e);
      case 8:
      case 9: return add(task, Word::wait_event, e);
      case 10: return add(task, Word::is_set, e);
      case 11: return add(task, Word::locked, e);
      case 12: return add(task, Word::read, e);
      default: return add(task, rng_.percent(50) ? Word::increase : Word::write, e, 1);
    }
  }

  Rng rng_;
  bool threads_;
  Program program_;
};

}  // namespace

Program generate(std::uint64_t seed, std::uint64_t index) { return Generator(seed, index).run(); }

Program with_adversary(Program program, std::uint64_t seed, std::uint64_t index) {
  ExecutionOptions& options = program.options;
  if (options.dialect != Dialect::asyncio) return program;
  Rng rng(~(seed * 0x9E3779B97F4A7C15ull + index));
  options.cancellation_budget = rng.percent(85) ? rng.percent(30) ? 2 : 1 : 0;
  for (Task& task : program.tasks) {
    if (!rng.percent(35)) continue;
    const bool timeout = rng.percent(50);
    const std::uint32_t at = rng.below(static_cast<std::uint32_t>(task.size()) + 1);
    const std::uint32_t length = 1 + rng.below(4);
    const Instruction within{.word = Word::within, .numbers = {1 + rng.below(2), length}};
    const Instruction catching{.word = Word::catching, .numbers = {length}};
    task.insert(task.begin() + static_cast<std::ptrdiff_t>(at), timeout ? within : catching);
    options.any_timeouts = options.any_timeouts || (timeout && rng.percent(50));
  }
  return program;
}

Program with_groups(Program program, std::uint64_t seed, std::uint64_t index) {
  Rng rng(~(seed * 0x9E3779B97F4A7C15ull + index) >> 1);
  std::uint32_t group_count = 0;
  for (Task& task : program.tasks) {
    for (Instruction& instruction : task) {
      if (instruction.word != Word::spawn) continue;
      if (group_count > 0 && rng.percent(60)) continue;
      ++group_count;
      const std::uint32_t size = rng.percent(70) ? 2 : 3;
      instruction = {.word = Word::spawn_equal, .numbers = {instruction.numbers[0], size}};
    }
  }
  return program;
}

Program with_loose_ends(Program program, std::uint64_t seed, std::uint64_t index) {
  Rng rng(~(seed * 0x9E3779B97F4A7C15ull + index) >> 2);
  for (Task& task : program.tasks) {
    Task changed;
    for (Instruction instruction : task) {
      const auto& numbers = instruction.numbers;
      const bool spawns = instruction.word == Word::spawn;
      if (spawns && rng.percent(40)) changed.push_back({.word = Word::choose, .numbers = {2}});
      if (instruction.word == Word::wait_while && numbers[0] == numbers[1] && rng.percent(70)) {
        instruction = {.word = Word::wait_for, .numbers = {numbers[0], numbers[2], numbers[3]}};
      }
      changed.push_back(instruction);
      if (spawns && rng.percent(40)) {
        changed.push_back({.word = Word::detach, .numbers = {numbers[0]}});
      }
    }
    task = std::move(changed);
  }
  // What was inherited shall matter: a task begins with an instruction that depends on it.
  for (std::size_t t = 1; t < program.tasks.size(); ++t) {
    if (!rng.percent(60)) continue;
    Task& task = program.tasks[t];
    task.insert(task.begin(), {.word = Word::unless_skip, .numbers = {rng.below(2), 1}});
  }
  return program;
}

}  // namespace vigil::agreement
