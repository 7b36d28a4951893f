// SPDX-License-Identifier: MIT
#include "checker/detect/watchdog.hpp"

#include <link.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "checker/assert.hpp"
#include "checker/execution.hpp"

namespace vigil {

namespace {

constexpr int tick_signal = SIGVTALRM;
constexpr std::size_t signal_stack_bytes = 64 * 1024;
/// Ticks without progress that make an overrun, `seconds` in all.
constexpr std::uint32_t overrun_ticks = 10;
constexpr std::int64_t impatient_interval_ns = 1'000'000;
/// Further ticks, one a millisecond, in which the task may end at an operation of its own accord.
constexpr std::uint32_t polite_ticks = 20;
/// Further ticks after which even a task inside libc is ended: it hangs in a system call.
constexpr std::uint32_t patient_ticks = 3'000;

Watchdog* innermost = nullptr;

/// The libraries with locks of their own; anything else that is mapped may be the model.
[[nodiscard]] bool is_foreign_library(std::string_view path) {
  constexpr std::array<std::string_view, 10> prefixes = {
      "libc.so",     "libc-",      "libstdc++.so", "libgcc_s.so", "libm.so",
      "libpthread",  "ld-linux",   "ld-",          "libasan.so",  "libtsan.so"};
  const std::string_view name = path.substr(path.rfind('/') + 1);
  for (const std::string_view prefix : prefixes) {
    if (name.substr(0, prefix.size()) == prefix) return true;
  }
  return name.substr(0, 10) == "linux-vdso";
}

[[nodiscard]] std::uintptr_t instruction_of(const void* context) {
  const auto& machine = static_cast<const ucontext_t*>(context)->uc_mcontext;
#if defined(__x86_64__)
  return static_cast<std::uintptr_t>(machine.gregs[REG_RIP]);
#elif defined(__aarch64__)
  return static_cast<std::uintptr_t>(machine.pc);
#else
#error "the watchdog needs to know where this machine keeps the program counter"
#endif
}

/// A handler that leaves by a switch never returns, so the kernel cannot unblock its signal.
void unblock(int signal) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

[[nodiscard]] std::string seconds_words(double seconds) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%g", seconds);
  return text.data();
}

}  // namespace

Watchdog::Watchdog(Execution& execution, double seconds)
    : execution_(execution),
      outer_(innermost),
      overrun_message_("ran for " + seconds_words(seconds) +
                       " s without reaching a scheduling point and was stopped"),
      overflow_message_("overflowed its " +
                        std::to_string(execution.options().stack_bytes / 1024) + " KiB stack"),
      signal_stack_(std::make_unique<std::byte[]>(signal_stack_bytes)),
      interval_ns_(static_cast<std::int64_t>(seconds * 1e9) / overrun_ticks) {
  VIGIL_ASSERT(interval_ns_ > 0, "a watchdog waits for some time");
  collect_foreign_text();
  stack_t stack{};
  stack.ss_sp = signal_stack_.get();
  stack.ss_size = signal_stack_bytes;
  sigaltstack(&stack, &previous_stack_);
  innermost = this;
  struct sigaction action {};
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
  action.sa_sigaction = &Watchdog::on_tick;
  sigaction(tick_signal, &action, &previous_tick_);
  // A tick inside the fault handler would have nothing to say.
  sigaddset(&action.sa_mask, tick_signal);
  action.sa_sigaction = &Watchdog::on_fault;
  sigaction(SIGSEGV, &action, &previous_fault_);
  start_timer();
}

Watchdog::~Watchdog() {
  timer_delete(timer_);
  VIGIL_ASSERT(innermost == this, "watchdogs end in reverse order of their beginning");
  sigaction(SIGSEGV, &previous_fault_, nullptr);
  sigaction(tick_signal, &previous_tick_, nullptr);
  innermost = outer_;
  if ((previous_stack_.ss_flags & SS_ONSTACK) == 0) sigaltstack(&previous_stack_, nullptr);
}

void Watchdog::collect_foreign_text() {
  const auto visit = [](dl_phdr_info* info, std::size_t, void* argument) {
    if (!is_foreign_library(info->dlpi_name)) return 0;
    auto& ranges = *static_cast<std::vector<Range>*>(argument);
    for (int i = 0; i < info->dlpi_phnum; ++i) {
      const ElfW(Phdr)& segment = info->dlpi_phdr[i];
      if (segment.p_type != PT_LOAD || (segment.p_flags & PF_X) == 0) continue;
      const std::uintptr_t begin = info->dlpi_addr + segment.p_vaddr;
      ranges.push_back({begin, begin + segment.p_memsz});
    }
    return 0;
  };
  dl_iterate_phdr(visit, &foreign_);
}

