// SPDX-License-Identifier: MIT
/// What an execution tells of its state between two transitions, for searches that match states.
/// Why this is enough is argued in checker/state/state_reader.hpp.
#include <algorithm>

#include "checker/detect/lockset.hpp"
#include "checker/execution.hpp"
#include "checker/state/hash_sink.hpp"
#include "checker/state/state_reader.hpp"

namespace vigil {

void Execution::read_state(StateReader& reader) const {
  reader.begin();
  for (const TaskId task : spawned_) reader.declare(task, record(task).group, candidates_.contains(task));
  for (const TaskId task : spawned_) {
    reader.begin_task(task);
    read_task(reader, task);
  }
  for (std::uint32_t i = 0; i < objects_.size(); ++i) {
    const Object* const object = objects_[i];
    if (object == nullptr || object->part_of().valid()) continue;
    reader.begin_object(ObjectId{i});
    object->state(reader);
  }
  enum Rest : std::uint64_t { budgets, outcomes, predicates };
  reader.begin_rest(budgets);
  reader.add(spurious_left_);
  if (!always_.empty() || !finally_.empty()) {
    reader.begin_rest(predicates);
    for (const auto* const predicates_of_a_kind : {&always_, &finally_}) {
      for (const NamedPredicate& predicate : *predicates_of_a_kind) {
        reader.add(state_hash(predicate.name));
        reader.add(predicate.captured);
      }
      reader.add(predicates_of_a_kind->size());
    }
  }
  if (!outcome_.empty()) {
    reader.begin_rest(outcomes);
    std::uint64_t sum = 0;  // whoever was told first is no matter
    for (const auto& [key, value] : outcome_) sum += hash_step(state_hash(key), state_hash(value));
    reader.add(sum);
  }
  // The count matters to notice_data, and with a timer everybody matters to when time passes.
  const std::uint64_t bystander = std::uint64_t{unjoined_count_} << 1 | (timers_.empty() ? 0 : 1);
  reader.end(bystander, candidates_.contains(clock_task));
}

void Execution::read_task(StateReader& reader, TaskId task) const {
  const TaskRecord& known = record(task);
  const bool asyncio = options_.dialect == Dialect::asyncio;
  reader.add(static_cast<std::uint64_t>(known.state) << 8 | (ready_.contains(task) ? 1 : 0) |
             (known.dropped ? 2 : 0) | (known.successor.valid() ? 4 : 0) |
             (known.joined ? 8 : 0));
  if (known.state == TaskState::finished && !asyncio) return;
  if (known.context) known.context->state(reader);
  if (known.state == TaskState::finished) return reader.add(known.observed);  // that is its result
  reader.add_local(known.observed);
  reader.add(static_cast<std::uint64_t>(known.pending.kind) << 32 | known.pending.object.value);
  // Of several tasks that are waited for, the peer is the one that reports show.
  const bool one_of_several = known.pending.kind == OperationKind::join && known.pending.a != 0;
  if (known.pending.peer.valid() && !one_of_several) reader.add(known.pending.peer);
  if (known.joins_left > 0) reader.add(known.joins_left);
  // They say it themselves; but the task's own last transition looks at them.
  for (const TaskId joiner : known.joiners) reader.add_member(joiner, 1);
  const bool queued = options_.order == Order::fifo && asyncio;
  if (queued && ready_.contains(task)) {
    std::uint64_t ahead = 0;
    ready_.for_each([&](TaskId other) { ahead += record(other).ready_since < known.ready_since; });
    reader.add(ahead);
  }
  for (const Timer& timer : timers_) {
    if (timer.task != task) continue;
    reader.add(static_cast<std::uint64_t>(timer.deadline_ns - now_ns_));
    if (!queued) continue;
    reader.add(static_cast<std::uint64_t>(std::ranges::count_if(timers_, [&](const Timer& other) {
      return other.deadline_ns == timer.deadline_ns && other.sequence < timer.sequence;
    })));
  }
}

/// Plain data of the threads dialect, for a search that cannot tell races from states.
void Execution::notice_data(ObjectId object, Mode mode) {
  if (rerunning() || mode == Mode::fork || !running_.valid()) return;
  const bool alone = unjoined_count_ <= 1;
  if (!lockset_->access(object, mode == Mode::data_write, record(running_).held, alone)) {
    state_is_inexact();
  }
}

void Execution::hash_final_state() {
  std::uint64_t hash = 0;
  for (std::uint32_t i = 0; i < objects_.size(); ++i) {
    if (objects_[i] == nullptr) continue;
    hash = hash_step(hash_step(hash, i), hash_of(*objects_[i]));
  }
  final_state_ = hash;
}

}  // namespace vigil
