// SPDX-License-Identifier: MIT
#pragma once

/// "This is everything that can happen", in one line of a test:
///
///     CHECK(vigil::outcomes(model) == vigil::Outcomes{"done got=1", "done got=2"});
///
/// An outcome is how an execution ends and the facts that its model gave to `vigil::outcome`:
/// "done", "done got=1", "deadlock (blocked: main)", "violated requirement: ...".

#include <initializer_list>
#include <string>
#include <vector>

#include "checker/verdict.hpp"

namespace vigil {

/// A set of outcomes, as a test expects them. Order and repetition mean nothing.
class Outcomes {
 public:
  Outcomes() = default;
  Outcomes(std::initializer_list<std::string> texts);

  [[nodiscard]] const std::vector<std::string>& texts() const { return texts_; }

 private:
  std::vector<std::string> texts_;  // sorted, distinct
};

/// True if the search came to its end and what it did can be trusted: the model repeats itself,
/// declares what its tasks share, and tasks that it says are equal are interchangeable.
[[nodiscard]] bool tells_all(const Report& report);

/// True if these are all outcomes of the report. Never true of one that does not tell all, or that
/// did not collect outcomes: what it left out could be another one.
[[nodiscard]] bool operator==(const Report& report, const Outcomes& outcomes);

}  // namespace vigil
