// SPDX-License-Identifier: MIT
#include "models/program/interpreter.hpp"

#include <chrono>
#include <set>

#include "primitives/asyncio/errors.hpp"
#include "primitives/asyncio/sleep.hpp"
#include "primitives/asyncio/timeout.hpp"
#include "primitives/asyncio/wait.hpp"

namespace vigil::models {

namespace {

using asyncio::BaseException;

/// File names that outlive every report: locations point at them.
[[nodiscard]] const char* lasting(const std::string& file) {
  static std::set<std::string> files;
  return files.insert(file).first->c_str();
}

[[nodiscard]] asyncio::Duration ticks(std::int64_t count) {
  return std::chrono::seconds{count};
}

[[nodiscard]] bool stops(Catch caught, const BaseException& error) {
  if (caught == Catch::all) return true;
  return caught == Catch::error && dynamic_cast<const asyncio::CancelledError*>(&error) == nullptr;
}

}  // namespace

Interpreter::Interpreter(std::shared_ptr<const Program> program, TraceLine trace_line)
    : program_(std::move(program)), trace_line_(std::move(trace_line)) {
  const ExecutionOptions& options = Execution::current().options();
  preempt_ = options.preempt_operations;
  file_ = lasting(program_->file);
  objects_.resize(program_->objects.size());
  for (const bool conditions : {false, true}) {  // a condition's lock comes first
    for (std::size_t i = 0; i < objects_.size(); ++i) {
      const ObjectSpec& spec = program_->objects[i];
      if ((spec.type == ObjectType::condition) == conditions) objects_[i] = make(spec, objects_);
    }
  }
  for (const Variable& variable : program_->variables) {
    cells_.push_back(std::make_unique<Cell>(variable.name, variable.initial));
  }
  tasks_.resize(program_->tasks.size());
  const bool parts = program_->has_within && options.cpython < Cpython::v3_12;
  for (std::size_t i = 0; i < tasks_.size(); ++i) {
    const TaskSpec& spec = program_->tasks[i];
    if (!spec.start) tasks_[i].spawned = std::make_unique<Fact>(spec.name + ".spawned");
    if (parts) tasks_[i].progress = std::make_unique<Fact>(spec.name + ".progress");
  }
}

Interpreter::Object Interpreter::make(const ObjectSpec& spec, const std::vector<Object>& objects) {
  switch (spec.type) {
    case ObjectType::lock: return std::make_unique<asyncio::Lock>(spec.name);
    case ObjectType::condition:
      if (!spec.lock) return std::make_unique<asyncio::Condition>(spec.name);
      return std::make_unique<asyncio::Condition>(
          *std::get<std::unique_ptr<asyncio::Lock>>(objects[*spec.lock]), spec.name);
    case ObjectType::event: return std::make_unique<asyncio::Event>(spec.name);
    case ObjectType::semaphore:
      if (spec.bounded) return std::make_unique<asyncio::BoundedSemaphore>(spec.number, spec.name);
      return std::make_unique<asyncio::Semaphore>(spec.number, spec.name);
    case ObjectType::barrier: return std::make_unique<asyncio::Barrier>(spec.number, spec.name);
    case ObjectType::queue: break;
  }
  return std::make_unique<asyncio::Queue<Value>>(spec.number, spec.name);
}

void Interpreter::start(bool forgive_errors) {
  forgive_errors_ = forgive_errors;
  for (std::size_t i = 0; i < tasks_.size(); ++i) {
    if (program_->tasks[i].start) spawn(i);
  }
}

void Interpreter::spawn(std::size_t task) {
  TaskRun& run = tasks_[task];
  run.handle = asyncio::spawn(program_->tasks[task].name,
                              [self = shared_from_this(), task] { self->run_task(task); },
                              source_location::at(file_, program_->tasks[task].line));
  if (forgive_errors_ && run.handle.valid()) run.handle.ignore_failure();
}

void Interpreter::run_task(std::size_t task) {
  log(task, "", "task", "start");
  try {
    run_block(task, program_->tasks[task].ops, "");
  } catch (const BaseException& error) {
    log(task, "", "task", "error", nullptr, error.description());
    throw;
  }
  log(task, "", "task", "end");
}

void Interpreter::arrive(std::size_t task, const std::string& pc) {
  TaskRun& run = tasks_[task];
  if (run.progress) run.progress->touch(Mode::write);
  run.pc = pc;
  run.begun = true;
}

void Interpreter::run_block(std::size_t task, const std::vector<Op>& ops,
                            const std::string& path) {
  for (std::size_t i = 0; i < ops.size(); ++i) {
    const Op& op = ops[i];
    const std::string pc = path + std::to_string(i);
    const bool first = !tasks_[task].begun;
    arrive(task, pc);
    try {
      if (preempt_ && !first && op.kind != OpKind::repeat) asyncio::yield_now(place(op));
      run_op(task, op, pc);
    } catch (const BaseException& error) {
      if (!stops(op.caught, error)) throw;
      if (tasks_[task].progress) tasks_[task].progress->touch(Mode::write);
      tasks_[task].caught.emplace_back(pc, error.description());
    }
  }
}

void Interpreter::run_op(std::size_t task, const Op& op, const std::string& pc) {
  switch (op.kind) {
    case OpKind::with: return run_with(task, op, pc);
    case OpKind::timeout:
    case OpKind::within: return run_deadline(task, op, pc);
    case OpKind::if_true:
      if (test(op, place(op))) run_block(task, op.body, pc + ".");
      return;
    case OpKind::repeat:
      for (std::int64_t round = 0; round < op.number; ++round) {
        run_block(task, op.body, pc + "#" + std::to_string(round) + ".");
      }
      return;
    default: return run_simple(task, op, pc, op.kind);
  }
}

/// An operation that is no block, or one of the two halves of `with`.
void Interpreter::run_simple(std::size_t task, const Op& op, const std::string& pc, OpKind kind) {
  Result result;
  try {
    if (may_suspend(kind)) log(task, pc, name(kind), "call");
    result = perform(op, kind, place(op));
  } catch (const BaseException& error) {
    log(task, pc, name(kind), "error", nullptr, error.description());
    throw;
  }
  log(task, pc, name(kind), "ok", result ? &*result : nullptr);
}

void Interpreter::run_with(std::size_t task, const Op& op, const std::string& pc) {
  run_simple(task, op, pc, OpKind::acquire);
  try {
    run_block(task, op.body, pc + ".");
    arrive(task, pc);
    if (preempt_) asyncio::yield_now(place(op));
  } catch (const BaseException&) {
    run_simple(task, op, pc, OpKind::release);  // what this raises replaces the exception
    throw;
  }
  run_simple(task, op, pc, OpKind::release);
}

void Interpreter::run_deadline(std::size_t task, const Op& op, const std::string& pc) {
  log(task, pc, name(op.kind), "call");
  try {
    if (op.kind == OpKind::within) {
      run_within(task, op, pc);
    } else {
      asyncio::timeout(
          ticks(op.number), [&] { run_block(task, op.body, pc + "."); }, place(op));
    }
  } catch (const BaseException& error) {
    log(task, pc, name(op.kind), "error", nullptr, error.description());
    throw;
  }
  log(task, pc, name(op.kind), "ok");
}

/// The body may be a task of its own, which can outlive the block that waits for it.
void Interpreter::run_within(std::size_t task, const Op& op, const std::string& pc) {
  const bool own_task = Execution::current().options().cpython < Cpython::v3_12;
  const auto body = [self = shared_from_this(), task, &op, pc, own_task] {
    if (own_task && self->forgive_errors_) asyncio::current_task().ignore_failure();
    self->run_block(task, op.body, pc + ".");
  };
  asyncio::wait_for(body, ticks(op.number), program_->tasks[task].name + "/" + pc, place(op));
}

Interpreter::Result Interpreter::perform(const Op& op, OpKind kind, source_location where) {
  switch (kind) {
    case OpKind::sleep: asyncio::sleep(ticks(op.number), where); return {};
    case OpKind::yield: asyncio::yield_now(where); return {};
    case OpKind::join: join(op, where); return {};
    case OpKind::spawn: spawn_by_op(op); return {};
    case OpKind::cancel: return cancel(op, where);
    case OpKind::store:
    case OpKind::add:
    case OpKind::append:
    case OpKind::assert_that: perform_on_variable(op, where); return {};
    default: return perform_on_object(op, kind, where);
  }
}

Interpreter::Result Interpreter::perform_on_object(const Op& op, OpKind kind,
                                                   source_location where) {
  switch (kind) {
    case OpKind::acquire:
      std::visit([&](const auto& object) {
        if constexpr (requires { object->acquire(where); }) object->acquire(where);
      }, objects_[*op.on]);
      return Value{true};
    case OpKind::release:
      std::visit([&](const auto& object) {
        if constexpr (requires { object->release(where); }) object->release(where);
      }, objects_[*op.on]);
      return {};
    case OpKind::wait: return wait(op, where);
    case OpKind::wait_for:
      return Value{on<asyncio::Condition>(op).wait_for([&] { return test(op, where); }, where)};
    case OpKind::notify: on<asyncio::Condition>(op).notify(op.number, where); return {};
    case OpKind::notify_all: on<asyncio::Condition>(op).notify_all(where); return {};
    case OpKind::set: on<asyncio::Event>(op).set(where); return {};
    case OpKind::clear: on<asyncio::Event>(op).clear(where); return {};
    case OpKind::reset: on<asyncio::Barrier>(op).reset(where); return {};
    case OpKind::abort: on<asyncio::Barrier>(op).abort(where); return {};
    case OpKind::put: on<asyncio::Queue<Value>>(op).put(op.value, where); return {};
    case OpKind::put_nowait: on<asyncio::Queue<Value>>(op).put_nowait(op.value, where); return {};
    case OpKind::get: var(op).set(on<asyncio::Queue<Value>>(op).get(where), where); return {};
    case OpKind::get_nowait:
      var(op).set(on<asyncio::Queue<Value>>(op).get_nowait(where), where);
      return {};
    default: return {};
  }
}

Interpreter::Result Interpreter::wait(const Op& op, source_location where) {
  Value value{true};
  if (program_->objects[*op.on].type == ObjectType::barrier) {
    value = Value{on<asyncio::Barrier>(op).wait(where)};
  } else if (program_->objects[*op.on].type == ObjectType::event) {
    value = Value{on<asyncio::Event>(op).wait(where)};
  } else {
    value = Value{on<asyncio::Condition>(op).wait(where)};
  }
  if (op.var) var(op).set(value, where);
  return value;
}

void Interpreter::perform_on_variable(const Op& op, source_location where) {
  Cell& cell = var(op);
  switch (op.kind) {
    case OpKind::store: cell.set(op.value, where); break;
    case OpKind::add: {
      bool fits = true;
      cell.modify([&](Value& value) { fits = vigil::models::add(value, op.value); }, where);
      if (!fits) {
        Execution::current().fail(Property::requirement,
                                  "the variable '" + program_->variables[*op.var].name +
                                      "' gets too large for 64 bits");
      }
      break;
    }
    case OpKind::append:
      cell.modify([&](Value& value) {
        List* const list = std::get_if<List>(&value.data);
        if (list == nullptr) {
          throw asyncio::Exception("AttributeError", "'" + std::string{type_name(value)} +
                                                         "' object has no attribute 'append'");
        }
        list->push_back(op.value);
      }, where);
      break;
    default:
      if (test(op, where)) break;
      constexpr std::string_view symbols[] = {"==", "!=", "<", "<=", ">", ">="};
      throw asyncio::AssertionError(
          program_->variables[*op.var].name + " " +
          std::string{symbols[static_cast<std::size_t>(op.comparison)]} + " " +
          python_text(op.value));
  }
}

bool Interpreter::test(const Op& op, source_location where) const {
  const Value& value = var(op).get(where);
  if (const List* list = value.as<List>()) {
    return compare(Value{static_cast<std::int64_t>(list->size())}, op.comparison, op.value);
  }
  return compare(value, op.comparison, op.value);
}

asyncio::TaskHandle Interpreter::started(std::size_t task) const {
  const TaskRun& run = tasks_[task];
  if (run.spawned) run.spawned->touch(Mode::read);
  if (!run.handle.valid()) throw asyncio::RuntimeError("task not started");
  return run.handle;
}

void Interpreter::spawn_by_op(const Op& op) {
  TaskRun& run = tasks_[*op.task];
  if (run.spawned) run.spawned->touch(Mode::read);
  if (run.handle.valid()) throw asyncio::RuntimeError("task already started");
  if (run.spawned) run.spawned->touch(Mode::write);
  spawn(*op.task);
}

void Interpreter::join(const Op& op, source_location where) {
  std::vector<asyncio::TaskHandle> handles;
  for (const std::size_t task : op.tasks) handles.push_back(started(task));
  (void)asyncio::wait(handles, asyncio::ReturnWhen::all_completed, std::nullopt, where);
}

Value Interpreter::cancel(const Op& op, source_location where) {
  const bool accepted = started(*op.task).cancel(where);
  if (op.var) var(op).set(Value{std::int64_t{accepted ? 1 : 0}}, where);
  return Value{accepted};
}

source_location Interpreter::place(const Op& op) const {
  return source_location::at(file_, op.line);
}

}  // namespace vigil::models
