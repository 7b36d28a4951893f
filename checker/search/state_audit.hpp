// SPDX-License-Identifier: MIT
#pragma once

/// The audits of what a search by states takes on trust, beside that of commutation
/// (search/audit.hpp).
///
/// *Equal tasks.* A group of `spawn_equal` is said to be interchangeable, and a search then looks
/// at one order of them. Here random executions are run again with the parts of two members
/// exchanged. Who can run must be exchanged as well, and nothing else may change: no value that
/// there is to choose, no state but for who is who, no outcome, and each task must have observed
/// what its counterpart did. A difference is the violation "unequal-tasks".
///
/// *Equal keys.* A model that says that all its state is declared is searched state by state: of
/// two histories that lead to one key, the second is given up. Here it is not given up but
/// continued as the first was, and must go the same way to the end. A difference is
/// "undeclared-state": something that matters is in no key, be it shared behind the engine's back
/// or local and written where nothing may be (a predicate of wait_for).
///
/// Both also meet what the search says cannot happen: an execution that breaks a property is
/// reported as what it is. Sampling can miss; neither raises a false alarm on a model that keeps
/// its word.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checker/execution.hpp"
#include "checker/program.hpp"
#include "checker/search/recorded_walk.hpp"

namespace vigil {

class StateAuditor {
 public:
  StateAuditor(const Model& model, const Parameters& parameters, const ExecutionOptions& options,
               FiberPool& fibers, Registry& registry);

  /// Exchanges two members of a group in each of `sample_count` pseudo-random executions. Not under
  /// an adversary, whose part would have to be exchanged as well: it decides about tasks by name.
  /// Returns: the first violation, if any. Cost: up to two executions a sample.
  std::optional<Violation> exchange_equals(std::uint32_t sample_count);
  /// Looks for other ways into the states of `sample_count` pseudo-random executions.
  /// Requires: the search matched states by exact keys.
  /// Returns: the first violation, if any. Cost: up to five executions a sample.
  std::optional<Violation> rejoin_states(std::uint32_t sample_count);

  /// How many pairs of executions were compared.
  [[nodiscard]] std::uint64_t audited() const { return audited_; }
  /// After a violation: the execution that shows it, recorded.
  [[nodiscard]] const Trace& trace() const { return trace_; }

 private:
  /// What must not depend on the way into a state.
  struct End {
    Ending ending{};
    std::string outcome;
    std::uint64_t final_state = 0;
    bool operator==(const End&) const = default;
  };

  Ending run(Strategy& strategy);
  void record(const EventLog& log);
  [[nodiscard]] End end(Ending ending) const;
  [[nodiscard]] std::optional<Violation> broken(Ending ending);
  [[nodiscard]] std::optional<std::pair<TaskId, TaskId>> two_equals(Rng& rng) const;
  std::optional<Violation> exchange(std::uint64_t seed);
  std::optional<Violation> take_detours(WalkedStates& known, std::vector<End>& ends,
                                        std::uint64_t seed);
  [[nodiscard]] Violation unequal(std::pair<TaskId, TaskId> two, StepIndex step) const;
  [[nodiscard]] Violation undeclared(StepIndex step) const;

  const Model& model_;
  const Parameters& parameters_;
  Execution execution_;
  std::uint64_t audited_ = 0;
  Trace trace_;
};

}  // namespace vigil
