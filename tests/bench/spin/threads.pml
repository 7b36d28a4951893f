// SPDX-License-Identifier: MIT
/* A mutex and condition variables as Vigil models them: waiters are a set, notify_one wakes any of
 * them, a notify that finds nobody is lost. Shared by the programs beside this file.
 *
 * A critical section is what lies between two operations on the mutex. Without SECTIONS it is made of
 * three kinds of steps: taking the mutex, what happens to the data (with its notify), giving it back.
 * With SECTIONS it is one, which is Vigil's granularity: nobody can tell the difference, since whoever
 * looks at the data has to take the mutex first. */

bool locked;

#ifdef SECTIONS
#define SECTION atomic
#else
#define SECTION
#endif

inline lock() { !locked -> locked = true }
inline unlock() { locked = false }

/* Within `atomic`, which ends where this blocks. */
inline wait(waiters, me) {
  waiters = waiters | (1 << me);
  locked = false;
  !locked && !(waiters & (1 << me)) -> locked = true
}

inline notify_all(waiters) { waiters = 0 }

#define WAKE(waiters, i) :: (waiters & (1 << i)) -> waiters = waiters & ~(1 << i)

/* For five waiters at most. */
inline notify_one(waiters) {
  if
  :: waiters == 0
  WAKE(waiters, 0) WAKE(waiters, 1) WAKE(waiters, 2) WAKE(waiters, 3) WAKE(waiters, 4)
  fi
}
