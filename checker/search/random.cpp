// SPDX-License-Identifier: MIT
#include "checker/search/random.hpp"

#include "checker/execution.hpp"

namespace vigil {

TaskId RandomWalk::pick_task(const Execution& execution) {
  std::uint32_t left = rng_.below(execution.candidates().size());
  TaskId picked;
  execution.candidates().for_each([&](TaskId task) {
    if (left-- == 0) picked = task;
  });
  return picked;
}

}  // namespace vigil
