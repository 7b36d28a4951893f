// SPDX-License-Identifier: MIT
#include "models/program/program_model.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "checker/execution.hpp"
#include "checker/stopwatch.hpp"
#include "models/program/interpreter.hpp"
#include "models/program/json_text.hpp"

namespace vigil::models {

namespace {

/// A pattern matches if every field that it mentions has that value.
[[nodiscard]] bool matches(const Value& pattern, const Value& value) {
  const Members* const members = pattern.as<Members>();
  if (members == nullptr) return pattern == value;
  return std::ranges::all_of(*members, [&](const auto& entry) {
    const Value* const part = value.member(entry.first);
    return part != nullptr && matches(entry.second, *part);
  });
}

/// Compares outcomes with the `never` patterns; remembers, since few outcomes are distinct.
class Never {
 public:
  explicit Never(std::shared_ptr<const Program> program) : program_(std::move(program)) {}

  /// The index of the first pattern that the outcome matches, or npos.
  [[nodiscard]] std::size_t first_match(const std::string& outcome) {
    const auto known = known_.find(outcome);
    if (known != known_.end()) return known->second;
    const auto value = read_json(outcome);
    const std::vector<Value>& patterns = program_->never;
    const auto found = std::ranges::find_if(
        patterns, [&](const Value& pattern) { return matches(pattern, *value); });
    const std::size_t index = found == patterns.end()
                                  ? npos
                                  : static_cast<std::size_t>(found - patterns.begin());
    known_.emplace(outcome, index);
    return index;
  }

  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

 private:
  std::shared_ptr<const Program> program_;
  std::map<std::string, std::size_t> known_;
};

[[nodiscard]] Violation never_violation(const Program& program, std::size_t pattern,
                                        const std::string& outcome) {
  const bool deadlock = outcome.starts_with("{\"outcome\": \"deadlock\"");
  Violation violation;
  violation.property = deadlock ? Property::deadlock : Property::final_state;
  violation.name = deadlock ? std::string{name(Property::deadlock)}
                            : "never/" + std::to_string(pattern);
  violation.message = "the outcome matches what shall never be, " + json(program.never[pattern]) +
                      ": " + outcome;
  return violation;
}

}  // namespace

bool reports_discipline(const Program& program, Judging judging) {
  return judging == Judging::violations && program.never.empty();
}

Model model_of(std::shared_ptr<const Program> program, Judging judging) {
  Model model;
  model.name = program->file;
  model.about = program->about;
  model.dialect = Dialect::asyncio;
  model.all_state_declared = true;
  model.source = program->file;
  const auto never = std::make_shared<Never>(program);
  const bool by_default = judging == Judging::violations && program->never.empty();
  model.set_up = [program, never, judging, by_default](const Parameters&) {
    // Patterns of `never` and outcomes look at the whole history, which no state key holds.
    Execution::current().state_is_inexact();
    const auto run = std::make_shared<Interpreter>(program, TraceLine{});
    run->start(!by_default);
    Execution::current().judge_by([run, program, never, judging, by_default](bool) {
      Judgement judgement;
      judgement.outcome = run->outcome(true);
      judgement.may_deadlock = !by_default;
      if (judging == Judging::violations && !program->never.empty()) {
        const std::size_t pattern = never->first_match(judgement.outcome);
        if (pattern != Never::npos) {
          judgement.violations.push_back(never_violation(*program, pattern, judgement.outcome));
        }
      }
      return judgement;
    });
  };
  return model;
}

}  // namespace vigil::models
