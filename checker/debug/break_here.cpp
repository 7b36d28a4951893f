// SPDX-License-Identifier: MIT
#include "checker/debug/break_here.hpp"

#include <csignal>
#include <fstream>
#include <string>
#include <vector>

#include "checker/execution.hpp"
#include "checker/search/replay.hpp"

namespace vigil {

namespace {

[[nodiscard]] std::string state_of(const Execution& execution, TaskId task) {
  if (task == execution.self()) return "runs";
  const bool stands = execution.pending(task).kind != OperationKind::none;
  const std::string where = stands ? " at " + standing_at(execution, task) : std::string{};
  switch (execution.task_state(task)) {
    case Execution::TaskState::absent: return "is not spawned yet";
    case Execution::TaskState::finished: return "has ended";
    case Execution::TaskState::ready: return "ready" + where;
    case Execution::TaskState::running: return "runs";
    case Execution::TaskState::blocked:
      break;
  }
  return "blocked" + where;
}

/// The table and the texts that it points to.
struct Table {
  std::vector<std::string> texts;
  std::vector<VigilDebugTask> rows;

  void fill(const Execution& execution) {
    for (const TaskId task : execution.tasks()) {
      if (execution.is_callback(task)) continue;
      texts.push_back(execution.task_name(task));
      texts.push_back(state_of(execution, task));
      rows.push_back({.name = nullptr,
                      .state = nullptr,
                      .registers = execution.saved_registers(task),
                      .is_running = task == execution.self() ? 1U : 0U});
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i].name = texts[2 * i].c_str();
      rows[i].state = texts[2 * i + 1].c_str();
    }
  }
};

}  // namespace

void Execution::stop_in_debugger() {
  vigil_break_here();
}

const void* ExecutionState::saved_registers(TaskId task) const {
  const TaskRecord& known = record(task);
  if (known.fiber == nullptr || known.state == TaskState::finished) return nullptr;
  return known.fiber->saved_registers();
}

bool debugger_is_attached() {
  std::ifstream status("/proc/self/status");
  const std::string key = "TracerPid:";
  for (std::string line; std::getline(status, line);) {
    if (!line.starts_with(key)) continue;
    return line.find_first_of("123456789", key.size()) != std::string::npos;
  }
  return false;
}

}  // namespace vigil

extern "C" {

__attribute__((noinline, used)) void vigil_break_here() {
#if defined(__x86_64__)
  asm volatile("int3");
#else
  std::raise(SIGTRAP);
#endif
}

__attribute__((noinline, used)) const VigilDebugTask* vigil_debug_tasks() {
  static vigil::Table table;
  table = vigil::Table{};
  if (vigil::Execution::active()) table.fill(vigil::Execution::current());
  table.rows.push_back({.name = nullptr, .state = nullptr, .registers = nullptr, .is_running = 0});
  return table.rows.data();
}

}  // extern "C"
