// SPDX-License-Identifier: MIT
#include "checker/report/dot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "checker/detect/deadlock.hpp"
#include "checker/detect/waits.hpp"
#include "checker/report/text_width.hpp"

namespace vigil {

std::string detail::dot_quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : detail::printable(text)) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

namespace {

using detail::BlockedTask;
using detail::WaitsFor;

[[nodiscard]] std::string node(TaskId task) { return fmt::format("task{}", task.value); }
[[nodiscard]] std::string node(ObjectId object) { return fmt::format("object{}", object.value); }

/// The edges from a blocked task to what it waits for, and on to whoever owes it.
class WaitGraph {
 public:
  explicit WaitGraph(const Trace& trace)
      : trace_(trace), blocked_(detail::blocked_tasks(trace, detail::waits_of(trace))) {
    for (const BlockedTask& task : detail::wait_cycle(blocked_)) cycle_.insert(task.task);
  }

  std::string write() {
    for (const BlockedTask& blocked : blocked_) {
      add_task(blocked.task);
      add_edges(blocked);
    }
    std::string text;
    for (const TaskId task : tasks_) text += task_line(task);
    for (const ObjectId object : objects_) {
      text += fmt::format("  {} [label={}, shape=ellipse];\n", node(object),
                          detail::dot_quoted(trace_.object_name(object)));
    }
    return text + edges_;
  }

  [[nodiscard]] bool empty() const { return blocked_.empty(); }

 private:
  void add_task(TaskId task) { tasks_.insert(task); }

  [[nodiscard]] std::string task_line(TaskId task) const {
    const bool in_cycle = cycle_.contains(task);
    return fmt::format("  {} [label={}, shape=box{}];\n", node(task),
                       detail::dot_quoted(trace_.task_name(task)), in_cycle ? ", color=red" : "");
  }

  void add_edges(const BlockedTask& blocked) {
    if (blocked.what == WaitsFor::task) {
      for (const TaskId target : blocked.owed_by) {
        add_task(target);
        edges_ += edge(node(blocked.task), node(target), "waits for its end",
                       in_cycle(blocked, target));
      }
      return;
    }
    if (!blocked.object.valid()) return;
    objects_.insert(blocked.object);
    const bool asks_nobody = blocked.owed_by.empty();
    const bool cycle = !asks_nobody && in_cycle(blocked, blocked.owed_by.front());
    edges_ += edge(node(blocked.task), node(blocked.object),
                   asks_nobody ? "waits on" : "waits for", cycle);
    for (const TaskId holder : blocked.owed_by) {
      add_task(holder);
      const std::string held = edge(node(blocked.object), node(holder), "held by", cycle);
      if (edges_.find(held) == std::string::npos) edges_ += held;
    }
  }

  [[nodiscard]] bool in_cycle(const BlockedTask& from, TaskId to) const {
    return cycle_.contains(from.task) && cycle_.contains(to);
  }

  [[nodiscard]] static std::string edge(const std::string& from, const std::string& to,
                                        std::string_view label, bool red) {
    return fmt::format("  {} -> {} [label=\"{}\"{}];\n", from, to, label,
                       red ? ", color=red, penwidth=2" : "");
  }

  const Trace& trace_;
  std::vector<BlockedTask> blocked_;
  std::set<TaskId> cycle_;
  std::set<TaskId> tasks_;
  std::set<ObjectId> objects_;
  std::string edges_;
};

}  // namespace

std::string dot(const Trace& trace, const std::string& title) {
  WaitGraph graph(trace);
  const std::string caption = graph.empty() ? title + ": no task is blocked" : title;
  return fmt::format(
      "digraph wait_for {{\n  label={};\n  node [fontname=\"sans-serif\"];\n"
      "  edge [fontname=\"sans-serif\", fontsize=10];\n{}}}\n",
      detail::dot_quoted(caption), graph.write());
}

}  // namespace vigil
