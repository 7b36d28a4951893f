// SPDX-License-Identifier: MIT
#include "checker/state/slice.hpp"

#include <algorithm>
#include <span>

#include "checker/execution.hpp"

namespace vigil {

namespace {

[[nodiscard]] constexpr Hash128 tagged(StateTag tag, std::uint64_t number) {
  return hash_step(Hash128{}, identity(tag, number));
}

[[nodiscard]] Hash128 in_crowd(const Hash128& stranger) {
  return hash_step(stranger, identity(StateTag::crowd, 0));
}

[[nodiscard]] Hash128 nobody_in_crowd_of(ObjectId object) {
  return hash_step(tagged(StateTag::crowd, 1), object.value);
}

/// Whether some of `tasks` are.
[[nodiscard]] bool are_in_crowd_of(ObjectId object, const TaskSet& tasks, const StateImage& image) {
  const TaskSet& crowd = image.object(object).crowd;
  return crowd - tasks != crowd;
}

/// Whether the same happened to all in the crowd that look alike.
[[nodiscard]] bool treats_alike(const Seen& seen, const StateImage& after, const TaskSet& crowd) {
  bool alike = true;
  crowd.for_each([&](TaskId task) {
    TaskSet looking_like_it;
    crowd.for_each([&](TaskId other) {
      if (seen.before.stranger(other) == seen.before.stranger(task)) looking_like_it.insert(other);
    });
    const TaskImage& one = after[looking_like_it.first()];
    const TaskImage& other = after[task];
    alike = alike && seen.before[task].pins == 0 && one.flags == other.flags &&
            one.roles == other.roles && one.pins == other.pins && one.candidate == other.candidate;
  });
  return alike;
}

/// What of the crowd matters to a transition that led to `after` and has looked at no member of it
/// alone.
[[nodiscard]] Crowds crowds_of(const Seen& seen, const StateImage& after, const TaskSet& crowd) {
  bool moved = false;  // somebody joined something or left it
  for_each_object_change(seen.before, after, [&](ObjectId object) {
    const ObjectImage& was = seen.before.object(object);
    const ObjectImage& is = after.object(object);
    const TaskSet left = (was.mentioned | was.crowd) - (is.mentioned | is.crowd);
    const TaskSet joined = (is.mentioned | is.crowd) - (was.mentioned | was.crowd);
    moved = moved || (left | joined) - crowd != (left | joined);
  });
  bool changed = false;
  for_each_change(seen.before, after, [&](TaskId task) {
    changed = changed || crowd.contains(task);
  });
  if (!moved && !changed) return Crowds::presence;
  return !moved && treats_alike(seen, after, crowd) ? Crowds::looks : Crowds::counts;
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
  } else if (!image.present(task)) {  // the transition has made it
    hash_ += hash_step(tagged(StateTag::task, task.value), as);
  } else {
    hash_ += hash_step(why == StateTag::chosen ? image.stranger(task) : image.term(task), as);
  }
  named_[named_count_++] = task;
  everybody_named_.insert(task);
  if (why != StateTag::chosen) running_.insert(task);
}

std::uint32_t SliceHead::index_of(TaskId task) const {
  std::uint32_t index = 0;
  while (index < named_count_ && named_[index] != task) ++index;
  return index;
}

SlicePattern SlicePattern::of(const Seen& seen, const StateImage* after) {
  SlicePattern pattern{.everything = seen.consulted.everything, .objects = {}, .tasks = {}};
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
  if (after != nullptr && !singles_out) pattern.crowds = crowds_of(seen, *after, crowd);
  tasks -= crowd;
  tasks |= by_name;
  tasks.for_each([&](TaskId task) { pattern.tasks.push_back(task); });
  return pattern;
}

Hash128 SlicePattern::hash() const {
  Hash128 hash = hash_step(tagged(StateTag::rest, everything), static_cast<std::uint64_t>(crowds));
  for (const ObjectId object : objects) {
    hash = hash_step(hash, identity(StateTag::object, object.value));
  }
  for (const TaskId task : tasks) hash = hash_step(hash, identity(StateTag::task, task.value));
  return hash;
}

SliceBase::SliceBase(const SlicePattern& pattern, const Hash128& seed, const StateImage& image)
    : hash(seed) {
  TaskSet& strangers = others.strangers;
  TaskSet& crowd = others.crowd;
  if (pattern.everything) {
    hash += image.said();
    strangers = image.everybody();
  }
  for (const ObjectId object : pattern.objects) {
    const ObjectImage& known = image.object(object);
    hash += known.said;  // which names the object
    strangers |= known.mentioned;
    crowd |= known.crowd;
  }
  if (pattern.crowds == Crowds::counts) strangers |= crowd;
  for (const TaskId task : pattern.tasks) {
    strangers.erase(task);
    crowd.erase(task);
  }
  crowd -= strangers;
  strangers.for_each([&](TaskId task) { hash += image.stranger(task); });
  if (pattern.crowds == Crowds::presence) {
    for (const ObjectId object : pattern.objects) {
      if (!are_in_crowd_of(object, crowd, image)) {
        hash += nobody_in_crowd_of(object);
      } else if (crowded_count++ < crowded.size()) {
        crowded[crowded_count - 1] = object;
      }
    }
  }
  if (pattern.crowds != Crowds::looks) return;
  crowd.for_each([&](TaskId task) {
    const Hash128& stranger = image.stranger(task);
    for (std::uint32_t i = 0; i < looks_count; ++i) {
      if (looks[i].low != stranger.low) continue;
      ++looks[i].count;
      return;
    }
    if (looks_count < looks.size()) looks[looks_count++] = {stranger.low, 1};
    hash += in_crowd(stranger);
  });
}

Slice::Slice(const SliceHead& head, const SlicePattern& pattern, const SliceBase& base,
             const StateImage& image)
    : hash(head.hash()), others(base.others) {
  hash += base.hash;
  for (const TaskId task : pattern.tasks) {
    const Hash128 looks = image.present(task) ? image.stranger(task) : Hash128{};
    const std::uint64_t place = identity(StateTag::chosen, head.index_of(task));
    hash += hash_step(hash_step(looks, identity(StateTag::task, task.value)), place);
  }
  // Those whom the head names are not among the others.
  std::array<SliceBase::Looks, SliceBase::looks_count_max> left = base.looks;
  for (std::uint32_t i = 0; i < head.named_count(); ++i) {
    const TaskId task = head.named(i);
    if (others.strangers.contains(task)) {
      others.strangers.erase(task);
      hash -= image.stranger(task);
    } else if (others.crowd.contains(task)) {
      others.crowd.erase(task);
      if (pattern.crowds != Crowds::looks) continue;
      const Hash128& stranger = image.stranger(task);
      const auto end = left.begin() + base.looks_count;
      const auto alike = std::find_if(left.begin(), end, [&](const SliceBase::Looks& looks) {
        return looks.low == stranger.low;
      });
      if (alike == end || --alike->count == 0) hash -= in_crowd(stranger);
    }
  }
  const bool all_known = base.crowded_count <= base.crowded.size();
  const std::span<const ObjectId> known{base.crowded.data(), all_known ? base.crowded_count : 0};
  for (const ObjectId object : all_known ? known : std::span{pattern.objects}) {
    const bool somebody = are_in_crowd_of(object, base.others.crowd, image);
    const bool still = are_in_crowd_of(object, others.crowd, image);
    if (somebody && !still) hash += nobody_in_crowd_of(object);
  }
}

TaskName Naming::name_of(TaskId task) const {
  const std::uint32_t index = head.index_of(task);
  if (index < head.named_count()) return {TaskName::Kind::named, index};
  const bool known = others.strangers.contains(task) || others.crowd.contains(task);
  if (!known || image[task].pins > 0) return {TaskName::Kind::absolute, task.value};
  const std::uint64_t looks = image.stranger(task).low;
  if (others.crowd.contains(task)) return {TaskName::Kind::crowd, 0, looks};
  TaskName name{TaskName::Kind::stranger, 0, looks};
  others.strangers.for_each([&](TaskId other) {
    if (other < task && image.stranger(other).low == looks) ++name.index;
  });
  return name;
}

TaskSet Naming::resolve_all(std::span<const TaskName> names) const {
  TaskSet tasks;
  for (const TaskName& name : names) {
    resolve(name, [&](TaskId task) { tasks.insert(task); });
  }
  return tasks;
}

}  // namespace vigil
