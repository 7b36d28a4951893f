// SPDX-License-Identifier: MIT
#include "primitives/require.hpp"

#include <utility>

#include "checker/execution.hpp"

namespace vigil {

void require(bool condition, std::string_view message, source_location where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return;
  execution.exercise(Property::requirement);
  execution.complete({.kind = OperationKind::require, .a = condition ? 1 : 0, .where = where}, 0,
                     message);
  if (condition) return;
  std::string who = execution.self().valid() ? execution.task_name(execution.self()) : "the set-up";
  execution.fail(Property::requirement, "`" + who + "` requires: " + std::string{message});
}

void always(std::string name, std::function<bool()> predicate) {
  Execution& execution = Execution::current();
  if (!execution.unwinding()) execution.always(std::move(name), std::move(predicate));
}

void finally(std::string name, std::function<bool()> predicate) {
  Execution& execution = Execution::current();
  if (!execution.unwinding()) execution.finally(std::move(name), std::move(predicate));
}

void outcome(std::string_view key, std::string value) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return;
  // Two tasks that write one key are ordered like two writes of a variable.
  constexpr std::uint32_t first_outcome_ordinal = 512;
  execution.touch(execution.registry().object(clock_task, first_outcome_ordinal, "outcome", key),
                  Mode::write);
  execution.outcome(key, std::move(value));
}

}  // namespace vigil
