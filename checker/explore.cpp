// SPDX-License-Identifier: MIT
#include "checker/explore.hpp"

#include <optional>
#include <string>

#include "checker/exploration.hpp"

namespace vigil {

namespace {

/// The first slice of each contender: most models end within it.
constexpr std::uint64_t first_slice_transitions = 50'000;

/// `--search auto`: dpor and states take turns, each with a slice twice as large as its last, until
/// one of them is finished. What the other had done is lost: at most about three times what the
/// better one takes. Counted in transitions, so that the same search ends first on every machine. A
/// model that does not declare its state, or whose keys turn out not to be exact, is dpor's alone.
[[nodiscard]] Report race(const Model& model, VerifyOptions options) {
  options.search = Search::dpor;
  Exploration by_traces(model, options);
  options.search = Search::states;
  options.exact_only = true;
  std::optional<Exploration> by_states;
  if (model.all_state_declared) by_states.emplace(model, options);
  std::string states_stopped_by;
  using Progressed = Exploration::Progressed;
  for (std::uint64_t slice = first_slice_transitions;; slice *= 2) {
    if (by_traces.advance(by_states ? slice : 0) == Progressed::finished) {
      // An execution that is too long may be one that goes round in circles.
      const bool too_long = by_states && by_traces.found(Property::termination);
      if (too_long && by_states->advance(8 * slice) == Progressed::finished) {
        return by_states->conclude();
      }
      Report report = by_traces.conclude();
      const bool stopped = report.verdict == Verdict::inconclusive && !states_stopped_by.empty();
      if (stopped) report.stopped_by += " (and the search by states by " + states_stopped_by + ")";
      return report;
    }
    if (!by_states) continue;
    const Progressed progressed = by_states->advance(slice);
    if (progressed == Progressed::finished) return by_states->conclude();
    if (progressed == Progressed::on) continue;
    states_stopped_by = by_states->stopped_by();
    by_states.reset();  // and what its table takes
  }
}

}  // namespace

Report verify(const Model& model, const VerifyOptions& options) {
  if (options.search == Search::automatic) return race(model, options);
  Exploration exploration(model, options);
  exploration.advance(0);
  return exploration.conclude();
}

Report outcomes(const Model& model, VerifyOptions options) {
  options.collect_outcomes = true;
  return verify(model, options);
}

}  // namespace vigil
