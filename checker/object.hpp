// SPDX-License-Identifier: MIT
#pragma once

/// `Object`: the base of everything that tasks share (locks, conditions, events, shared
/// variables). It gives the object its stable id and lets reports and state keys ask for its
/// state. Objects are made and destroyed inside an execution; they do not move.

#include <cstdint>
#include <string>
#include <string_view>

#include "checker/ids.hpp"

namespace vigil {

/// Collects what objects say of their state. Order matters; see checker/state/state_reader.hpp.
class StateSink {
 public:
  virtual ~StateSink() = default;
  virtual void add(std::uint64_t word) = 0;
  /// A task id: kept apart from plain words so that keys can be made canonical.
  virtual void add(TaskId task) = 0;
  /// A member of a set of tasks, with an attribute: the order in which members are added is no
  /// matter.
  virtual void add_member(TaskId task, std::uint64_t attribute) = 0;
  /// A member of a crowd: a set of tasks of which nobody can tell how many there are, only whether
  /// there are any, and all of whom are ready or none is, whatever they look like (those who
  /// compete for a mutex). The same for keys.
  virtual void add_to_crowd(TaskId task) { add_member(task, 0); }
};

class Object {
 public:
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;

  [[nodiscard]] ObjectId id() const { return id_; }

  /// Everything of the object's state that any task can ever observe.
  virtual void state(StateSink& sink) const = 0;

  /// The task of whose state this object is a part, if it is one (asyncio's side of a task).
  [[nodiscard]] virtual TaskId part_of() const { return {}; }

  /// The state in a few words, for reports: "held by `main`, 2 waiting".
  [[nodiscard]] virtual std::string describe() const = 0;

 protected:
  /// Requires: an execution is running on this thread. `name` may be empty.
  Object(std::string_view kind, std::string_view name);
  virtual ~Object();

 private:
  ObjectId id_;
};

}  // namespace vigil
