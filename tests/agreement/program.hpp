// SPDX-License-Identifier: MIT
#pragma once

/// Small programs as data: what the agreement tests generate, run under two searches and cut down.
/// A program is a list of tasks, each a flat list of instructions over numbered objects; task 0 is
/// `main`. It has a text form on one line, so that a disagreement can be pasted back:
///
///     threads notify=any spurious=0 clock=virtual | spawn 1; lock 0; wait 0 0 | notify_one 0
///
/// Every list of instructions is a program, however little sense it makes: what would be misuse is
/// a violation, which both searches must find. That is what makes cutting down simple.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "checker/options.hpp"
#include "checker/result.hpp"

namespace vigil::agreement {

/// `r` is a register of the task: the last value that an instruction gave it. m: mutex or lock,
/// c: condition, v: Shared variable, a: atomic, e: event, t: task, x, n, k: numbers.
enum class Word : std::uint8_t {
  spawn,       ///< t; nothing when it runs already; its r begins as this task's
  spawn_equal, ///< t n; n equal tasks that all run t; nothing when they run already
  join,        ///< t; nothing unless this task spawned it; all of a group
  choose,      ///< n; sets r
  unless_skip, ///< x k; skips k instructions unless r == x
  read,        ///< v; sets r
  write,       ///< v x
  increase,    ///< v
  forbid,      ///< v x; requires that v is not x
  lock,        ///< m (asyncio: acquire)
  unlock,      ///< m (asyncio: release)
  wait,        ///< c m (asyncio ignores m: a condition has its lock)
  wait_while,  ///< c m v x; waits in a loop while v < x
  wait_if,     ///< c m v x; waits once if v < x
  notify_all,  ///< c
  // threads
  try_lock,    ///< m k; skips k instructions if it fails
  notify_one,  ///< c
  load,        ///< a; sets r
  store,       ///< a x
  add,         ///< a x; sets r
  exchange_if, ///< a x y: compare_exchange; sets r
  detach,      ///< t; nothing unless this task spawned it
  // asyncio
  notify,      ///< c n
  wait_for,    ///< c v x; wait_for(v >= x); threads as well, with the mutex of that number
  set,         ///< e
  clear,       ///< e
  wait_event,  ///< e
  is_set,      ///< e; sets r
  locked,      ///< m; sets r
  sleep,       ///< x seconds
  sleep_any,
  yield,
  wait_tasks,  ///< n; for the tasks that this one spawned: n == 0 all of them, 1 the first to end
  done,        ///< t; sets r
  cancel,      ///< t; all of a group
  within,      ///< x k; k instructions under a timeout of x seconds, TimeoutError is caught
  catching,    ///< k; the next k instructions, CancelledError is caught
};
inline constexpr std::size_t word_count = static_cast<std::size_t>(Word::catching) + 1;

struct Instruction {
  Word word = Word::yield;
  std::array<std::uint32_t, 4> numbers{};
  bool operator==(const Instruction&) const = default;
};

struct Program {
  ExecutionOptions options;  ///< dialect, clock, order, notify order, the adversary
  std::uint32_t always_below = 0;  ///< not 0: `always(variable 0 < this)`
  std::vector<std::vector<Instruction>> tasks;
  bool operator==(const Program&) const = default;
};

/// How many numbers follow the word in the text form.
[[nodiscard]] std::size_t number_count(Word word);
[[nodiscard]] std::string_view name(Word word);

[[nodiscard]] std::string format(const Program& program);
[[nodiscard]] Result<Program> parse(std::string_view text);

}  // namespace vigil::agreement
