// SPDX-License-Identifier: MIT
#include "checker/explain/story.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include "checker/detect/deadlock.hpp"
#include "checker/detect/waits.hpp"
#include "checker/detect/words.hpp"

namespace vigil::detail {

namespace {

constexpr std::size_t sentence_count_max = 12;

class StoryTeller {
 public:
  explicit StoryTeller(const Failure& failure)
      : failure_(failure), trace_(failure.trace), waits_(waits_of(failure.trace)) {}

  std::vector<std::string> tell() {
    choose_objects();
    for (EntryIndex i = 0; i < trace_.entries.size(); ++i) {
      tell_queued(trace_.entries[i].step);
      if (takes_lock(trace_.entries[i].operation.kind)) queued_.erase(trace_.entries[i].task);
      const std::string words = sentence(i);
      if (words.empty()) continue;
      sentences_.push_back(step_words(trace_.entries[i].step) + ": " + words);
    }
    shorten();
    if (!sentences_.empty()) tell_end();
    return std::move(sentences_);
  }

 private:
  void add_object(ObjectId object) {
    if (object.valid() && !about(object)) objects_.push_back(object);
  }
  [[nodiscard]] bool about(ObjectId object) const {
    return std::ranges::find(objects_, object) != objects_.end();
  }

  /// A deadlock is about what the tasks wait for that nobody blocked owes them; otherwise the
  /// violation says, or the wait from which the task came does.
  void choose_objects() {
    if (failure_.violation.property == Property::deadlock) {
      const std::vector<BlockedTask> blocked = blocked_tasks(trace_, waits_);
      for (const BlockedTask& task : wait_cycle(blocked)) add_object(task.object);
      if (!objects_.empty()) return;
      for (const BlockedTask& task : blocked) {
        if (task.owed_by.empty() && task.object.valid()) return add_object(task.object);
      }
      for (const BlockedTask& task : blocked) add_object(task.object);
      return;
    }
    add_object(failure_.violation.object);
    if (!objects_.empty()) return;
    const auto last = std::find_if(waits_.rbegin(), waits_.rend(), [&](const Wait& wait) {
      return wait.task == failure_.violation.task;
    });
    if (last == waits_.rend()) return;
    add_object(last->object);
    // Who had the lock between the wake-up and the return?
    if (!last->woken || !last->left) return;
    from_ = *last->woken;
    to_ = *last->left;
  }

  /// Who came to a lock of the story in steps before `end`, and stands there.
  void tell_queued(StepIndex end) {
    for (; next_state_ < trace_.task_states.size(); ++next_state_) {
      const TraceTaskState& known = trace_.task_states[next_state_];
      if (known.step >= end) return;
      const bool takes = known.pending.kind == OperationKind::acquire ||
                         known.pending.kind == OperationKind::lock;
      const bool waits = takes && known.state == TraceTask::End::blocked;
      if (!waits || !about(known.pending.object) || !queued_.insert(known.task).second) continue;
      sentences_.push_back(step_words(known.step) + ": " + quoted(trace_, known.task) +
                           " comes to " + quoted(trace_, known.pending.object) + " and waits");
    }
  }

  /// Who asks whether a task has ended says nothing of it.
  [[nodiscard]] bool is_task(ObjectId object) const {
    const auto found = std::ranges::find(trace_.objects, object, &TraceObject::id);
    return found != trace_.objects.end() && found->kind == "task";
  }

  [[nodiscard]] std::string woken_words(EntryIndex index) const {
    std::vector<TaskId> woken;
    for (const Wait& wait : waits_) {
      if (wait.woken == index) woken.push_back(wait.task);
    }
    return woken.empty() ? ", and nobody waits" : " and wakes " + quoted_list(trace_, woken);
  }

