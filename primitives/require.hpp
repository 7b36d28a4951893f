// SPDX-License-Identifier: MIT
#pragma once

/// What a model says about itself, in both dialects: `require` inside a task, `always` and
/// `finally` about the whole execution, `outcome` for what distinguishes executions. None is a
/// scheduling point. Test frameworks' own assertions must not be used inside tasks: they do not
/// survive a switch of fibers; these do.

#include <concepts>
#include <functional>
#include <string>
#include <string_view>

#include "checker/source_location.hpp"

namespace vigil {

/// Ends the execution with a `requirement` violation when the condition is false.
void require(bool condition, std::string_view message = "a required condition",
             source_location where = source_location::current());

/// `predicate` must hold after every transition from now on. It reads Shared<T>, the const
/// observers of primitives, and nothing undeclared. Cost: one call per transition.
void always(std::string name, std::function<bool()> predicate);

/// `predicate` must hold when all tasks have finished. What it refers to must live that long: keep
/// it in a std::shared_ptr that the predicate holds, too.
void finally(std::string name, std::function<bool()> predicate);

/// A fact that distinguishes outcomes, `outcome("got", 3)`; the last value of a key counts.
void outcome(std::string_view key, std::string value);
template <std::integral Number>
void outcome(std::string_view key, Number value) {
  outcome(key, std::to_string(value));
}

}  // namespace vigil
