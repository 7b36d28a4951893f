// SPDX-License-Identifier: MIT
#include "checker/explain/story.hpp"

#include <algorithm>
#include <iterator>

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
      case OperationKind::write:
      case OperationKind::store:
      case OperationKind::update:
        return who + " writes " + what + (entry.text.empty() ? "" : ": " + entry.text);
      default: return who + " does " + std::string{name(operation.kind)} + " on " + what;
    }
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
  EntryIndex from_ = 0;  // between these the operations of others count too
  EntryIndex to_ = 0;
};

}  // namespace

std::vector<std::string> story_of(const Failure& failure) { return StoryTeller(failure).tell(); }

}  // namespace vigil::detail
