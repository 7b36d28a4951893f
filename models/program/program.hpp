// SPDX-License-Identifier: MIT
#pragma once

/// A program file as plain data: objects, variables, tasks made of operations, outcomes that must
/// never be. `read_programs` makes it from a text and checks everything that can be checked before
/// it runs: whatever it returns can be interpreted. The language is described in
/// tests/conformance/oracle/program.schema.md.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/result.hpp"
#include "models/program/value.hpp"

namespace vigil::models {

enum class ObjectType : std::uint8_t { lock, condition, event, semaphore, barrier, queue };

struct ObjectSpec {
  std::string name;
  ObjectType type = ObjectType::lock;
  std::optional<std::size_t> lock;  ///< a condition's, when it shares one: index of the object
  std::int64_t number = 1;          ///< semaphore: value; barrier: parties; queue: maxsize
  bool bounded = false;             ///< semaphore
};

enum class OpKind : std::uint8_t {
  acquire, release, with, wait, wait_for, notify, notify_all, set, clear, reset, abort,
  put, put_nowait, get, get_nowait, sleep, yield, timeout, within, cancel, spawn, join,
  store, add, append, assert_that, if_true, repeat,
};

/// Which exceptions an operation keeps from leaving.
enum class Catch : std::uint8_t { nothing, error, all };

/// One operation; only the fields of its kind mean anything.
struct Op {
  OpKind kind = OpKind::yield;
  Catch caught = Catch::nothing;
  std::optional<std::size_t> on;    ///< index of the object
  std::optional<std::size_t> var;   ///< index of the variable
  std::optional<std::size_t> task;  ///< index of the task
  std::vector<std::size_t> tasks;   ///< indices
  Comparison comparison = Comparison::equal;
  Value value;
  std::int64_t number = 1;  ///< n of notify, ticks, times
  std::vector<Op> body;     ///< `do`
  std::uint32_t line = 0;   ///< of the file, from 1
};

struct TaskSpec {
  std::string name;
  bool start = true;
  std::vector<Op> ops;
  std::uint32_t line = 0;
};

struct Variable {
  std::string name;
  Value initial;
};

struct Program {
  std::string name;
  std::string about;
  std::string file;  ///< that it was read from
  std::vector<ObjectSpec> objects;
  std::vector<Variable> variables;
  std::vector<TaskSpec> tasks;
  std::vector<Value> never;
  bool has_within = false;  ///< some task has a `within`
};

/// The word of the language.
[[nodiscard]] std::string_view name(OpKind kind);
/// True for operations that may suspend and are no blocks: they have a `call` line in a trace.
[[nodiscard]] bool may_suspend(OpKind kind);

/// Reads a program from a JSON text. `file` is for messages.
/// An error is one line: the file, the place in it (a JSON pointer, or line and column where it is
/// no JSON), what was expected, and the nearest name where one was misspelt. Never throws on bad
/// input.
[[nodiscard]] Result<Program> read_program(std::string_view text, std::string_view file);

/// Reads a file: one program, or, if its name ends in ".jsonl", one program a line.
[[nodiscard]] Result<std::vector<Program>> read_program_file(const std::string& path);

/// True if `name` is a file name of programs (".json", ".jsonl") rather than a model's.
[[nodiscard]] bool is_program_file(std::string_view name);

}  // namespace vigil::models
