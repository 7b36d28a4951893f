// SPDX-License-Identifier: MIT
#include "checker/option_words.hpp"

#include <algorithm>
#include <array>
#include <type_traits>

#include "checker/assert.hpp"

namespace vigil {

namespace {

constexpr std::array<OptionWord, 2> dialect_words{{{"asyncio", 0}, {"threads", 1}}};
constexpr std::array<OptionWord, 2> order_words{{{"any", 0}, {"fifo", 1}}};
constexpr std::array<OptionWord, 3> clock_words{{{"virtual", 0}, {"early", 1}, {"arbitrary", 2}}};
constexpr std::array<OptionWord, 3> notify_words{{{"default", 0}, {"fifo", 1}, {"any", 2}}};
constexpr std::array<OptionWord, 4> cpython_words{
    {{"3.11.2", 0}, {"3.11", 1}, {"3.12", 2}, {"3.13", 3}}};
constexpr std::array<OptionWord, 2> timeout_words{{{"due", 0}, {"any", 1}}};
constexpr std::array<OptionWord, 2> switch_words{{{"off", 0}, {"on", 1}}};

using Options = ExecutionOptions;

template <auto Member>
[[nodiscard]] constexpr OptionForm form(std::string_view name, std::span<const OptionWord> words,
                                        std::uint64_t max = 0) {
  return {name, words, max,
          [](const Options& options) { return static_cast<std::uint64_t>(options.*Member); },
          [](Options& options, std::uint64_t value) {
            using Value = std::remove_reference_t<decltype(options.*Member)>;
            options.*Member = static_cast<Value>(value);
          }};
}

constexpr std::uint64_t cancellation_budget_max = 64;  // each is another level of the search
constexpr std::uint64_t stack_bytes_max = std::uint64_t{1} << 32U;

constexpr std::array forms{
    form<&Options::dialect>("dialect", dialect_words),
    form<&Options::order>("order", order_words),
    form<&Options::clock>("clock", clock_words),
    form<&Options::notify_order>("notify-order", notify_words),
    form<&Options::cpython>("cpython", cpython_words),
    form<&Options::spurious_budget>("spurious", {}, UINT32_MAX),
    form<&Options::cancellation_budget>("cancellations", {}, cancellation_budget_max),
    form<&Options::any_timeouts>("timeouts", timeout_words),
    form<&Options::exact_turns>("exact-turns", switch_words),
    form<&Options::preempt_operations>("preempt", switch_words),
    form<&Options::discipline>("discipline", switch_words),
    form<&Options::step_count_max>("max-steps", {}, UINT32_MAX),
    form<&Options::stack_bytes>("stack-bytes", {}, stack_bytes_max),
};

}  // namespace

std::string OptionForm::value(const ExecutionOptions& options) const {
  const std::uint64_t number = get(options);
  return words.empty() ? std::to_string(number) : std::string{words[number].text};
}

std::span<const OptionForm> option_forms() { return forms; }

const OptionForm* find_option(std::string_view name) {
  const auto found = std::ranges::find(forms, name, &OptionForm::name);
  return found == forms.end() ? nullptr : &*found;
}

std::string option_value(std::string_view name, const ExecutionOptions& options) {
  const OptionForm* const option = find_option(name);
  VIGIL_ASSERT(option != nullptr, "options are asked for by names that exist");
  return option->value(options);
}

}  // namespace vigil
