// SPDX-License-Identifier: MIT
#pragma once

/// The workloads: programs of the threads dialect whose exact numbers of Mazurkiewicz traces are
/// known, from small to large. They are what searches are measured on. Each registers one model;
/// those with `unlocked` notify after the unlock instead of under the lock.

#include "checker/program.hpp"

namespace vigil::models::workload {

[[nodiscard]] Model wait_notify();
[[nodiscard]] Model wait_for();
[[nodiscard]] Model notify_all();
[[nodiscard]] Model buffer();
[[nodiscard]] Model pairs();
[[nodiscard]] Model lost_notify();
[[nodiscard]] Model shared_cv();
[[nodiscard]] Model if_not_while();
[[nodiscard]] Model no_lock_wait();

/// A parameter of a workload.
[[nodiscard]] Parameter size(std::string name, std::int64_t value, std::int64_t max,
                             std::string about, std::int64_t min = 1);
[[nodiscard]] Parameter unlocked();

/// Fills in what all workloads share.
[[nodiscard]] Model describe(std::string name, std::string about, std::string source,
                             std::vector<Parameter> parameters,
                             std::function<void(const Parameters&)> body,
                             Expectation expectation = {});

}  // namespace vigil::models::workload
