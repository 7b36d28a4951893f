// SPDX-License-Identifier: MIT
#include "models/workload/workload.hpp"

#include <utility>

#include "models/register.hpp"

namespace vigil::models {

void register_workload(ModelRegistry& registry) {
  registry.add(workload::wait_notify());
  registry.add(workload::wait_for());
  registry.add(workload::notify_all());
  registry.add(workload::buffer());
  registry.add(workload::pairs());
  registry.add(workload::lost_notify());
  registry.add(workload::shared_cv());
  registry.add(workload::if_not_while());
  registry.add(workload::no_lock_wait());
}

namespace workload {

Parameter size(std::string name, std::int64_t value, std::int64_t max, std::string about,
               std::int64_t min) {
  return {.name = std::move(name),
          .value = value,
          .min = min,
          .max = max,
          .about = std::move(about)};
}

Parameter unlocked() {
  return {.name = "unlocked",
          .value = 0,
          .min = 0,
          .max = 1,
          .about = "1: every notify follows the unlock"};
}

Model describe(std::string name, std::string about, std::string source,
               std::vector<Parameter> parameters, std::function<void(const Parameters&)> body,
               Expectation expectation) {
  Model model;
  model.name = "workload/" + std::move(name);
  model.about = std::move(about);
  model.dialect = Dialect::threads;
  model.parameters = std::move(parameters);
  model.body = std::move(body);
  model.expected = [expectation](const ExecutionOptions&) { return expectation; };
  model.all_state_declared = true;
  model.source = std::move(source);
  return model;
}

}  // namespace workload

}  // namespace vigil::models
