// SPDX-License-Identifier: MIT
/// What an execution tells of itself: where its tasks are, who can run and in which order, and, for
/// searches that match states, all that a future can depend on (why that is enough is argued in
/// checker/state/state_reader.hpp).
#include "checker/execution_state.hpp"

#include <algorithm>

#include "checker/state/hash_sink.hpp"
#include "checker/state/state_reader.hpp"

namespace vigil {

ExecutionState::TaskState ExecutionState::task_state(TaskId task) const {
  if (task.index() >= records_.size() || !records_[task.index()]) return TaskState::absent;
  const TaskRecord& known = record(task);
  if (known.state == TaskState::blocked && ready_.contains(task)) return TaskState::ready;
  return known.state;
}

bool ExecutionState::has_timer(TaskId task) const {
  consulted_.everything = true;
  return std::ranges::find(timers_, task, &Timer::task) != timers_.end();
}

/// Where a task stands, as reports show it: a join of several tasks names one that has not ended.
Operation ExecutionState::shown_pending(TaskId task) const {
  Operation pending = record(task).pending;
  if (pending.kind != OperationKind::join || pending.peer.valid()) return pending;
  for (const TaskId target : spawned_) {
    const std::vector<TaskId>& joiners = record(target).joiners;
    if (finished(target) || std::ranges::find(joiners, task) == joiners.end()) continue;
    pending.peer = target;
    break;
  }
  return pending;
}

TraceTask::End ExecutionState::situation(TaskId task) const {
  const TaskRecord& known = record(task);
  if (known.state == TaskState::finished) return TraceTask::End::finished;
  if (known.fiber == nullptr) return TraceTask::End::unstarted;
  return ready_.contains(task) ? TraceTask::End::ready : TraceTask::End::blocked;
}

std::uint64_t ExecutionState::rank(TaskId task) const {
  // What the program would do by itself comes first: the clock before the adversary.
  if (task == clock_task) return UINT64_MAX - 1;
  if (adversaries_.contains(task)) return UINT64_MAX;
  if (options_.dialect == Dialect::threads) return task == last_task_ ? 0 : task.value;
  return record(task).ready_since;
}

std::vector<TaskId> ExecutionState::ordered_candidates() const {
  std::vector<TaskId> ordered;
  candidates_.for_each([&](TaskId task) { ordered.push_back(task); });
  std::ranges::stable_sort(ordered, {}, [&](TaskId task) { return rank(task); });
  return ordered;
}

TaskId ExecutionState::first_candidate() const {
  if (options_.dialect == Dialect::threads) {
    if (last_task_.valid() && candidates_.contains(last_task_)) return last_task_;
    return candidates_.first();
  }
  TaskId first;
  candidates_.for_each([&](TaskId task) {
    if (!first.valid() || rank(task) < rank(first)) first = task;
  });
  return first;
}

TaskId ExecutionState::loop_head(const TaskSet& tasks) const {
  TaskId head;
  tasks.for_each([&](TaskId task) {
    if (!head.valid() || record(task).ready_since < record(head).ready_since) head = task;
  });
  return head;
}

void ExecutionState::read_state(StateReader& reader) const {
  reader.begin();
  for (const TaskId task : spawned_) {
    reader.declare(task, record(task).group, candidates_.contains(task));
  }
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

void ExecutionState::read_task(StateReader& reader, TaskId task) const {
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

}  // namespace vigil
