// SPDX-License-Identifier: MIT
#include "checker/explain/needs.hpp"

#include <algorithm>
#include <functional>
#include <optional>

#include "checker/detect/waits.hpp"
#include "checker/detect/words.hpp"
#include "checker/explain/what_if.hpp"

namespace vigil::detail {

namespace {

class Scales {
 public:
  Scales(const Model& model, const Schedule& failing, const Failure& failure, TrialBudget budget)
      : model_(model), failing_(failing), failure_(failure), budget_(budget) {}

  std::string weigh() {
    add(failure_.shrinking);
    const ExecutionOptions& options = failing_.options;
    if (!options.fifo_waiters() && notifies()) weigh_order();
    weigh_count("spurious wake-up", &ExecutionOptions::spurious_budget);
    weigh_count("cancellation", &ExecutionOptions::cancellation_budget);
    if (options.any_timeouts) weigh_timeouts();
    return std::move(text_);
  }

 private:
  void add(const std::string& part) {
    if (!part.empty()) text_ += (text_.empty() ? "" : "; ") + part;
  }

  /// Whether the violation is still there under these options; nothing: not established.
  [[nodiscard]] std::optional<bool> reachable(const ExecutionOptions& options) const {
    Schedule question = failing_;
    question.options = options;
    const std::string& name = failure_.violation.name;
    const WhatIf result = explore_again(
        model_, question, nullptr,
        [&](const Trial& trial, Ending) {
          return trial.violation() != nullptr && trial.violation()->name == name;
        },
        budget_);
    if (!result.complete) return std::nullopt;
    return result.found;
  }

  /// Without a notification the order of waiters says nothing.
  [[nodiscard]] bool notifies() const {
    return std::ranges::any_of(failure_.trace.entries, [](const TraceEntry& entry) {
      return is_notify(entry.operation.kind);
    });
  }

  void weigh_order() {
    ExecutionOptions options = failing_.options;
    options.notify_order = NotifyOrder::fifo;
    const std::optional<bool> enough = reachable(options);
    if (!enough) return;
    add(*enough ? "waking waiters in order of arrival is enough"
                : "at least one waiter is woken out of the order of arrival");
  }

  void weigh_count(const char* noun, std::uint32_t ExecutionOptions::*budget) {
    const std::uint32_t allowed = failing_.options.*budget;
    ExecutionOptions options = failing_.options;
    for (std::uint32_t count = 0; count < allowed; ++count) {
      options.*budget = count;
      const std::optional<bool> enough = reachable(options);
      if (!enough) return;
      if (*enough) {
        add(count == 0 ? "no " + std::string{noun} : counted(count, noun));
        return;
      }
    }
    if (allowed > 0) add(counted(allowed, noun));
  }

  void weigh_timeouts() {
    ExecutionOptions options = failing_.options;
    options.any_timeouts = false;
    const std::optional<bool> enough = reachable(options);
    if (!enough) return;
    add(*enough ? "no early timeout" : "at least one early timeout");
  }

  const Model& model_;
  const Schedule& failing_;
  const Failure& failure_;
  TrialBudget budget_;
  std::string text_;
};

}  // namespace

std::string needs_of(const Model& model, const Schedule& failing, const Failure& failure,
                     TrialBudget budget) {
  return Scales(model, failing, failure, budget).weigh();
}

}  // namespace vigil::detail
