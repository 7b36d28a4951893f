// SPDX-License-Identifier: MIT
#include "checker/state/transition_effects.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "checker/assert.hpp"

namespace vigil {

Hash128 content_hash(const TransitionEffects::TaskChange& change) {
  const TaskImage& after = change.after;
  Hash128 hash = hash_step(content_hash(change.name), after.local);
  hash = hash_step(hash_step(hash_step(hash, after.flags), after.roles), change.term);
  hash = hash_step(hash_step(hash, after.group.value), after.pins);
  const auto bits = (change.keeps_local ? 1u : 0u) | (after.present ? 2u : 0u) |
                    (after.candidate ? 4u : 0u);
  return hash_step(hash, bits);
}

Hash128 content_hash(const TransitionEffects::ObjectChange& change) {
  Hash128 hash = hash_step(hash_step(Hash128{}, change.object.value), change.said);
  for (const std::uint32_t list :
       {change.mentioned, change.unmentioned, change.joined, change.left}) {
    hash = hash_step(hash, list);
  }
  return hash;
}

Hash128 content_hash(const TransitionEffects::Rest& rest) {
  return hash_step(hash_step(rest.said, rest.bystander), rest.clock_candidate ? 1 : 0);
}

TransitionEffects::TransitionEffects() {
  const std::uint32_t empty = names_.add({});
  VIGIL_ASSERT(empty == no_names, "the first list is the empty one");
}

Effect TransitionEffects::add(const Naming& naming, const StateImage& after) {
  const Rest rest{.said = after.rest(),
                  .bystander = after.bystander(),
                  .clock_candidate = after.candidates().contains(clock_task)};
  return {.objects = add_objects(naming, after),
          .tasks = add_tasks(naming, after),
          .rest = rests_.add(rest)};
}

std::uint32_t TransitionEffects::add_tasks(const Naming& naming, const StateImage& after) {
  const StateImage& before = naming.image;
  std::vector<TaskName> crowds;  // that are known already
  std::vector<std::uint32_t> numbers;
  for_each_change(before, after, [&](TaskId task) {
    const bool there = before.present(task);
    const bool keeps_local = there && before[task].local == after[task].local;
    VIGIL_ASSERT(keeps_local || !there || naming.head.running().contains(task),
                 "a task that does not run observes nothing");
    const TaskName name = naming.name_of(task);
    if (name.kind == TaskName::Kind::crowd) {
      if (std::ranges::find(crowds, name) != crowds.end()) return;
      crowds.push_back(name);
    }
    TaskChange change{.name = name, .keeps_local = keeps_local, .after = after[task],
                      .looks = StateImage::looks(after[task]), .term = {}};
    // The head says who it is and what it has observed.
    if (!keeps_local && after.present(task)) change.term = after.term(task);
    if (keeps_local) change.after.local = Hash128{};
    if (there) change.after.group = TaskId{};
    if (there) change.after.pins = static_cast<std::uint16_t>(after[task].pins - before[task].pins);
    numbers.push_back(task_changes_.add(change));
  });
  return lists_.add(numbers);
}

std::uint32_t TransitionEffects::add_objects(const Naming& naming, const StateImage& after) {
  std::vector<std::uint32_t> numbers;
  Hash128 said;
  for_each_object_change(naming.image, after, [&](ObjectId object) {
    const ObjectImage& was = naming.image.object(object);
    const ObjectImage& is = after.object(object);
    const ObjectChange change{.object = object,
                              .said = is.said,
                              .mentioned = add_names(naming, is.mentioned - was.mentioned),
                              .unmentioned = add_names(naming, was.mentioned - is.mentioned),
                              .joined = add_names(naming, is.crowd - was.crowd),
                              .left = add_names(naming, was.crowd - is.crowd)};
    numbers.push_back(object_changes_.add(change));
    said += is.said;
  });
  const std::uint32_t list = lists_.add(numbers);
  if (said_.size() <= list) said_.resize(list + 1);
  said_[list] = said;
  return list;
}

std::uint32_t TransitionEffects::add_names(const Naming& naming, const TaskSet& tasks) {
  if (tasks.empty()) return no_names;
  std::vector<TaskName> names;
  tasks.for_each([&](TaskId task) { names.push_back(naming.name_of(task)); });
  return names_.add(names);
}

template <class Visit>
void TransitionEffects::for_each_task(const Effect& effect, const Naming& naming,
                                      Visit&& visit) const {
  for (const std::uint32_t number : lists_[effect.tasks]) {
    const TaskChange& change = task_changes_[number];
    naming.resolve(change.name, [&](TaskId task) { visit(task, change); });
  }
}

Arrival TransitionEffects::arrival(const Effect& effect, const Naming& naming) const {
  const StateImage& image = naming.image;
  const Rest& rest = rests_[effect.rest];
  Arrival arrival{image.key(), image.candidates()};
  arrival.key -= image.rest();
  arrival.key += rest.said;
  for (const std::uint32_t number : lists_[effect.objects]) {
    arrival.key -= image.object(object_changes_[number].object).said;
  }
  arrival.key += said_[effect.objects];
  for_each_task(effect, naming, [&](TaskId task, const TaskChange& change) {
    const bool there = image.present(task);
    if (there) arrival.key -= image.term(task);
    change.after.candidate ? arrival.candidates.insert(task) : arrival.candidates.erase(task);
    if (!change.keeps_local) {
      arrival.key += change.term;
    } else {
      const TaskImage& was = image[task];
      const Hash128 content = StateImage::content(change.looks, was.local);
      arrival.key += StateImage::term(content, was.group, task);
    }
  });
  rest.clock_candidate ? arrival.candidates.insert(clock_task)
                       : arrival.candidates.erase(clock_task);
  return arrival;
}

void TransitionEffects::apply(const Effect& effect, const Naming& naming,
                              StateImage& image) const {
  // Names are those of the state before: all are resolved before any task changes.
  std::uint32_t tasks[TaskSet::capacity];  // ids; neither is initialised, which would take longest
  const TaskChange* changes[TaskSet::capacity];
  std::size_t count = 0;
  for_each_task(effect, naming, [&](TaskId task, const TaskChange& change) {
    tasks[count] = task.value;
    changes[count++] = &change;
  });
  for (const std::uint32_t number : lists_[effect.objects]) {
    const ObjectChange& change = object_changes_[number];
    image.set(change.object, after(change, naming));
  }
  for (std::size_t i = 0; i < count; ++i) {
    const TaskId task{tasks[i]};
    image.set(task, after(*changes[i], image, task));
  }
  const Rest& rest = rests_[effect.rest];
  image.set_rest(rest.said);
  image.set_bystander(rest.bystander);
  image.set_clock_candidate(rest.clock_candidate);
}

TaskImage TransitionEffects::after(const TaskChange& change, const StateImage& before,
                                   TaskId task) {
  TaskImage image = change.after;
  if (!before.present(task)) return image;
  const TaskImage& was = before[task];
  if (change.keeps_local) image.local = was.local;
  image.group = was.group;
  image.pins = static_cast<std::uint16_t>(was.pins + image.pins);
  return image;
}

ObjectImage TransitionEffects::after(const ObjectChange& change, const Naming& naming) const {
  ObjectImage image = naming.image.object(change.object);
  image.said = change.said;
  const auto meant = [&](std::uint32_t names) { return naming.resolve_all(names_[names]); };
  if (change.unmentioned != no_names) image.mentioned -= meant(change.unmentioned);
  if (change.mentioned != no_names) image.mentioned |= meant(change.mentioned);
  if (change.left != no_names) image.crowd -= meant(change.left);
  if (change.joined != no_names) image.crowd |= meant(change.joined);
  return image;
}

bool TransitionEffects::agrees(const Effect& effect, const Naming& naming,
                               const StateImage& after) const {
  const StateImage& before = naming.image;
  const Rest& rest = rests_[effect.rest];
  bool same = rest.said == after.rest() && rest.bystander == after.bystander() &&
              rest.clock_candidate == after.candidates().contains(clock_task);
  TaskSet tasks;
  for_each_task(effect, naming, [&](TaskId task, const TaskChange& change) {
    tasks.insert(task);
    const TaskImage now = after.present(task) ? after[task] : TaskImage{};
    same = same && this->after(change, before, task) == now;
  });
  for_each_change(before, after, [&](TaskId task) { same = same && tasks.contains(task); });
  std::vector<ObjectId> objects;
  for (const std::uint32_t number : lists_[effect.objects]) {
    const ObjectChange& change = object_changes_[number];
    objects.push_back(change.object);
    same = same && this->after(change, naming) == after.object(change.object);
  }
  for_each_object_change(before, after, [&](ObjectId object) {
    same = same && std::ranges::find(objects, object) != objects.end();
  });
  return same;
}

std::uint64_t TransitionEffects::memory_bytes() const {
  return names_.memory_bytes() + task_changes_.memory_bytes() + object_changes_.memory_bytes() +
         rests_.memory_bytes() + lists_.memory_bytes() + said_.capacity() * sizeof(Hash128);
}

}  // namespace vigil
