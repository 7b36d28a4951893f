// SPDX-License-Identifier: MIT
#pragma once

/// What a test framework prints when a check of a report fails, for readers who have never seen
/// Vigil: the verdict, the diagnosis, the lane table with a line on how to read it, and how to see
/// the same execution again. doctest, Catch2 and GoogleTest find these operators.

#include <iosfwd>
#include <string>

#include "checker/explore.hpp"
#include "checker/testing/outcomes.hpp"
#include "checker/testing/predicates.hpp"

namespace vigil {

/// The same as text. It begins and ends with a newline.
[[nodiscard]] std::string printed(const Report& report);

std::ostream& operator<<(std::ostream& stream, const Report& report);
std::ostream& operator<<(std::ostream& stream, const Replay& replay);
std::ostream& operator<<(std::ostream& stream, const Answer& answer);
std::ostream& operator<<(std::ostream& stream, const Outcomes& outcomes);
std::ostream& operator<<(std::ostream& stream, Verdict verdict);
std::ostream& operator<<(std::ostream& stream, Property property);

}  // namespace vigil
