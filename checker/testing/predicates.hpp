// SPDX-License-Identifier: MIT
#pragma once

/// Statements about a report, each a judgement with a frequency, which say more than "verified":
///
///     CHECK(vigil::deadlocks_never(vigil::outcomes(model)));
///
/// `never` and `always` are about all executions and hold only where the search came to its end;
/// `sometimes` needs one execution. What a report cannot tell does not hold, and says so: `verify`
/// stops at the first violation, `outcomes` goes on. The names follow dejafu (Walker and Runciman,
/// "Déjà Fu: A Concurrency Testing Library for Haskell", Haskell 2015).

#include <string>
#include <utility>

#include "checker/verdict.hpp"

namespace vigil {

/// Whether a statement holds, and why, in words: with the report, where it does not.
class Answer {
 public:
  Answer(bool holds, std::string why) : holds_(holds), why_(std::move(why)) {}

  explicit operator bool() const { return holds_; }
  [[nodiscard]] const std::string& why() const { return why_; }

 private:
  bool holds_;
  std::string why_;
};

/// About executions that end with tasks blocked.
[[nodiscard]] Answer deadlocks_never(const Report& report);
[[nodiscard]] Answer deadlocks_sometimes(const Report& report);
[[nodiscard]] Answer deadlocks_always(const Report& report);

/// About executions that break a property, a deadlock included; `fails_always` needs the outcomes.
[[nodiscard]] Answer fails_never(const Report& report);
[[nodiscard]] Answer fails_sometimes(const Report& report);
[[nodiscard]] Answer fails_always(const Report& report);
/// The same for one property: a test that a model breaks in the way that it is meant to.
[[nodiscard]] Answer fails_never(const Report& report, Property property);
[[nodiscard]] Answer fails_sometimes(const Report& report, Property property);

/// Whether all executions have the same outcome. Both need the outcomes.
[[nodiscard]] Answer always_same(const Report& report);
[[nodiscard]] Answer not_always_same(const Report& report);

}  // namespace vigil