  [[nodiscard]] std::string sentence(EntryIndex index) const {
    const TraceEntry& entry = trace_.entries[index];
    const Operation& operation = entry.operation;
    const std::string who = actor_words(trace_, entry.task);
    if (operation.kind == OperationKind::cancel) return cancel_words(entry, who);
    if (operation.kind == OperationKind::timeout) return timeout_words(entry, who);
    const bool between = index > from_ && index < to_ && entry.task != failure_.violation.task;
    if (!about(operation.object) && !(between && touches(operation.kind))) return {};
    const std::string what = quoted(trace_, operation.object);
    switch (operation.kind) {
      case OperationKind::wait:
        return operation.a == 0 ? who + " begins to wait for " + what
                                : who + " is back from its wait for " + what;
      case OperationKind::notify:
      case OperationKind::notify_one:
      case OperationKind::notify_all:
        return who + " notifies " + what + " (" + std::string{name(operation.kind)} + ")" +
               woken_words(index);
      case OperationKind::set: return who + " sets " + what;
      case OperationKind::clear: return who + " clears " + what;
      case OperationKind::spurious: return who + " wakes up without a notification";
      case OperationKind::acquire:
      case OperationKind::lock: return who + " takes " + what;
      case OperationKind::relock: return {};
      case OperationKind::release:
      case OperationKind::unlock: return who + " gives " + what + " back";
      case OperationKind::wait_for:
        return operation.a != 0 ? who + " finds its predicate true"
                                : who + " finds its predicate false";
      case OperationKind::put: return who + " puts something into " + what;
      case OperationKind::get: return who + " takes something from " + what;
      case OperationKind::reset: return who + " resets " + what;
      case OperationKind::abort: return who + " aborts " + what;
      case OperationKind::read:
      case OperationKind::load:
        return is_task(operation.object) ? std::string{} : who + " reads " + what + text_of(entry);
      case OperationKind::try_lock:
        return who + (operation.a != 0 ? " takes " : " finds ") + what +
               (operation.a != 0 ? " (try_lock)" : " taken (try_lock)");
      case OperationKind::raise: return who + " leaves " + what + " with" + text_of(entry);
      case OperationKind::write:
      case OperationKind::store:
      case OperationKind::update:
        return who + " writes " + what + (entry.text.empty() ? "" : ": " + entry.text);
      default: return who + ": " + std::string{name(operation.kind)} + " " + what;
    }
  }

  [[nodiscard]] static std::string text_of(const TraceEntry& entry) {
    return entry.text.empty() ? std::string{} : " " + entry.text;
  }

  /// True for a task that the story is about: the one that broke the property, and those that ever
  /// wait for one of its objects.
  [[nodiscard]] bool concerns(TaskId task) const {
    if (!task.valid() || task == failure_.violation.task) return task.valid();
    const auto stands = [&](const TraceTaskState& known) {
      return known.task == task && known.state == TraceTask::End::blocked &&
             about(known.pending.object);
    };
    return std::ranges::any_of(trace_.task_states, stands) ||
           std::ranges::any_of(waits_, [&](const Wait& wait) {
             return wait.task == task && about(wait.object);
           });
  }

  [[nodiscard]] std::string cancel_words(const TraceEntry& entry, const std::string& who) const {
    const TaskId target = entry.operation.peer;
    if (!concerns(target)) return {};
    if (entry.operation.a == 0) return who + " cancels " + quoted(trace_, target) + ", in vain";
    return who + " cancels " + quoted(trace_, target);
  }

  /// Only that it fires: a timeout that is set, or left in time, changes nothing.
  [[nodiscard]] std::string timeout_words(const TraceEntry& entry, const std::string& who) const {
    const Operation& operation = entry.operation;
    constexpr std::int64_t expired = 2;
    const TaskId target = operation.peer.valid() ? operation.peer : entry.task;
    if (operation.b != expired || !concerns(target)) return {};
    return "the timeout of " + (target == entry.task ? who : quoted(trace_, target)) + " expires";
  }

  [[nodiscard]] static bool touches(OperationKind kind) {
    return (takes_lock(kind) && kind != OperationKind::relock) || kind == OperationKind::write ||
           kind == OperationKind::store || kind == OperationKind::update;
  }

  void shorten() {
    if (sentences_.size() <= sentence_count_max) return;
    const std::size_t hidden = sentences_.size() - sentence_count_max;
    sentences_.erase(sentences_.begin(), sentences_.begin() + static_cast<std::ptrdiff_t>(hidden));
    sentences_.insert(sentences_.begin(), "(" + counted(hidden, "earlier event") + " left out)");
  }

  void tell_end() {
    if (failure_.violation.property != Property::deadlock) {
      sentences_.push_back(step_words(failure_.violation.step) + ": " +
                           failure_.violation.message);
      return;
    }
    for (const BlockedTask& task : blocked_tasks(trace_, waits_)) {
      if (!about(task.object)) continue;
      sentences_.push_back("in the end: " + quoted(trace_, task.task) + " " +
                           describe_briefly(trace_, task));
    }
  }

  const Failure& failure_;
  const Trace& trace_;
  std::vector<Wait> waits_;
  std::vector<ObjectId> objects_;
  std::vector<std::string> sentences_;
  std::size_t next_state_ = 0;
  std::set<TaskId> queued_;
  EntryIndex from_ = 0;  // between these the operations of others count too
  EntryIndex to_ = 0;
};

}  // namespace

std::vector<std::string> story_of(const Failure& failure) { return StoryTeller(failure).tell(); }

}  // namespace vigil::detail
