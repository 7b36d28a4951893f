// SPDX-License-Identifier: MIT
/* models/workload/buffer.cpp with P producers of ITEMS items each, as many consumers, and room for
 * CAPACITY items. A hand-made model that was optimised further had 101,271 states for P = 3, ITEMS = 2,
 * CAPACITY = 2; this one has 109,197, since a loop that ends takes a step of its own. */
#include "threads.pml"

byte count;
byte not_full;
byte not_empty;

proctype producer(byte me) {
  byte k;
  do
  :: k < ITEMS ->
    SECTION {
      atomic { lock(); k++ };
      do
      :: atomic { count == CAPACITY -> wait(not_full, me) }
      :: atomic { else -> count++; notify_one(not_empty); break }
      od;
      unlock()
    }
  :: else -> break
  od
}

proctype consumer(byte me) {
  byte k;
  do
  :: k < ITEMS ->
    SECTION {
      atomic { lock(); k++ };
      do
      :: atomic { count == 0 -> wait(not_empty, me) }
      :: atomic { else -> count--; notify_one(not_full); break }
      od;
      unlock()
    }
  :: else -> break
  od
}

init {
  byte i;
  atomic {
    for (i : 1 .. P) { run producer(i - 1); run consumer(i - 1) }
    i = 0
  };
  _nr_pr == 1
}
