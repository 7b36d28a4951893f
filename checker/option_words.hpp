// SPDX-License-Identifier: MIT
#pragma once

/// The options of an execution as words: their names and values in schedules, in JSON and on the
/// command line. One table, so that an option is called the same everywhere. Used by
/// trace/schedule, report and cli.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "checker/options.hpp"

namespace vigil {

struct OptionWord {
  std::string_view text;
  std::uint64_t value = 0;
};

/// One option. `words` are the values that it can have; empty: any number up to `max`.
struct OptionForm {
  std::string_view name;
  std::span<const OptionWord> words;
  std::uint64_t max = 0;
  std::uint64_t (*get)(const ExecutionOptions&) = nullptr;
  void (*set)(ExecutionOptions&, std::uint64_t) = nullptr;

  /// The value that `options` has, as text.
  [[nodiscard]] std::string value(const ExecutionOptions& options) const;
};

/// Every option of ExecutionOptions, in a fixed order.
[[nodiscard]] std::span<const OptionForm> option_forms();

/// The form of that name, or null.
[[nodiscard]] const OptionForm* find_option(std::string_view name);

/// The value of the option of that name, as text. Requires: there is one.
[[nodiscard]] std::string option_value(std::string_view name, const ExecutionOptions& options);

}  // namespace vigil
