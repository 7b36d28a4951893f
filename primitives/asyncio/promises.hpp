// SPDX-License-Identifier: MIT
#pragma once

/// What primitives promise to whoever waits for them, checked as they run: those of this dialect
/// and primitives of one's own announce what happens, and a broken promise is a violation.
///
/// | promise                                                | property          | announced by  |
/// |--------------------------------------------------------|-------------------|---------------|
/// | none gets it before an earlier one that still waits    | overtaking        | GrantOrder    |
/// | a cancellation that arrives inside a call leaves it    | lost_cancellation | LibraryCall   |
/// | nobody waits for ever for what is free                 | stuck_resource    | WaitsForGrant |
///
/// None of them is an operation, and none is visible to the model.

#include <cstdint>
#include <string_view>
#include <vector>

#include "checker/execution.hpp"
#include "checker/object.hpp"

namespace vigil::asyncio {

/// The order in which a primitive lets tasks have what they wait for, where it promises to serve
/// them in order of arrival. A member of the primitive.
class GrantOrder {
 public:
  /// Requires: `primitive` outlives this.
  explicit GrantOrder(const Object& primitive) : primitive_(primitive) {}
  GrantOrder(const GrantOrder&) = delete;
  GrantOrder& operator=(const GrantOrder&) = delete;

  /// `task` begins to wait; no effect if it waits already (it was woken in vain).
  void queued(TaskId task);
  /// `task` stops waiting without having got anything.
  void left(TaskId task);
  /// `task` gets it, whether it waited or not. A violation if a task that came before it still
  /// waits and was not cancelled.
  void granted(TaskId task);
  /// A part of the primitive's state: whether a later grant breaks the promise depends on it.
  void state(StateSink& sink) const {
    for (const TaskId task : waiting_) sink.add(task);
  }

 private:
  const Object& primitive_;
  std::vector<TaskId> waiting_;  // in order of arrival
};

/// Stands for one call of an operation that may suspend, on the stack of the running task. If a
/// CancelledError is delivered to the task meanwhile, the call must not return normally: nobody
/// would ever hear of the cancellation.
class LibraryCall {
 public:
  /// `what`: the operation, for the message ("acquire"); it outlives the call.
  LibraryCall(std::string_view what, const Object& primitive);
  ~LibraryCall();
  LibraryCall(const LibraryCall&) = delete;
  LibraryCall& operator=(const LibraryCall&) = delete;

 private:
  std::string_view what_;
  const Object& primitive_;
  std::uint32_t delivered_before_;
  int exceptions_before_;
};

/// What can be free while somebody waits for it.
class Grantable {
 public:
  virtual ~Grantable() = default;
  /// True if it could be had at once, were it not for those who wait.
  [[nodiscard]] virtual bool is_free() const = 0;
  [[nodiscard]] virtual ObjectId grantable_id() const = 0;
};

/// While it lives, the running task waits for `resource`. If the execution ends like that, with the
/// resource free, the resource is stuck.
class WaitsForGrant {
 public:
  explicit WaitsForGrant(const Grantable& resource);
  ~WaitsForGrant();
  WaitsForGrant(const WaitsForGrant&) = delete;
  WaitsForGrant& operator=(const WaitsForGrant&) = delete;
};

}  // namespace vigil::asyncio
