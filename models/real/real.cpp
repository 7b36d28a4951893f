// SPDX-License-Identifier: MIT
#include "models/real/real.hpp"

#include <utility>

#include "models/register.hpp"

namespace vigil::models {

namespace real {

namespace {

[[nodiscard]] Model model_of(const Bug& bug, const std::string& suffix, std::string about,
                             const std::function<void()>& body) {
  Model model;
  model.name = "real/" + bug.name + suffix;
  model.about = std::move(about);
  model.body = [body](const Parameters&) { body(); };
  model.all_state_declared = true;
  model.source = "models/real/" + bug.name + ".cpp";
  return model;
}

}  // namespace

std::vector<Bug> bugs() {
  return {
      bpo27585_newcomer(),           bpo27585_cancelled(),        bpo32734_two_holders(),
      bpo22970_without_lock(),       bpo32841_swallowed_cancel(), gh112202_lost_notify(),
      asyncio270_lost_wakeup(),      bpo45997_overtaking(),       gh90155_stuck(),
      gh83055_queue_overtaking(),    bpo23812_item_lost(),        asyncio268_queue_assertion(),
      gh155233_barrier_index(),      gh86296_swallowed_cancel(),  gh77819_timeout_without_lock(),
      gh86766_cancel_without_lock(), gh102780_no_timeout_error(), gh116720_nested_group(),
      anyio387_owner_gone(),         anyio1145_newcomer(),        tokio3652_lost_permit(),
      embassy6964_head_gone()};
}

Model old_model(const Bug& bug) {
  Model model = model_of(bug, "", bug.about, bug.old);
  model.expected = [property = bug.property, fifo = bug.fifo](const ExecutionOptions& options) {
    if (options.order == Order::fifo && !fifo) return Expectation{};
    return Expectation{.verdict = Verdict::violated, .property = property};
  };
  return model;
}

Model fixed_model(const Bug& bug) {
  Model model = model_of(bug, "_fixed", "the same with the repaired algorithm", bug.fixed);
  model.expected = [](const ExecutionOptions&) { return Expectation{}; };
  return model;
}

}  // namespace real

void register_real(ModelRegistry& registry) {
  for (const real::Bug& bug : real::bugs()) {
    registry.add(real::old_model(bug));
    registry.add(real::fixed_model(bug));
  }
}

}  // namespace vigil::models
