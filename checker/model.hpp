// SPDX-License-Identifier: MIT
#pragma once

/// VIGIL_MODEL makes a function a model that the program finds by name: one line below it, in a
/// source file that is linked with vigil::main, which brings all verbs of the command.
///
///     #include <checker/model.hpp>
///     #include <primitives/threads.hpp>
///
///     void kitchen() { ... }
///     VIGIL_MODEL(threads, kitchen, "does every guest get a plate?");
///
/// It registers before main() runs. A linker leaves object files out of a *static library* that
/// nothing refers to, and their models with them: give the sources to the executable, as
/// vigil_add_models does, or make the library an OBJECT library.

#include <functional>
#include <string>
#include <vector>

#include "checker/program.hpp"
#include "checker/source_location.hpp"

namespace vigil {

/// The function that is the body of the task `main`. Lambdas without captures are such functions.
class ModelFunction {
 public:
  ModelFunction(void (*body)(const Parameters&))  // NOLINT(google-explicit-constructor)
      : body_(body) {}
  ModelFunction(void (*body)())  // NOLINT(google-explicit-constructor)
      : body_([body](const Parameters&) { body(); }) {}

  [[nodiscard]] const std::function<void(const Parameters&)>& body() const { return body_; }

 private:
  std::function<void(const Parameters&)> body_;
};

/// What a model says of itself beyond its body; VIGIL_MODEL takes the fields behind `about` as
/// designated initializers, in this order.
struct ModelDetails {
  std::string about{};                  ///< one line: the question that it answers
  std::string name{};                   ///< "shop/kitchen"; empty: that of the function
  std::vector<Parameter> parameters{};  ///< {{"guests", 2}}
  Expectation expected{};               ///< verified, or for a known bug: violates(Property::...)
  bool all_state_declared = false;      ///< see Model
};

/// For models that show a bug: the property that they break.
[[nodiscard]] inline Expectation violates(Property property) {
  return {.verdict = Verdict::violated, .property = property};
}

/// What VIGIL_MODEL calls. A name consists of letters, digits and `_ - . /`, so that it needs no
/// quotes in a shell; a bad one, or one that is taken, ends the process with one line and the exit
/// code 2. Returns: true.
bool register_model(Dialect dialect, const char* function_name, const ModelFunction& function,
                    ModelDetails details, source_location where = source_location::current());

}  // namespace vigil

/// VIGIL_MODEL(asyncio or threads, FUNCTION, ABOUT[, .name = ...][, .parameters = ...]
/// [, .expected = ...]);
#define VIGIL_MODEL(dialect_name, function, about_text, ...)                                    \
  [[maybe_unused]] static const bool vigil_model_##function =                                   \
      ::vigil::register_model(::vigil::Dialect::dialect_name, #function, function,              \
                              {.about = about_text __VA_OPT__(, ) __VA_ARGS__})
