// SPDX-License-Identifier: MIT
#include "checker/detect/words.hpp"

#include <algorithm>

namespace vigil::detail {

namespace {

constexpr std::size_t listed_count_max = 5;
constexpr std::size_t listed_count_when_cut = 3;

[[nodiscard]] std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " and " : ", ";
    text += words[i];
  }
  return text;
}

}  // namespace

std::string quoted(std::string_view name) { return "`" + std::string{name} + "`"; }

std::string quoted(const Trace& trace, TaskId task) { return quoted(trace.task_name(task)); }

std::string quoted(const Trace& trace, ObjectId object) {
  return quoted(trace.object_name(object));
}

std::string actor_words(const Trace& trace, TaskId task) {
  if (!task.valid() || task == clock_task) return "the clock";
  return trace.is_adversary(task) ? "the adversary" : quoted(trace, task);
}

std::string quoted_list(const Trace& trace, const std::vector<TaskId>& tasks) {
  std::vector<std::string> words;
  const bool cut = tasks.size() > listed_count_max;
  const std::size_t shown = cut ? listed_count_when_cut : tasks.size();
  for (std::size_t i = 0; i < shown; ++i) words.push_back(quoted(trace, tasks[i]));
  if (cut) words.push_back(std::to_string(tasks.size() - shown) + " others");
  return joined(words);
}

std::string step_words(StepIndex step) {
  return step.valid() ? "step " + std::to_string(step.value) : "an unknown step";
}

std::string step_list(const std::vector<StepIndex>& steps) {
  std::vector<StepIndex> distinct = steps;
  std::ranges::sort(distinct);
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  if (distinct.size() == 1) return step_words(distinct.front());
  std::vector<std::string> words;
  for (const StepIndex step : distinct) words.push_back(std::to_string(step.value));
  return "steps " + joined(words);
}

std::string counted(std::size_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string{noun} + (count == 1 ? "" : "s");
}

}  // namespace vigil::detail
