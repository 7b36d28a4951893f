// SPDX-License-Identifier: MIT
#pragma once

/// Makes traces by hand, one operation a line, so that what is read off a trace can be tested
/// without an engine. The source locations are those of the calling lines.

#include <cstdint>
#include "checker/source_location.hpp"
#include <string>
#include <utility>
#include <vector>

#include "checker/trace/trace.hpp"
#include "checker/verdict.hpp"

namespace vigil::test {

class TraceBuilder {
 public:
  TaskId task(std::string name) {
    const TaskId id{static_cast<std::uint32_t>(trace_.tasks.size() + 1)};
    TraceTask added;
    added.id = id;
    added.name = std::move(name);
    added.end = TraceTask::End::finished;
    trace_.tasks.push_back(std::move(added));
    return id;
  }

  ObjectId object(std::string name, std::string kind) {
    const ObjectId id{static_cast<std::uint32_t>(trace_.objects.size())};
    trace_.objects.push_back({id, std::move(name), std::move(kind), {}});
    return id;
  }

  /// Begins a transition of `task`; the next operations belong to it.
  TraceBuilder& step(TaskId task) {
    task_ = task;
    ++trace_.step_count;
    return *this;
  }

  TraceBuilder& op(OperationKind kind, ObjectId object = {}, std::int64_t a = 0,
                   std::int64_t b = 0, TaskId peer = {},
                   source_location where = source_location::current()) {
    Operation operation{kind, object, peer, a, b, where};
    trace_.entries.push_back({StepIndex{trace_.step_count - 1}, task_, operation, {}, 0, {}});
    return *this;
  }

  /// The last operation woke these tasks.
  TraceBuilder& woke(std::vector<TaskId> tasks) {
    trace_.entries.back().woken = std::move(tasks);
    return *this;
  }

  TraceBuilder& blocked(TaskId task, OperationKind kind, ObjectId object, TaskId peer = {},
                        source_location where = source_location::current()) {
    TraceTask& ended = of(task);
    ended.end = TraceTask::End::blocked;
    ended.pending = Operation{kind, object, peer, 0, 0, where};
    return *this;
  }

  TraceBuilder& holds(TaskId task, ObjectId lock) {
    of(task).held.push_back(lock);
    return *this;
  }

  [[nodiscard]] const Trace& trace() const { return trace_; }

  [[nodiscard]] Violation deadlock() const {
    Violation violation;
    violation.property = Property::deadlock;
    violation.name = "deadlock";
    violation.message = "some tasks are blocked";
    violation.step = StepIndex{trace_.step_count - 1};
    return violation;
  }

 private:
  TraceTask& of(TaskId task) { return trace_.tasks[task.value - 1]; }

  Trace trace_;
  TaskId task_;
};

}  // namespace vigil::test
