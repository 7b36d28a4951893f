// SPDX-License-Identifier: MIT
/* models/workload/notify_all.cpp with N waiters. A hand-made model that was optimised further had
 * 11,227 states for 7; this one has 14,321, since a waiter sees the flag in a step of its own. */
#include "threads.pml"

bool go;
short condition;

proctype waiter(byte me) {
  SECTION {
    atomic { lock() };
    do
    :: atomic { !go -> wait(condition, me) }
    :: else -> break
    od;
    unlock()
  }
}

init {
  byte i;
  atomic {
    for (i : 1 .. N) { run waiter(i - 1) }
    i = 0
  };
  SECTION {
    atomic { lock() };
    atomic { go = true; notify_all(condition) };
    unlock()
  };
  _nr_pr == 1
}
