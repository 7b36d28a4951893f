// SPDX-License-Identifier: MIT
/// One schedule of a program file, given as choices among the handles of asyncio's loop.
#include <algorithm>
#include <utility>

#include "checker/execution.hpp"
#include "checker/fiber/fiber.hpp"
#include "models/program/interpreter.hpp"
#include "models/program/program_model.hpp"
#include "primitives/asyncio/task_state.hpp"

namespace vigil::models {

namespace {

/// Takes the choices one after the other wherever there are several alternatives.
class FollowChoices final : public Strategy {
 public:
  explicit FollowChoices(std::vector<std::uint32_t> choices) : choices_(std::move(choices)) {}

  bool begin_execution(const Execution* previous) override { return previous == nullptr; }
  TaskId pick_task(const Execution& execution) override {
    std::vector<TaskId> candidates = execution.ordered_candidates();
    // The loop drops handles that were cancelled; here their turn comes and does nothing.
    const auto cancelled = std::ranges::find_if(candidates, [&](TaskId task) {
      return task != clock_task && execution.is_callback(task) &&
             asyncio::detail::is_cancelled_turn(execution, task);
    });
    if (cancelled != candidates.end()) return *cancelled;
    return candidates[take(candidates.size())];
  }
  std::uint32_t pick_value(const Execution&,
                           std::span<const std::uint32_t> alternatives) override {
    return alternatives.front();
  }
  void describe(Report&) const override {}
  [[nodiscard]] std::string_view name() const override { return "choices"; }

  /// What did not fit, in one line; empty: everything did.
  [[nodiscard]] std::string problem() const {
    if (!problem_.empty()) return problem_;
    if (next_ >= choices_.size()) return {};
    return "the execution has " + std::to_string(next_) + " choices, and " +
           std::to_string(choices_.size()) + " were given";
  }

 private:
  [[nodiscard]] std::size_t take(std::size_t alternatives) {
    if (alternatives == 1 || next_ >= choices_.size()) return 0;
    const std::uint32_t choice = choices_[next_++];
    if (choice < alternatives) return choice;
    if (problem_.empty()) {
      problem_ = "choice " + std::to_string(next_) + " is " + std::to_string(choice) +
                 ", and there are " + std::to_string(alternatives) + " alternatives";
    }
    return 0;
  }

  std::vector<std::uint32_t> choices_;
  std::size_t next_ = 0;
  std::string problem_;
};

}  // namespace

Followed follow(const std::shared_ptr<const Program>& program, ExecutionOptions options,
                std::vector<std::uint32_t> choices,
                const std::function<void(const std::string&)>& print) {
  options.dialect = Dialect::asyncio;
  options.order = Order::any;
  options.exact_turns = true;
  options.discipline = false;
  Model model;
  model.name = program->file;
  std::string outcome;
  model.set_up = [&](const Parameters&) {
    const auto run = std::make_shared<Interpreter>(program, print);
    run->start(true);
    Execution::current().judge_by([run, &outcome](bool) {
      outcome = run->outcome(false);
      return Judgement{.outcome = outcome, .may_deadlock = true, .violations = {}};
    });
  };
  static thread_local FiberPool fibers(options.stack_bytes);
  Registry registry;
  Execution execution(options, fibers, registry);
  const TerminateScope terminate_scope;
  FollowChoices strategy(std::move(choices));
  (void)execution.run(model, Parameters{}, strategy, false);
  Followed followed;
  followed.problem = strategy.problem();
  followed.misfit = !followed.problem.empty();
  if (outcome.empty() && followed.problem.empty()) {
    followed.problem = execution.violations().empty() ? "the execution was cut off"
                                                      : execution.violations().front().message;
  }
  followed.complete = followed.problem.empty();
  if (!outcome.empty()) print(outcome);
  return followed;
}

}  // namespace vigil::models
