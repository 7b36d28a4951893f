// SPDX-License-Identifier: MIT
#include "checker/explain/what_if.hpp"

#include "checker/search/dpor.hpp"

namespace vigil::detail {

WhatIf explore_again(const Model& model, const Schedule& question,
                     const Intervention* intervention,
                     const std::function<bool(const Trial&, Ending)>& wanted, TrialBudget budget) {
  WhatIf result;
  Trial trial(model, question, budget);
  trial.execution().intervene(intervention);
  (void)trial.execution().registry().distrust_labels();
  while (true) {
    Dpor search(trial.execution().options());
    bool asked = false;
    result = WhatIf{};
    const bool complete = trial.run_all(search, [&](Ending ending) {
      if (ending == Ending::violated) trial.execution().refine_failure();
      asked = trial.execution().refinement_requested();
      if (asked) return false;
      if (ending != Ending::cut) ++result.trace_count;
      result.found = wanted(trial, ending);
      return !result.found;
    });
    result.complete = complete || result.found;
    if (!asked) return result;
    trial.adopt_refinements();
  }
}

}  // namespace vigil::detail
