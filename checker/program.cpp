// SPDX-License-Identifier: MIT
#include "checker/program.hpp"

#include <algorithm>
#include <stdexcept>

#include "checker/assert.hpp"

namespace vigil {

Parameters::Parameters(const std::vector<Parameter>& declared) {
  values_.reserve(declared.size());
  for (const Parameter& parameter : declared) {
    values_.emplace_back(parameter.name, parameter.value);
  }
}

std::int64_t Parameters::operator[](std::string_view name) const {
  for (const auto& [known, value] : values_) {
    if (known == name) return value;
  }
  VIGIL_ASSERT(false, "a model reads only parameters that it declares");
  return 0;
}

bool Parameters::set(std::string_view name, std::int64_t value) {
  for (auto& [known, current] : values_) {
    if (known == name) {
      current = value;
      return true;
    }
  }
  return false;
}

Parameters parameters_of(const Model& model,
                         std::span<const std::pair<std::string, std::int64_t>> values) {
  Parameters parameters(model.parameters);
  for (const auto& [name, value] : values) {
    if (!parameters.set(name, value)) {
      throw std::invalid_argument("model " + model.name + " has no parameter " + name);
    }
  }
  return parameters;
}

ModelRegistry& ModelRegistry::global() {
  static ModelRegistry registry;
  return registry;
}

void ModelRegistry::add(Model model) {
  const bool unique = std::none_of(models_.begin(), models_.end(), [&](const Model& known) {
    return known.name == model.name;
  });
  VIGIL_ASSERT(unique, "a model's name is registered once");
  models_.push_back(std::move(model));
}

const Model* ModelRegistry::find(std::string_view name) const {
  const Model* by_last_part = nullptr;
  for (const Model& model : models_) {
    if (model.name == name) return &model;
    const std::size_t slash = model.name.rfind('/');
    if (slash != std::string::npos && std::string_view{model.name}.substr(slash + 1) == name) {
      if (by_last_part != nullptr) return nullptr;  // two models share the last part
      by_last_part = &model;
    }
  }
  return by_last_part;
}

std::string ModelRegistry::nearest(std::string_view name) const {
  std::string best;
  std::size_t best_distance = name.size() / 2 + 2;
  for (const Model& model : models_) {
    const std::size_t slash = model.name.rfind('/');
    const std::string_view last_part =
        std::string_view{model.name}.substr(slash == std::string::npos ? 0 : slash + 1);
    const std::size_t distance =
        std::min(edit_distance(name, model.name), edit_distance(name, last_part));
    if (distance < best_distance) {
      best_distance = distance;
      best = model.name;
    }
  }
  return best;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, replace});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
      }
    }
  }
  return cost[a.size()][b.size()];
}

}  // namespace vigil
