// SPDX-License-Identifier: MIT
#include "checker/trace/shrink.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "checker/search/bounded.hpp"
#include "checker/search/replay.hpp"

namespace vigil {

namespace {

/// Follows a wish list of tasks, one for each decision about tasks, as far as it can be followed:
/// the first task of the list that can run does, and values stay with the tasks that chose them.
/// Counts the unforced switches.
class Wish final : public Strategy {
 public:
  explicit Wish(std::vector<TaskId> tasks, std::vector<std::vector<std::uint32_t>> values)
      : tasks_(std::move(tasks)), values_(std::move(values)), next_value_(values_.size()) {}

  bool begin_execution(const Execution* previous) override { return previous == nullptr; }
  TaskId pick_task(const Execution& execution) override {
    const auto wish = std::ranges::find_if(
        tasks_, [&](TaskId task) { return execution.candidates().contains(task); });
    const TaskId task = wish != tasks_.end() ? *wish : execution.first_candidate();
    if (wish != tasks_.end()) tasks_.erase(wish);
    const TaskId undisturbed = undisturbed_task(execution);
    if (undisturbed.valid() && undisturbed != task) switches_.push_back(taken_.size());
    undisturbed_.push_back(undisturbed);
    taken_.push_back(task);
    return task;
  }
  std::uint32_t pick_value(const Execution& execution,
                           std::span<const std::uint32_t> alternatives) override {
    const std::size_t task = execution.self().index();
    std::uint32_t value = alternatives.front();
    if (task < values_.size() && next_value_[task] < values_[task].size()) {
      const std::uint32_t wish = values_[task][next_value_[task]++];
      if (std::ranges::find(alternatives, wish) != alternatives.end()) value = wish;
    }
    return value;
  }
  void describe(Report&) const override {}
  [[nodiscard]] std::string_view name() const override { return "wish"; }

  [[nodiscard]] const std::vector<TaskId>& taken() const { return taken_; }
  [[nodiscard]] const std::vector<TaskId>& undisturbed() const { return undisturbed_; }
  [[nodiscard]] const std::vector<std::size_t>& switches() const { return switches_; }

 private:
  std::vector<TaskId> tasks_;
  std::vector<std::vector<std::uint32_t>> values_;  // by task
  std::vector<std::size_t> next_value_;
  std::vector<TaskId> taken_;
  std::vector<TaskId> undisturbed_;    // by decision
  std::vector<std::size_t> switches_;  // positions of unforced switches
};

[[nodiscard]] std::vector<std::vector<std::uint32_t>> values_of(const EventLog& log) {
  std::vector<std::vector<std::uint32_t>> values;
  for (std::uint32_t i = 0; i < log.size(); ++i) {
    const std::size_t task = log[StepIndex{i}].task.index();
    if (values.size() <= task) values.resize(task + 1);
    for (const Choice& choice : log.choices(StepIndex{i})) values[task].push_back(choice.value);
  }
  return values;
}

[[nodiscard]] std::string without_numbers_of_steps(const std::string& text) {
  constexpr std::string_view word = "step ";
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    result += text[i];
    if (!result.ends_with(word)) continue;
    while (i + 1 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '9') ++i;
  }
  return result;
}

class Shrinker {
 public:
  Shrinker(const Model& model, const Schedule& failing, const Failure& failure,
           TrialBudget budget)
      : trial_(model, failing, budget), failing_(failing), identity_(identity_of(failure)),
        name_(failure.violation.name) {}

  std::optional<Shrunk> run() {
    if (!start()) return std::nullopt;
    edit();
    deepen();
    best_.execution_count = trial_.execution_count();
    best_.failure.shrinking = words();
    return std::move(best_);
  }

 private:
  /// Takes the recorded execution of the trial if it has the same violation.
  bool take(std::uint32_t switch_count) {
    if (trial_.violation() == nullptr || trial_.violation()->name != name_) return false;
    Failure failure = trial_.failure();
    if (identity_of(failure) != identity_) return false;
    best_.failure = std::move(failure);
    best_.schedule = trial_.schedule();
    best_.switch_count = switch_count;
    return true;
  }

  [[nodiscard]] std::uint32_t steps() const { return best_.failure.trace.step_count; }

  bool start() {
    // Twice: the first run may only learn what the predicates read.
    for (int i = 0; i < 2; ++i) {
      ReplaySchedule again(failing_.decisions);
      trial_.run(again, true);
      if (!again.divergence().empty() || trial_.exhausted()) return false;
    }
    const EventLog& log = trial_.execution().log();
    tasks_.clear();
    for (std::uint32_t i = 0; i < log.size(); ++i) {
      if (!log[StepIndex{i}].forced) tasks_.push_back(log[StepIndex{i}].task);
    }
    values_ = values_of(log);
    Wish same(tasks_, values_);
    trial_.run(same, true);
    tasks_ = same.taken();
    undisturbed_ = same.undisturbed();
    switches_ = same.switches();
    return take(static_cast<std::uint32_t>(switches_.size()));
  }

