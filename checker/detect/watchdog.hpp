// SPDX-License-Identifier: MIT
#pragma once

/// Stops tasks that would stop everything: one that runs without ever reaching a scheduling point,
/// and one that overflows its stack. The explorer keeps a `Watchdog` around an exploration; the
/// task is ended where it stands and becomes a `termination` violation that names it.
///
/// | what happens                              | what the watchdog does                           |
/// |-------------------------------------------|--------------------------------------------------|
/// | no scheduling point for `seconds`         | asks the engine to end the task at its next      |
/// |                                           | operation: that covers loops that read or notify |
/// | ... and no operation either               | ends it when the interrupted instruction belongs |
/// |                                           | to the model, not to libc or libstdc++, whose    |
/// |                                           | locks must not be left held; otherwise it looks  |
/// |                                           | again a millisecond later                        |
/// | ... and a system call that never returns  | ends it in there after about three more seconds  |
/// | a fault in the guard page of the stack    | ends it: the task cannot go on anyway            |
/// | any other fault                           | says on stderr which task it was, and passes it  |
/// |                                           | to the handler that was there before             |
///
/// This is one of the two places that may use the clock (see style.md): time decides only whether a
/// task is given up, never what an execution does. It counts ticks of a timer rather than reading
/// a clock, so that a process that is starved, or stopped in a debugger, does not look hung.
/// Uses SIGVTALRM and SIGSEGV, on a stack of its own; puts everything back at the end.

#include <csignal>
#include <cstdint>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

namespace vigil {

class Execution;
class Fiber;

class Watchdog {
 public:
  /// After so much processor time without a scheduling point, a task of a model is given up.
  static constexpr double default_seconds = 2.0;

  /// Watches `execution` on this thread until destroyed. The innermost watchdog of a process is
  /// the one that works; they nest, and end in reverse order of their beginning.
  /// Requires: the execution outlives it; `seconds` > 0. Cost: a few microseconds.
  explicit Watchdog(Execution& execution, double seconds = default_seconds);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

 private:
  struct Range {
    std::uintptr_t begin;
    std::uintptr_t end;
  };

  static void on_tick(int signal, siginfo_t* info, void* context);
  static void on_fault(int signal, siginfo_t* info, void* context);
  void tick(std::uintptr_t instruction);
  void end_task(const char* message);
  void collect_foreign_text();
  [[nodiscard]] bool is_foreign(std::uintptr_t instruction) const;
  void start_timer();
  void set_interval(std::int64_t interval_ns);
  void tell_crash() const;
  void pass_on(int signal, siginfo_t* info, void* context);

  Execution& execution_;
  Watchdog* outer_;
  std::string overrun_message_;
  std::string overflow_message_;
  std::vector<Range> foreign_;  ///< text of libraries that must not be left in the middle
  std::unique_ptr<std::byte[]> signal_stack_;
  stack_t previous_stack_{};
  struct sigaction previous_tick_ {};
  struct sigaction previous_fault_ {};
  timer_t timer_{};
  std::int64_t interval_ns_;
  // What the last tick saw; only the handler touches it.
  Fiber* fiber_ = nullptr;
  std::uint32_t step_count_ = 0;
  std::uint32_t tick_count_ = 0;
};

}  // namespace vigil