bool Watchdog::is_foreign(std::uintptr_t instruction) const {
  for (const Range& range : foreign_) {
    if (range.begin <= instruction && instruction < range.end) return true;
  }
  return false;
}

/// The timer signals this thread only: fibers run on it, and nobody else's system calls are hit.
void Watchdog::start_timer() {
  sigevent event{};
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = tick_signal;
  event.sigev_value.sival_ptr = this;
  event._sigev_un._tid = static_cast<pid_t>(syscall(SYS_gettid));
  VIGIL_ASSERT(timer_create(CLOCK_MONOTONIC, &event, &timer_) == 0, "the system has a timer left");
  set_interval(interval_ns_);
}

void Watchdog::set_interval(std::int64_t interval_ns) {
  itimerspec times{};
  times.it_interval.tv_sec = static_cast<std::time_t>(interval_ns / 1'000'000'000);
  times.it_interval.tv_nsec = static_cast<long>(interval_ns % 1'000'000'000);
  times.it_value = times.it_interval;
  timer_settime(timer_, 0, &times, nullptr);
}

void Watchdog::on_tick(int signal, siginfo_t* info, void* context) {
  (void)signal;
  // An outer watchdog's timer goes on ticking; only the innermost has something to watch.
  if (innermost == nullptr || info->si_code != SI_TIMER) return;
  if (info->si_value.sival_ptr == innermost) innermost->tick(instruction_of(context));
}

void Watchdog::tick(std::uintptr_t instruction) {
  Fiber* const fiber = execution_.running_fiber();
  if (fiber == nullptr || fiber != fiber_ || execution_.step_count() != step_count_) {
    if (tick_count_ >= overrun_ticks) set_interval(interval_ns_);
    fiber_ = fiber;
    step_count_ = execution_.step_count();
    tick_count_ = 0;
    return;
  }
  ++tick_count_;
  if (tick_count_ < overrun_ticks) return;
  if (tick_count_ == overrun_ticks) {
    execution_.request_abandon(Property::termination, overrun_message_.c_str());
    set_interval(impatient_interval_ns);
    return;
  }
  if (tick_count_ < overrun_ticks + polite_ticks) return;
  if (is_foreign(instruction) && tick_count_ < overrun_ticks + patient_ticks) return;
  unblock(tick_signal);
  end_task(overrun_message_.c_str());
}

/// Ends the running task from a signal handler: switches away and never comes back.
void Watchdog::end_task(const char* message) {
  fiber_ = nullptr;
  tick_count_ = 0;
  set_interval(interval_ns_);
  execution_.abandon_running(Property::termination, message);
}

void Watchdog::on_fault(int signal, siginfo_t* info, void* context) {
  Watchdog* const watchdog = innermost;
  if (watchdog == nullptr) {
    std::signal(signal, SIG_DFL);
    return;  // the instruction faults again
  }
  Fiber* const fiber = watchdog->execution_.running_fiber();
  if (fiber != nullptr && fiber->guards(info->si_addr)) {
    unblock(signal);
    unblock(tick_signal);
    watchdog->end_task(watchdog->overflow_message_.c_str());
  }
  if (fiber != nullptr) watchdog->tell_crash();
  watchdog->pass_on(signal, info, context);
}

/// The process is about to die: whoever reads its last lines should know where it was. Only calls
/// what a signal handler may.
void Watchdog::tell_crash() const {
  const auto say = [](std::string_view text) {
    [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, text.data(), text.size());
  };
  say("vigil: the model crashes (SIGSEGV) in its task `");
  if (execution_.self().valid()) say(execution_.task_name(execution_.self()));
  say("`. A frequent cause: the task uses a local variable of another one that has ended.\n");
}

/// Does what would have happened without any watchdog.
void Watchdog::pass_on(int signal, siginfo_t* info, void* context) {
  const Watchdog* outermost = this;
  while (outermost->outer_ != nullptr) outermost = outermost->outer_;
  const struct sigaction& previous = outermost->previous_fault_;
  if ((previous.sa_flags & SA_SIGINFO) != 0) {
    previous.sa_sigaction(signal, info, context);
  } else if (previous.sa_handler != SIG_DFL && previous.sa_handler != SIG_IGN) {
    previous.sa_handler(signal);
  } else {
    std::signal(signal, SIG_DFL);  // the instruction faults again and ends the process
  }
}

}  // namespace vigil
