// SPDX-License-Identifier: MIT
#pragma once

/// `vigil::threads::mutex`, std::mutex under Vigil: not recursive, not fair, owned by the task that
/// locked it. Use it with std::unique_lock, std::lock_guard, std::scoped_lock.
///
/// | state      | lock             | try_lock      | unlock                | destruction |
/// |------------|------------------|---------------|-----------------------|-------------|
/// | free       | takes it         | takes it,true | misuse                | fine (*)    |
/// | held by me | misuse           | misuse        | frees it              | misuse      |
/// | held       | blocks till free | false         | misuse                | misuse      |
///
/// "misuse" is a violation: the standard calls it undefined ([thread.mutex.requirements.mutex]).
/// (*) misuse as well while a task stands at its lock.
/// Scheduling points: lock and try_lock; unlock only where some task of the model uses try_lock on
/// this mutex, since nobody else could tell an earlier unlock from a later one.
/// try_lock does not fail spuriously, which the standard allows.

#include "checker/source_location.hpp"
#include <string>
#include <string_view>

#include "checker/execution.hpp"
#include "checker/object.hpp"

namespace vigil::threads {

class mutex : public Object {
 public:
  explicit mutex(std::string_view name = {}) : Object("mutex", name) {}
  ~mutex() override;

  void lock(source_location where = source_location::current());
  [[nodiscard]] bool try_lock(source_location where = source_location::current());
  void unlock(source_location where = source_location::current());

  void state(StateSink& sink) const override;
  [[nodiscard]] std::string describe() const override;

 private:
  friend class condition_variable;

  [[nodiscard]] bool held_by_caller() const { return owner_ == Execution::current().self(); }
  void take(const Operation& operation, Mode mode);
  /// The unlock that is part of a condition variable's wait.
  void free();
  /// Lets a suspended task compete for the mutex, or no longer.
  void stand(TaskId task);
  void withdraw(TaskId task);

  TaskId owner_;
  TaskSet standing_;  ///< tasks suspended until they get this mutex; ready exactly while it is free
};

}  // namespace vigil::threads
