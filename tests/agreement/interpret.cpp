// SPDX-License-Identifier: MIT
#include "tests/agreement/interpret.hpp"

#include <memory>
#include <utility>

#include "tests/agreement/interpret_dialects.hpp"

namespace vigil::agreement {

Model model_of(Program program) {
  Model model;
  model.name = "generated";
  model.dialect = program.options.dialect;
  model.all_state_declared = true;
  const auto kept = std::make_shared<const Program>(std::move(program));
  model.body = [kept](const Parameters&) {
    if (kept->options.dialect == Dialect::threads) {
      run_threads(*kept);
    } else {
      run_asyncio(*kept);
    }
  };
  return model;
}

}  // namespace vigil::agreement
