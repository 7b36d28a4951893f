// SPDX-License-Identifier: MIT
#include "checker/state/transition_memo.hpp"

#include <algorithm>

#include "checker/assert.hpp"
#include "checker/execution.hpp"

namespace vigil {

namespace {

[[nodiscard]] constexpr Hash128 tagged(StateTag tag, std::uint64_t number) {
  return hash_step(Hash128{}, identity(tag, number));
}

}  // namespace

SliceHead::SliceHead(const StateImage& image, TaskId task) : hash_(image.rest()) {
  hash_ += tagged(StateTag::bystander, image.bystander());
  name(image, task, StateTag::self);
}

void SliceHead::chose(std::uint32_t value) {
  hash_ = hash_step(hash_, identity(StateTag::value, value));
}

/// One who was only chosen keeps to itself what it has observed.
void SliceHead::name(const StateImage& image, TaskId task, StateTag why) {
  VIGIL_ASSERT(!full(), "somebody asks whether more can be named");
  const std::uint64_t as = identity(why, named_count_);
  if (task == clock_task) {
    hash_ += hash_step(tagged(StateTag::clock, 0), as);
  } else {
    hash_ += hash_step(why == StateTag::chosen ? image.stranger(task) : image.term(task), as);
  }
  named_[named_count_++] = task;
  everybody_named_.insert(task);
}

std::uint32_t SliceHead::index_of(TaskId task) const {
  std::uint32_t index = 0;
  while (index < named_count_ && named_[index] != task) ++index;
  return index;
}

TransitionMemo::Slice TransitionMemo::slice_of(const SliceHead& head, const Pattern& pattern,
                                               const StateImage& image) {
  Slice slice{head.hash(), {}};
  TaskSet& strangers = slice.others.strangers;
  TaskSet& crowd = slice.others.crowd;
  if (pattern.everything) {
    slice.hash += tagged(StateTag::rest, 0);
    slice.hash += image.said();
    strangers = image.everybody();
  }
  for (const ObjectId object : pattern.objects) {
    const ObjectImage known = image.object(object);
    slice.hash += hash_step(known.said, identity(StateTag::object, object.value));
    strangers |= known.mentioned;
    crowd |= known.crowd;
  }
  if (pattern.counting) strangers |= crowd;
  strangers -= head.everybody_named();
  for (const TaskId task : pattern.tasks) {
    const Hash128 looks = image.present(task) ? image.stranger(task) : Hash128{};
    const std::uint64_t place = identity(StateTag::chosen, head.index_of(task));
    slice.hash += hash_step(hash_step(looks, identity(StateTag::task, task.value)), place);
    strangers.erase(task);
    crowd.erase(task);
  }
  crowd -= strangers;
  crowd -= head.everybody_named();
  strangers.for_each([&](TaskId task) { slice.hash += image.stranger(task); });
  std::array<Hash128, 4> seen;  // looks; to count some of them again does no harm
  std::size_t count = 0;
  crowd.for_each([&](TaskId task) {
    const Hash128& looks = image.stranger(task);
    const auto end = seen.begin() + static_cast<std::ptrdiff_t>(count);
    if (std::find(seen.begin(), end, looks) != end) return;
    if (count < seen.size()) seen[count++] = looks;
    slice.hash += hash_step(looks, identity(StateTag::crowd, 0));
  });
  return slice;
}

/// All that was looked at or changed.
TransitionMemo::Pattern TransitionMemo::pattern_of(const Seen& seen, const StateImage* after) {
  Pattern pattern{.everything = seen.consulted.everything, .objects = {}, .tasks = {}};
  TaskSet by_name = seen.consulted.by_name;  // also those who were chosen: is it the one it knows?
  by_name.erase(seen.head.named(0));
  if (pattern.everything) {
    by_name.for_each([&](TaskId task) { pattern.tasks.push_back(task); });
    return pattern;
  }
  pattern.objects = seen.consulted.objects;
  TaskSet tasks = seen.consulted.tasks;
  if (after != nullptr) {
    for_each_change(seen.before, *after, [&](TaskId task) { tasks.insert(task); });
    for_each_object_change(seen.before, *after,
                           [&](ObjectId object) { pattern.objects.push_back(object); });
  }
  std::ranges::sort(pattern.objects);
  const auto repeated = std::ranges::unique(pattern.objects);
  pattern.objects.erase(repeated.begin(), repeated.end());
  TaskSet mentioned;
  TaskSet crowd;
  for (const ObjectId object : pattern.objects) {
    mentioned |= seen.before.object(object).mentioned;
    crowd |= seen.before.object(object).crowd;
  }
  crowd -= mentioned;
  crowd -= seen.head.everybody_named();
  tasks -= mentioned;
  tasks -= seen.head.everybody_named();
  crowd -= by_name;
  const bool singles_out = !(crowd - (crowd - seen.consulted.tasks)).empty();
  pattern.counting = after == nullptr || singles_out || !treats_alike(seen, *after, crowd);
  tasks -= crowd;
  tasks |= by_name;
  tasks.for_each([&](TaskId task) { pattern.tasks.push_back(task); });
  return pattern;
}

/// Whether the same happened to all in the crowd that look alike, and none of them joined or left anything.
bool TransitionMemo::treats_alike(const Seen& seen, const StateImage& after, const TaskSet& crowd) {
  bool alike = true;
  crowd.for_each([&](TaskId task) {
    TaskSet looking_like_it;
    crowd.for_each([&](TaskId other) {
      if (seen.before.stranger(other) == seen.before.stranger(task)) looking_like_it.insert(other);
    });
    const TaskId first = looking_like_it.first();
    const TaskImage& one = after[first];
    const TaskImage& other = after[task];
    alike = alike && seen.before[task].pins == 0 && one.flags == other.flags &&
            one.roles == other.roles && one.pins == other.pins && one.candidate == other.candidate;
  });
  for_each_object_change(seen.before, after, [&](ObjectId object) {
    const ObjectImage was = seen.before.object(object);
    const ObjectImage is = after.object(object);
    const TaskSet left = (was.mentioned | was.crowd) - (is.mentioned | is.crowd);
    const TaskSet joined = (is.mentioned | is.crowd) - (was.mentioned | was.crowd);
    alike = alike && (left | joined) - crowd == (left | joined);
  });
  return alike;
}

TransitionMemo::Found TransitionMemo::find(const SliceHead& head, const StateImage& image) {
  const auto known = heads_.find(head.hash());
  if (known == heads_.end()) return {};
  for (const std::uint32_t pattern : known->second) {
    const Slice slice = slice_of(head, patterns_[pattern], image);
    const auto node = slices_.find(slice.hash);
    if (node != slices_.end()) return {&nodes_[node->second], slice.others};
  }
  return {};
}

std::span<const std::uint32_t> TransitionMemo::values(const Node& node) const {
  return std::span{values_}.subspan(node.choices.first, node.choices.count);
}

std::vector<std::uint32_t> TransitionMemo::tasks(const Found& found, const SliceHead& head,
                                                 const StateImage& image) const {
  std::vector<std::uint32_t> ids;
  const TaskSet tasks = resolve_all(found.node->choices, head, found.others, image);
  tasks.for_each([&](TaskId task) { ids.push_back(task.value); });
  return ids;
}

void TransitionMemo::apply(const Found& found, const SliceHead& head, StateImage& image) const {
  const Node& node = *found.node;
  // Names are those of the state before: all are resolved before any task changes.
  std::uint32_t tasks[TaskSet::capacity];  // ids; neither is initialised, which would take longest
  const TaskChange* changes[TaskSet::capacity];
  std::size_t count = 0;
  for (std::uint32_t i = 0; i < node.tasks.count; ++i) {
    const TaskChange& change = task_changes_[node.tasks.first + i];
    resolve(change.name, head, found.others, image, [&](TaskId task) {
      tasks[count] = task.value;
      changes[count++] = &change;
    });
  }
  for (std::uint32_t i = 0; i < node.objects.count; ++i) {
    const ObjectChange& change = object_changes_[node.objects.first + i];
    image.set(change.object, after(change, found, head, image));
  }
  for (std::size_t i = 0; i < count; ++i) {
    const TaskId task{tasks[i]};
    image.set(task, after(*changes[i], image, task));
  }
  image.set_rest(node.rest);
  image.set_bystander(node.bystander);
  image.set_clock_candidate(node.clock_candidate);
}

TransitionMemo::Name TransitionMemo::name_of(TaskId task, const SliceHead& head,
                                             const Others& others, const StateImage& image) {
  const std::uint32_t index = head.index_of(task);
  if (index < head.named_count()) return {Name::Kind::named, index};
  const bool known = others.strangers.contains(task) || others.crowd.contains(task);
  if (!known || image[task].pins > 0) return {Name::Kind::absolute, task.value};
  const std::uint64_t looks = image.stranger(task).low;
  if (others.crowd.contains(task)) return {Name::Kind::crowd, 0, looks};
  Name name{Name::Kind::stranger, 0, looks};
  others.strangers.for_each([&](TaskId other) {
    if (other < task && image.stranger(other).low == looks) ++name.index;
  });
  return name;
}

template <class Visit>
void TransitionMemo::resolve(const Name& name, const SliceHead& head, const Others& others,
                             const StateImage& image, Visit&& visit) {
  switch (name.kind) {
    case Name::Kind::named: return visit(head.named(name.index));
    case Name::Kind::absolute: return visit(TaskId{name.index});
    case Name::Kind::crowd:
      return others.crowd.for_each([&](TaskId task) {
        if (image.stranger(task).low == name.looks) visit(task);
      });
    case Name::Kind::stranger: break;
  }
  std::uint32_t before = 0;
  TaskId found;
  others.strangers.for_each([&](TaskId task) {
    if (image.stranger(task).low == name.looks && before++ == name.index) found = task;
  });
  VIGIL_ASSERT(found.valid(), "equal slices have equal strangers");
  visit(found);
}

TaskSet TransitionMemo::resolve_all(const Range& names, const SliceHead& head,
                                    const Others& others, const StateImage& image) const {
  TaskSet tasks;
  for (std::uint32_t i = 0; i < names.count; ++i) {
    resolve(names_[names.first + i], head, others, image, [&](TaskId task) { tasks.insert(task); });
  }
  return tasks;
}

TaskImage TransitionMemo::after(const TaskChange& change, const StateImage& before, TaskId task) {
  TaskImage image = change.after;
  if (!before.present(task)) return image;
  if (change.keeps_local) image.local = before[task].local;
  image.group = before[task].group;
  image.pins = static_cast<std::uint16_t>(before[task].pins + image.pins);
  return image;
}

ObjectImage TransitionMemo::after(const ObjectChange& change, const Found& found,
                                  const SliceHead& head, const StateImage& before) const {
  ObjectImage image = before.object(change.object);
  image.said = change.said;
  image.mentioned -= resolve_all(change.unmentioned, head, found.others, before);
  image.mentioned |= resolve_all(change.mentioned, head, found.others, before);
  image.crowd -= resolve_all(change.left, head, found.others, before);
  image.crowd |= resolve_all(change.joined, head, found.others, before);
  return image;
}

bool TransitionMemo::learn_values(const Seen& seen, std::span<const std::uint32_t> values) {
  const Found known = find(seen.head, seen.before);
  if (known.node != nullptr) {
    return known.node->next == Next::values && std::ranges::equal(this->values(*known.node), values);
  }
  if (!learning_) return true;
  Node node{.next = Next::values};
  node.choices = {static_cast<std::uint32_t>(values_.size()),
                  static_cast<std::uint32_t>(values.size())};
  values_.insert(values_.end(), values.begin(), values.end());
  add(seen, nullptr, node);
  return true;
}

bool TransitionMemo::learn_tasks(const Seen& seen, std::span<const std::uint32_t> tasks) {
  return learn_names(seen, Next::tasks, tasks);
}

bool TransitionMemo::learn_run(const Seen& seen, TaskId task) {
  return learn_names(seen, Next::runs, {&task.value, 1});
}

bool TransitionMemo::learn_names(const Seen& seen, Next next,
                                 std::span<const std::uint32_t> tasks) {
  const Found known = find(seen.head, seen.before);
  if (known.node != nullptr) {
    return known.node->next == next &&
           std::ranges::equal(this->tasks(known, seen.head, seen.before), tasks);
  }
  if (!learning_) return true;
  const Slice slice = add(seen, nullptr, {.next = next});
  TaskSet named;
  for (const std::uint32_t task : tasks) named.insert(TaskId{task});
  nodes_.back().choices = add_names(named, seen, slice.others);
  return true;
}

bool TransitionMemo::learn_end(const Seen& seen, const StateImage& after,
                               std::uint32_t step_count) {
  const Found known = find(seen.head, seen.before);
  if (known.node != nullptr) {
    known.node->trusted = true;
    return known.node->next == Next::end && known.node->step_count == step_count &&
           agrees(known, seen, after);
  }
  if (!learning_) return true;
  const Slice slice = add(seen, &after,
                          {.next = Next::end,
                           .clock_candidate = after.candidates().contains(clock_task),
                           .step_count = step_count,
                           .rest = after.rest(),
                           .bystander = after.bystander()});
  add_changes(seen, after, slice.others, nodes_.back());
  return true;
}

void TransitionMemo::add_changes(const Seen& seen, const StateImage& after, const Others& others,
                                 Node& node) {
  const StateImage& before = seen.before;
  node.tasks.first = static_cast<std::uint32_t>(task_changes_.size());
  for_each_change(before, after, [&](TaskId task) {
    const bool there = before.present(task);
    const bool keeps_local = there && before[task].local == after[task].local;
    VIGIL_ASSERT(keeps_local || !there || seen.head.everybody_named().contains(task),
                 "a task that does not run observes nothing");
    const Name name = name_of(task, seen.head, others, before);
    const std::span known = std::span{task_changes_}.subspan(node.tasks.first);
    const bool of_known_crowd =
        name.kind == Name::Kind::crowd &&
        std::ranges::any_of(known, [&](const TaskChange& change) { return change.name == name; });
    if (of_known_crowd) return;
    task_changes_.push_back({name, keeps_local, after[task]});
    // Who else mentions the task may not be in the slice: what changes is the difference.
    TaskImage& image = task_changes_.back().after;
    if (there) image.pins = static_cast<std::uint16_t>(image.pins - before[task].pins);
    ++node.tasks.count;
  });
  node.objects.first = static_cast<std::uint32_t>(object_changes_.size());
  for_each_object_change(before, after, [&](ObjectId object) {
    const ObjectImage was = before.object(object);
    const ObjectImage is = after.object(object);
    object_changes_.push_back({.object = object,
                               .said = is.said,
                               .mentioned = add_names(is.mentioned - was.mentioned, seen, others),
                               .unmentioned = add_names(was.mentioned - is.mentioned, seen, others),
                               .joined = add_names(is.crowd - was.crowd, seen, others),
                               .left = add_names(was.crowd - is.crowd, seen, others)});
    ++node.objects.count;
  });
}

/// Whether applying the node would have led to the state after the run.
bool TransitionMemo::agrees(const Found& found, const Seen& seen, const StateImage& after) const {
  StateImage predicted = seen.before;
  apply(found, seen.head, predicted);
  bool same = predicted.rest() == after.rest() && predicted.bystander() == after.bystander() &&
              predicted.candidates() == after.candidates();
  for_each_change(predicted, after, [&](TaskId) { same = false; });
  for_each_object_change(predicted, after, [&](ObjectId) { same = false; });
  return same;
}

TransitionMemo::Slice TransitionMemo::add(const Seen& seen, const StateImage* after, Node node) {
  const Pattern pattern = pattern_of(seen, after);
  const auto known = std::ranges::find(patterns_, pattern);
  const auto index = static_cast<std::uint32_t>(known - patterns_.begin());
  if (known == patterns_.end()) patterns_.push_back(pattern);
  std::vector<std::uint32_t>& of_head = heads_[seen.head.hash()];
  if (std::ranges::find(of_head, index) == of_head.end()) of_head.push_back(index);
  const Slice slice = slice_of(seen.head, pattern, seen.before);
  slices_.emplace(slice.hash, static_cast<std::uint32_t>(nodes_.size()));
  nodes_.push_back(node);
  return slice;
}

TransitionMemo::Range TransitionMemo::add_names(const TaskSet& tasks, const Seen& seen,
                                                const Others& others) {
  const auto first = static_cast<std::uint32_t>(names_.size());
  tasks.for_each(
      [&](TaskId task) { names_.push_back(name_of(task, seen.head, others, seen.before)); });
  return {first, static_cast<std::uint32_t>(names_.size()) - first};
}

std::uint64_t TransitionMemo::memory_bytes() const {
  constexpr std::uint64_t entry_bytes = sizeof(Hash128) + 2 * sizeof(std::uint64_t) + 2 * sizeof(void*);
  constexpr std::uint64_t list_bytes = sizeof(std::vector<std::uint32_t>) + sizeof(std::uint64_t);
  return heads_.size() * (entry_bytes + list_bytes) + slices_.size() * entry_bytes +
         nodes_.capacity() * sizeof(Node) + task_changes_.capacity() * sizeof(TaskChange) +
         object_changes_.capacity() * sizeof(ObjectChange) + names_.capacity() * sizeof(Name) +
         values_.capacity() * sizeof(std::uint32_t) + patterns_.capacity() * sizeof(Pattern);
}

}  // namespace vigil
