// SPDX-License-Identifier: MIT
#pragma once

/// The tutorial: small asyncio programs to be read in this order. Each is a file of its own that
/// opens with the question it answers; register.cpp makes them known to the command.

#include <string>

#include "checker/program.hpp"

namespace vigil::models {

[[nodiscard]] Model acquire_release();
[[nodiscard]] Model wait_notify();
[[nodiscard]] Model notify_n();
[[nodiscard]] Model notify_all();
[[nodiscard]] Model notify_all_fixed();
[[nodiscard]] Model wait_for();
[[nodiscard]] Model wait_without_lock();
[[nodiscard]] Model notify_without_lock();
[[nodiscard]] Model release_unlocked();
[[nodiscard]] Model foreign_wait();
[[nodiscard]] Model lost_notification();
[[nodiscard]] Model if_instead_of_while();

/// A model of the tutorial: all of them are asyncio programs that declare what their tasks share.
[[nodiscard]] inline Model tutorial(std::string name, std::string about,
                                    std::function<void(const Parameters&)> body) {
  Model model;
  model.source = "models/tutorial/" + name + ".cpp";
  model.name = "tutorial/" + std::move(name);
  model.about = std::move(about);
  model.body = std::move(body);
  model.expected = [](const ExecutionOptions&) { return Expectation{}; };
  model.all_state_declared = true;
  return model;
}

/// The parameter that says how many tasks there are.
[[nodiscard]] inline Parameter tasks_parameter(std::int64_t value, std::string about) {
  return {.name = "tasks", .value = value, .min = 1, .max = 16, .about = std::move(about)};
}

/// For models that show a mistake: the property that it breaks, under any options.
[[nodiscard]] inline std::function<Expectation(const ExecutionOptions&)> breaks(Property property) {
  return [property](const ExecutionOptions&) {
    return Expectation{.verdict = Verdict::violated, .property = property};
  };
}

}  // namespace vigil::models
