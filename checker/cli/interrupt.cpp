// SPDX-License-Identifier: MIT
#include "checker/cli/interrupt.hpp"

#include <csignal>

namespace vigil::cli {

namespace {

volatile bool interrupted_flag = false;

void note_interrupt(int) { interrupted_flag = true; }

}  // namespace

void catch_interrupts() {
  struct sigaction action = {};
  action.sa_handler = note_interrupt;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
}

const volatile bool& interrupted() { return interrupted_flag; }

}  // namespace vigil::cli
