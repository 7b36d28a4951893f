// SPDX-License-Identifier: MIT
#pragma once

/// How a const observer of a primitive (`locked()`, `is_set()`, `done()`) tells the engine that it
/// was asked: a read of the object, and a value that the task has observed. Inside an `always` or
/// `finally` predicate it only says what the predicate depends on.

#include <cstdint>

#include "checker/execution.hpp"
#include "checker/source_location.hpp"

namespace vigil::detail {

/// Returns: `value`.
template <class Value>
Value observed(ObjectId object, Value value, const source_location& where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) return value;
  execution.touch(object, Mode::read);
  if (!execution.in_predicate()) {
    const auto number = static_cast<std::int64_t>(value);
    execution.complete({.kind = OperationKind::read, .object = object, .a = number, .where = where},
                       static_cast<std::uint64_t>(number));
  }
  return value;
}

}  // namespace vigil::detail
