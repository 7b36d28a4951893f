// SPDX-License-Identifier: MIT
#pragma once

/// The commutation audit: a reduction trusts the footprints that primitives report. A model that
/// shares data behind their back (a captured reference, a global) would be under-explored in
/// silence, so after a search a sample of executions is looked at: two neighbouring transitions
/// that claim to be independent change places, and everything that any task observes afterwards,
/// the outcome and the final state of all objects must stay the same. A difference is the violation
/// "undeclared shared state", naming the two transitions. Sampling can miss; it never raises a
/// false alarm on a model whose shared state is declared.

#include <cstdint>
#include <optional>
#include <vector>

#include "checker/execution.hpp"
#include "checker/program.hpp"

namespace vigil {

/// "`a` at `acquire lock` (step 3)", of the execution's last run.
[[nodiscard]] std::string step_in_words(const Execution& execution, StepIndex step);

/// What each task of the execution's last run has observed, by TaskId.
[[nodiscard]] std::vector<Hash128> observations_of_tasks(const Execution& execution);

class Auditor {
 public:
  Auditor(const Model& model, const Parameters& parameters, const ExecutionOptions& options,
          FiberPool& fibers, Registry& registry);

  /// Looks at `sample_count` pseudo-random executions (the same ones in every run) and at up to
  /// eight pairs of neighbours in each. Returns: the first violation, if any.
  /// Cost: up to 9 executions a sample.
  std::optional<Violation> run(std::uint32_t sample_count);

  /// How many executions were reordered and compared.
  [[nodiscard]] std::uint64_t audited() const { return audited_; }
  /// After a violation: the sampled execution, recorded.
  [[nodiscard]] const Trace& trace() const { return trace_; }

 private:
  /// What of an execution must not depend on the order of independent transitions.
  struct Observations {
    Ending ending{};
    std::vector<Hash128> by_task;
    std::uint64_t final_state = 0;
    std::string outcome;
    bool operator==(const Observations&) const = default;
  };

  [[nodiscard]] Observations observations(Ending ending) const;
  std::optional<Violation> audit_neighbours();

  const Model& model_;
  const Parameters& parameters_;
  ExecutionOptions options_;
  FiberPool& fibers_;
  Registry& registry_;
  Execution execution_;
  std::uint64_t audited_ = 0;
  Trace trace_;
};

}  // namespace vigil