  /// Lets the task go on that was interrupted, for each unforced switch in turn, as long as that
  /// leaves the violation and takes fewer switches (or as many and fewer steps).
  void edit() {
    for (std::size_t i = 0; i < switches_.size() && !trial_.exhausted();) {
      i = undo(switches_[i]) ? 0 : i + 1;
    }
  }

  bool undo(std::size_t position) {
    std::vector<TaskId> tasks = tasks_;
    const TaskId task = undisturbed_[position];
    const auto here = tasks.begin() + static_cast<std::ptrdiff_t>(position);
    const auto next = std::find(here, tasks.end(), task);
    if (next != tasks.end()) tasks.erase(next);
    tasks.insert(tasks.begin() + static_cast<std::ptrdiff_t>(position), task);
    Wish edited(std::move(tasks), values_);
    trial_.run(edited, true);
    const std::pair cost{edited.switches().size(), trial_.execution().step_count()};
    if (cost >= std::pair{switches_.size(), steps()}) return false;
    if (!take(static_cast<std::uint32_t>(edited.switches().size()))) return false;
    tasks_ = edited.taken();
    undisturbed_ = edited.undisturbed();
    switches_ = edited.switches();
    return true;
  }

  /// All executions with few switches, level by level.
  void deepen() {
    const std::uint32_t bound = best_.switch_count;
    for (std::uint32_t level = 0; level <= bound; ++level) {
      Bounded bounded(level);
      if (level == bound) bounded.limit_steps(steps());
      bool found = false;
      const bool complete = trial_.run_all(bounded, [&](Ending) {
        if (!same_name()) return true;
        const std::uint32_t step_count = trial_.execution().step_count();
        // The first one with as many steps as the bound comes earlier in queue order.
        const bool better = found || level == bound ? step_count < steps() + (found ? 0 : 1) : true;
        if (!better) return true;
        ReplayLog again(trial_.execution().log());
        trial_.run(again, true);
        if (!take(level)) return true;
        found = true;
        bounded.limit_steps(steps() - 1);
        return true;
      });
      best_.least = complete;
      if (found || !complete) return;
    }
  }

  /// How far the order of tasks is from the one that people have in mind.
  [[nodiscard]] std::string order_words() const {
    const bool threads = failing_.options.dialect == Dialect::threads;
    const std::uint32_t count = best_.switch_count;
    if (count == 0) {
      return threads ? "no preemption: every task runs until it blocks"
                     : "no unusual order: tasks run as the loop's queue has them";
    }
    const char* one = threads ? " preemption" : " turn out of the loop's order";
    const char* many = threads ? " preemptions" : " turns out of the loop's order";
    return std::to_string(count) + (count == 1 ? one : many);
  }

  [[nodiscard]] std::string words() const {
    std::string text = order_words() + ", " + std::to_string(steps()) + " steps";
    if (best_.least) return text + " (the least there is)";
    if (trial_.spoiled()) {
      return text + " (shrinking stopped after " + std::to_string(trial_.execution_count()) +
             " executions, as others need more scheduling points than this one has: there may be "
             "less)";
    }
    return text + " (shrinking stopped after its budget of " +
           std::to_string(trial_.execution_count()) + " executions: there may be less)";
  }

  [[nodiscard]] bool same_name() {
    return trial_.violation() != nullptr && trial_.violation()->name == name_;
  }

  Trial trial_;
  const Schedule& failing_;
  std::string identity_;
  std::string name_;
  std::vector<TaskId> tasks_;
  std::vector<std::vector<std::uint32_t>> values_;
  std::vector<TaskId> undisturbed_;
  std::vector<std::size_t> switches_;
  Shrunk best_;
};

}  // namespace

std::string identity_of(const Failure& failure) {
  std::string identity = failure.violation.name + ": ";
  identity += without_numbers_of_steps(failure.violation.message);
  if (failure.violation.property != Property::deadlock) return identity;
  // "lost notification (absorbed): `a` ...": the kind comes before the first name.
  return identity + " " + failure.diagnosis.substr(0, failure.diagnosis.find('`'));
}

std::optional<Shrunk> shrink(const Model& model, const Schedule& failing, const Failure& failure,
                             TrialBudget budget) {
  const Property property = failure.violation.property;
  const bool single = property != Property::termination && property != Property::determinism &&
                      property != Property::undeclared_state &&
                      property != Property::unequal_tasks;
  if (!single) return std::nullopt;
  return Shrinker(model, failing, failure, budget).run();
}

}  // namespace vigil
