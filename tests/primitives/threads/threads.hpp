// SPDX-License-Identifier: MIT
#pragma once

/// What tests of the threads dialect share: its options, and a diary of who did what that becomes
/// the outcome.

#include <string>

#include "primitives/require.hpp"
#include "primitives/shared.hpp"
#include "primitives/threads.hpp"
#include "tests/support/check.hpp"

namespace vigil::tests {

[[nodiscard]] inline ExecutionOptions threads_options(
    std::uint32_t spurious_budget = 0, NotifyOrder notify_order = NotifyOrder::any) {
  ExecutionOptions options;
  options.dialect = Dialect::threads;
  options.spurious_budget = spurious_budget;
  options.notify_order = notify_order;
  return options;
}

/// Write to it under a mutex only: it is plain data.
struct Diary {
  Shared<std::string> text{"", "diary"};
  void note(const std::string& what) {
    text.modify([&](std::string& all) { all += what; });
  }
  ~Diary() { outcome("diary", text.get()); }
};

}  // namespace vigil::tests
