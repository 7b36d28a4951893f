// SPDX-License-Identifier: MIT
/* models/workload/wait_for.cpp with N workers. A hand-made model that was optimised further had 1,735,
 * 86,028 and 7,864,338 states for 7, 12 and 18 workers, that is (1.5 N + 3) 2^N + N; this one has
 * 1,851, 90,102 and 8,126,448, since here main looks at the count in a step of its own. */
#include "threads.pml"

byte count;
byte condition;

proctype worker() {
  SECTION {
    atomic { lock() };
    atomic { count++; notify_one(condition) };
    unlock()
  }
}

init {
  byte i;
  SECTION {
    atomic {
      locked = true;
      for (i : 1 .. N) { run worker() }
      i = 0
    };
    do
    :: atomic { count != N -> wait(condition, 0) }
    :: else -> break
    od;
    unlock()
  };
  _nr_pr == 1
}
