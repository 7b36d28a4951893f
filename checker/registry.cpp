// SPDX-License-Identifier: MIT
#include "checker/registry.hpp"

#include <algorithm>

namespace vigil {

namespace {

/// The entry of that path, or `entries.size()`.
template <class Entries>
std::size_t find_path(const Entries& entries, TaskId parent, std::uint32_t ordinal,
                      std::string_view given, std::string_view kind) {
  std::size_t i = 0;
  for (const auto& entry : entries) {
    if (entry.parent == parent && entry.ordinal == ordinal && entry.given == given &&
        entry.kind == kind) {
      break;
    }
    ++i;
  }
  return i;
}

}  // namespace

Registry::Registry() {
  tasks_.push_back({.given = "clock", .kind = {}, .name = "clock", .parent = {}, .ordinal = 0});
  children_.emplace_back();
}

Registry::Children& Registry::children(TaskId parent) {
  return parent.valid() ? children_[parent.index()] : setup_;
}

/// Only the path decides: what a nested task makes is qualified by its name, and a name that
/// siblings share is numbered by ordinal. So a name means the same in every process, whatever was
/// explored before.
std::string Registry::unique_name(const std::deque<Entry>& among, TaskId parent,
                                  std::uint32_t ordinal, std::string_view given,
                                  std::string wanted) const {
  const bool nested = parent.valid() && tasks_[parent.index()].name != "main";
  if (nested && parent != clock_task) wanted = tasks_[parent.index()].name + "/" + wanted;
  const bool shared = std::any_of(among.begin(), among.end(), [&](const Entry& entry) {
    return entry.parent == parent && entry.given == given && entry.ordinal < ordinal &&
           entry.name.starts_with(wanted);
  });
  if (shared) wanted += "#" + std::to_string(ordinal + 1);
  const auto taken = [&](const std::string& candidate) {
    return std::any_of(among.begin(), among.end(),
                       [&](const Entry& entry) { return entry.name == candidate; });
  };
  std::string unique = wanted;
  for (std::uint32_t number = 2; taken(unique); ++number) {
    unique = wanted + "~" + std::to_string(number);
  }
  return unique;
}

std::vector<TaskId>& Registry::known_tasks(TaskId parent, std::uint32_t& ordinal) {
  if (ordinal < first_callback_ordinal) return children(parent).tasks;
  ordinal -= first_callback_ordinal;
  return children(parent).callbacks;
}

TaskId Registry::task(TaskId parent, std::uint32_t ordinal, std::string_view name) {
  {
    std::uint32_t position = ordinal;
    const std::vector<TaskId>& known = known_tasks(parent, position);
    if (position < known.size()) {
      const TaskId id = known[position];
      if (id.valid() && tasks_[id.index()].given == name) return id;
    }
  }
  // The same path with another name (a name that depends on control flow) is another task.
  const std::size_t found = find_path(tasks_, parent, ordinal, name, {});
  if (found < tasks_.size() && found != clock_task.index()) {
    return TaskId{static_cast<std::uint32_t>(found)};
  }
  const TaskId id{static_cast<std::uint32_t>(tasks_.size())};
  std::string wanted = name.empty() ? "task " + std::to_string(ordinal + 1) : std::string{name};
  std::string unique = unique_name(tasks_, parent, ordinal, name, std::move(wanted));
  tasks_.push_back({.given = std::string{name},
                    .kind = {},
                    .name = std::move(unique),
                    .parent = parent,
                    .ordinal = ordinal});
  children_.emplace_back();
  std::uint32_t position = ordinal;
  std::vector<TaskId>& known = known_tasks(parent, position);
  if (known.size() <= position) known.resize(position + 1);
  if (!known[position].valid()) known[position] = id;
  return id;
}

ObjectId Registry::object(TaskId creator, std::uint32_t ordinal, std::string_view kind,
                          std::string_view name) {
  {
    const std::vector<ObjectId>& known = children(creator).objects;
    if (ordinal < known.size()) {
      const ObjectId id = known[ordinal];
      if (id.valid() && objects_[id.index()].given == name && objects_[id.index()].kind == kind) {
        return id;
      }
    }
  }
  const std::size_t found = find_path(objects_, creator, ordinal, name, kind);
  if (found < objects_.size()) return ObjectId{static_cast<std::uint32_t>(found)};
  const ObjectId id{static_cast<std::uint32_t>(objects_.size())};
  std::string unique = unique_name(objects_, creator, ordinal, name,
                                   std::string{name.empty() ? kind : name});
  const bool known_refined = std::find(refined_names_.begin(), refined_names_.end(), unique) !=
                             refined_names_.end();
  objects_.push_back({.given = std::string{name},
                      .kind = std::string{kind},
                      .name = std::move(unique),
                      .parent = creator,
                      .ordinal = ordinal});
  refined_.push_back(known_refined ? 1 : 0);
  refines_any_ = refines_any_ || known_refined;
  std::vector<ObjectId>& known = children(creator).objects;
  if (known.size() <= ordinal) known.resize(ordinal + 1);
  if (!known[ordinal].valid()) known[ordinal] = id;
  return id;
}

TaskId Registry::find_task(std::string_view name) const {
  for (std::uint32_t i = 0; i < tasks_.size(); ++i) {
    if (tasks_[i].name == name) return TaskId{i};
  }
  return TaskId{};
}

bool Registry::refine(ObjectId object) {
  const bool before = refined_[object.index()] != 0;
  refined_[object.index()] = 1;
  refines_any_ = true;
  return before;
}

std::vector<std::string> Registry::refined_names() const {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < objects_.size(); ++i) {
    if (refined_[i] != 0) names.push_back(objects_[i].name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool Registry::watch(ObjectId object, ObjectId predicate) {
  if (watchers_.size() <= object.index()) watchers_.resize(object.index() + 1);
  std::vector<ObjectId>& watchers = watchers_[object.index()];
  if (std::find(watchers.begin(), watchers.end(), predicate) != watchers.end()) return true;
  watchers.push_back(predicate);
  return false;
}

}  // namespace vigil
