// SPDX-License-Identifier: MIT
#pragma once

/// Data races on `Shared<T>` in the threads dialect: two accesses of different tasks, one of them a
/// write, that no synchronisation orders.
///
/// Shared data is not a scheduling point, and that is sound: take any execution, in any
/// interleaving of single accesses, and the first race in it. The prefix before it is free of
/// races, so every read in it sees the last write that happens before it, whatever the
/// interleaving; the tasks behave as in the execution that runs each of them without a break
/// between two synchronisation operations, in the same order of synchronisation. The search
/// explores every order of synchronisation, so it explores that one, and there the two racing
/// accesses are unordered as well and are reported. A program without a report therefore has no
/// behaviour beyond its orders of synchronisation (the DRF guarantee; [intro.races]).
///
/// Synchronisation: unlock to the next lock of the mutex, spawn to start, end to join, an atomic
/// write to a later atomic operation on the same object. A notify orders nothing by itself.
///
/// Source: the epochs of Flanagan and Freund, "FastTrack", PLDI 2009; here over whole transitions,
/// so that a prefix shared with the previous execution is not looked at again.

#include <cstdint>
#include <vector>

#include "checker/event_log.hpp"
#include "checker/execution.hpp"
#include "checker/verdict.hpp"

namespace vigil {

class DataRaceDetector {
 public:
  /// Looks at the execution's transitions from `shared_steps` on (those before are as in the last
  /// call) and adds a violation for the first race. Cost: O(accesses x tasks) when there are data
  /// accesses, next to nothing otherwise.
  void check(Execution& execution, std::uint32_t shared_steps);

 private:
  struct DataAccess {
    std::uint32_t step;
    TaskId task;
    std::uint32_t epoch;
    bool write;
  };
  /// A clock that somebody can take over: of an unlock, an atomic write, a fork.
  struct Published {
    std::uint32_t step;
    ObjectId object;         ///< invalid: a fork
    TaskId thread;           ///< of a fork
    std::uint32_t previous;  ///< the one before on the same object, or `none`
  };
  static constexpr std::uint32_t none = UINT32_MAX;

  void rewind(std::uint32_t step_count);
  void widen(std::uint32_t task_count);
  bool add(Execution& execution, StepIndex step);
  bool add_access(Execution& execution, StepIndex step, const Access& access);
  bool check_data(Execution& execution, StepIndex step, const Access& access);
  void publish(std::uint32_t step, ObjectId object, TaskId thread);
  void take_over(ObjectId object);
  void join_row(const std::vector<std::uint32_t>& rows, std::size_t row);

  std::size_t width_ = 0;
  std::uint32_t size_ = 0;
  std::vector<std::uint32_t> clock_;           // of the transition that is looked at
  std::vector<std::uint32_t> after_;           // rows by step: the clock of its task at its end
  std::vector<TaskId> tasks_;                  // by step
  std::vector<std::vector<DataAccess>> data_;  // by object
  std::vector<Published> published_;           // in order of time
  std::vector<std::uint32_t> published_rows_;
  std::vector<std::uint32_t> last_published_;  // by object: position in published_, or none
};

/// Fills in where the two accesses of a data race stand in the source, from the recorded trace.
void locate_race(Failure& failure);

}  // namespace vigil
