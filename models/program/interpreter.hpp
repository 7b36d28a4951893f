// SPDX-License-Identifier: MIT
#pragma once

/// Runs a program file on the asyncio primitives, operation by operation, exactly as
/// tests/conformance/oracle/program.py runs it on CPython's. One Interpreter serves one execution:
/// it is made by the model's set-up, owned by the tasks' bodies and the judge, and gone with them.
///
/// A task loses control where an operation of the primitives suspends and nowhere else, except
/// under `preempt_operations`, where each operation but a task's first and `repeat` begins with a
/// yield, as does the release at the end of `with`.
/// An asyncio exception that leaves an operation passes through the enclosing blocks; `catch` stops
/// it.
/// What ends an execution from inside (`Unwind`) passes through everything.

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "models/program/program.hpp"
#include "models/program/variable.hpp"
#include "primitives/asyncio/barrier.hpp"
#include "primitives/asyncio/condition.hpp"
#include "primitives/asyncio/event.hpp"
#include "primitives/asyncio/lock.hpp"
#include "primitives/asyncio/queue.hpp"
#include "primitives/asyncio/semaphore.hpp"
#include "primitives/asyncio/task.hpp"

namespace vigil::models {

/// One line of a trace, when there is somebody to read it.
using TraceLine = std::function<void(const std::string& line)>;

class Interpreter : public std::enable_shared_from_this<Interpreter> {
 public:
  using Object = std::variant<std::unique_ptr<asyncio::Lock>, std::unique_ptr<asyncio::Condition>,
                              std::unique_ptr<asyncio::Event>, std::unique_ptr<asyncio::Semaphore>,
                              std::unique_ptr<asyncio::Barrier>,
                              std::unique_ptr<asyncio::Queue<Value>>>;

  /// Makes the objects. Requires: inside a set-up.
  Interpreter(std::shared_ptr<const Program> program, TraceLine trace_line);

  /// Spawns the tasks that start by themselves. With `forgive_errors` an exception that ends a task
  /// is no violation. Requires: owned by a shared_ptr.
  void start(bool forgive_errors);

  /// The outcome, as explore_asyncio.py prints it. Requires: nothing can run any more.
  [[nodiscard]] std::string outcome(bool sort_keys) const;

 private:
  struct TaskRun {
    asyncio::Task<> handle;
    std::string pc;
    bool begun = false;  ///< it has come to an operation
    std::vector<std::pair<std::string, std::string>> caught;
    std::unique_ptr<Fact> spawned;   ///< where it is not spawned by the set-up
    std::unique_ptr<Fact> progress;  ///< where parts of it can run at the same time (`within`)
  };
  using Result = std::optional<Value>;

  [[nodiscard]] static Object make(const ObjectSpec& spec, const std::vector<Object>& objects);
  void spawn(std::size_t task);
  void run_task(std::size_t task);
  void run_block(std::size_t task, const std::vector<Op>& ops, const std::string& path);
  void run_op(std::size_t task, const Op& op, const std::string& pc);
  void run_simple(std::size_t task, const Op& op, const std::string& pc, OpKind kind);
  void run_with(std::size_t task, const Op& op, const std::string& pc);
  void run_deadline(std::size_t task, const Op& op, const std::string& pc);
  void run_within(std::size_t task, const Op& op, const std::string& pc);
  [[nodiscard]] Result perform(const Op& op, OpKind kind, source_location where);
  [[nodiscard]] Result perform_on_object(const Op& op, OpKind kind, source_location where);
  void perform_on_variable(const Op& op, source_location where);
  Result wait(const Op& op, source_location where);
  void join(const Op& op, source_location where);
  void spawn_by_op(const Op& op);
  [[nodiscard]] Value cancel(const Op& op, source_location where);
  [[nodiscard]] bool test(const Op& op, source_location where) const;
  [[nodiscard]] asyncio::TaskHandle started(std::size_t task) const;
  void arrive(std::size_t task, const std::string& pc);
  template <class T>
  [[nodiscard]] T& on(const Op& op) const {
    return *std::get<std::unique_ptr<T>>(objects_[*op.on]);
  }
  [[nodiscard]] Cell& var(const Op& op) const { return *cells_[*op.var]; }
  [[nodiscard]] source_location place(const Op& op) const;

  void log(std::size_t task, std::string_view pc, std::string_view op, std::string_view event,
           const Value* value = nullptr, std::string_view error = {});
  [[nodiscard]] std::string state_of(std::size_t task) const;
  void append_variables(std::string& text, bool sort_keys) const;
  void append_task(std::string& text, std::size_t task, bool sort_keys) const;

  std::shared_ptr<const Program> program_;
  const char* file_ = "";
  TraceLine trace_line_;
  std::uint64_t lines_ = 0;
  bool preempt_ = false;
  bool forgive_errors_ = true;
  std::vector<Object> objects_;
  std::vector<std::unique_ptr<Cell>> cells_;
  std::vector<TaskRun> tasks_;
};

/// The observable state of an object, as a trace line shows it.
void append_snapshot(std::string& text, const Interpreter::Object& object);

}  // namespace vigil::models
