// SPDX-License-Identifier: MIT
#pragma once

/// Checks of models that are callables, for tests: a lambda in a test case is the body of the task
/// `main`. It runs once for every execution, so what its tasks share lives inside it; what it
/// captures is its parameters and must not change. Tasks use vigil::require, since assertions of a
/// test framework do not survive a switch of fibers.
///
/// A failure of such a check is shrunk and explained, and ends with the line to see it again: the
/// environment variable VIGIL_REPLAY makes the same check follow that one schedule. It never passes
/// then: one execution proves nothing.

#include <concepts>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "checker/explore.hpp"
#include "checker/source_location.hpp"

namespace vigil {

/// What can be the body of a model: it takes nothing, or the parameters of the check.
template <class Callable>
concept ModelBody = std::copy_constructible<std::decay_t<Callable>> &&
                    (std::invocable<std::decay_t<Callable>&> ||
                     std::invocable<std::decay_t<Callable>&, const Parameters&>);

/// A callable under a name. A test passes its lambda, which gets the name of the place where it is
/// passed ("kitchen_test.cpp:21"), or {"kitchen", lambda}.
class CallableModel {
 public:
  template <ModelBody Callable>
    requires(!std::same_as<std::remove_cvref_t<Callable>, CallableModel>)
  CallableModel(Callable&& body,  // NOLINT(google-explicit-constructor): tests pass lambdas
                source_location where = source_location::current())
      : CallableModel({}, std::forward<Callable>(body), where) {}
  template <ModelBody Callable>
  CallableModel(std::string name, Callable&& body,
                source_location where = source_location::current())
      : name_(std::move(name)),
        body_(body_of(std::forward<Callable>(body))),
        where_(where) {}

  /// The model that an exploration takes. Every parameter of the options is declared.
  [[nodiscard]] Model model(const VerifyOptions& options) const;

 private:
  using Body = std::function<void(const Parameters&)>;

  template <class Callable>
  [[nodiscard]] static Body body_of(Callable&& body) {
    if constexpr (std::invocable<std::decay_t<Callable>&, const Parameters&>) {
      return Body{std::forward<Callable>(body)};
    } else {
      return Body{[body = std::forward<Callable>(body)](const Parameters&) mutable { body(); }};
    }
  }

  std::string name_;  // empty: that of the place
  Body body_;
  source_location where_;
};

/// As `verify` of a Model. The dialect is `options.execution.dialect` (asyncio unless it says
/// otherwise); the namespaces of the dialects have a `verify` each that sets it.
/// Cost: that of the search, and less than a second to explain a failure.
[[nodiscard]] Report verify(const CallableModel& model, const VerifyOptions& options = {});

/// As `outcomes` of a Model. Compare it with `Outcomes{...}` (checker/testing/outcomes.hpp).
[[nodiscard]] Report outcomes(const CallableModel& model, VerifyOptions options = {});

/// Follows a schedule that a test reported, which pins a bug once it is repaired:
/// `CHECK(vigil::replay(body, "v1:..."));`. The dialect and the parameters are the schedule's.
[[nodiscard]] Replay replay(const CallableModel& model, std::string_view schedule_text);

namespace asyncio {
[[nodiscard]] Report verify(const CallableModel& model, VerifyOptions options = {});
[[nodiscard]] Report outcomes(const CallableModel& model, VerifyOptions options = {});
}  // namespace asyncio

namespace threads {
[[nodiscard]] Report verify(const CallableModel& model, VerifyOptions options = {});
[[nodiscard]] Report outcomes(const CallableModel& model, VerifyOptions options = {});
}  // namespace threads

}  // namespace vigil
