// SPDX-License-Identifier: MIT
#include "checker/cli/interrupt.hpp"

#include <csignal>

namespace vigil::cli {

namespace {

volatile bool interrupted_flag = false;
volatile std::sig_atomic_t interrupt_count = 0;

/// Wrappers such as timeout(1) deliver one interrupt twice, so it is the third that kills.
void note_interrupt(int) {
  interrupted_flag = true;
  interrupt_count = interrupt_count + 1;
  if (interrupt_count >= 2) std::signal(SIGINT, SIG_DFL);
}

void set_flag(int) { interrupted_flag = true; }

void catch_with(int flags, void (*handler)(int) = note_interrupt) {
  struct sigaction action = {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  action.sa_flags = flags;
  sigaction(SIGINT, &action, nullptr);
}

}  // namespace

void catch_interrupts() { catch_with(SA_RESTART); }

void catch_interrupts_patiently() { catch_with(SA_RESTART, set_flag); }

void end_reads_at_interrupts() { catch_with(0); }

const volatile bool& interrupted() { return interrupted_flag; }

}  // namespace vigil::cli
