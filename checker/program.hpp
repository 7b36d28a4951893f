// SPDX-License-Identifier: MIT
#pragma once

/// What is checked: a model with its parameters, body and expected verdict, and the registry in
/// which the command finds models by name.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/options.hpp"
#include "checker/verdict.hpp"

namespace vigil {

/// A parameter of a model: a named integer with a default and a range.
struct Parameter {
  std::string name{};
  std::int64_t value = 0;  ///< the default
  std::int64_t min = 0;
  std::int64_t max = 1000;
  std::string about{};
};

/// The values that one check uses, in the model's order.
class Parameters {
 public:
  Parameters() = default;
  explicit Parameters(const std::vector<Parameter>& declared);

  /// Requires: the model declares `name` (a broken assertion of the model's author otherwise).
  [[nodiscard]] std::int64_t operator[](std::string_view name) const;
  /// Returns: false when there is no such parameter.
  bool set(std::string_view name, std::int64_t value);
  [[nodiscard]] const std::vector<std::pair<std::string, std::int64_t>>& all() const {
    return values_;
  }

 private:
  std::vector<std::pair<std::string, std::int64_t>> values_;
};

/// What a model's author expects of it; `verify` without arguments compares.
struct Expectation {
  Verdict verdict = Verdict::verified;
  std::optional<Property> property;  ///< for violated: the property that breaks
};

struct Model {
  std::string name{};   ///< "tutorial/wait_notify"
  std::string about{};  ///< one line: the question that it answers
  Dialect dialect = Dialect::asyncio;
  std::vector<Parameter> parameters{};
  /// The body of the task `main`.
  std::function<void(const Parameters&)> body{};
  /// Where there is no task `main`: runs before the first transition, outside any task, and
  /// spawns the tasks (program files).
  std::function<void(const Parameters&)> set_up{};
  std::function<Expectation(const ExecutionOptions&)> expected{};
  /// Says in one line that all state that tasks share is declared (Shared<T>, atomics, locks).
  bool all_state_declared = false;
  std::string source{};  ///< the file that it stands in, for people
};

/// The model's parameters with these values instead of its defaults.
/// Throws: std::invalid_argument, when the model declares no parameter of a name.
[[nodiscard]] Parameters parameters_of(
    const Model& model, std::span<const std::pair<std::string, std::int64_t>> values);

/// The models that the command knows, in order of registration.
/// `add` keeps a reference for ever; names are unique (assertion).
class ModelRegistry {
 public:
  static ModelRegistry& global();
  void add(Model model);
  [[nodiscard]] const std::vector<Model>& all() const { return models_; }
  /// By full name, or by the part after the last '/', when that is unique.
  [[nodiscard]] const Model* find(std::string_view name) const;
  /// The name closest to a misspelt one, or empty.
  [[nodiscard]] std::string nearest(std::string_view name) const;

 private:
  std::vector<Model> models_;
};

/// Edit distance (insert, delete, replace, swap of neighbours). Cost: O(|a| |b|).
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace vigil
