// SPDX-License-Identifier: MIT
#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "primitives/asyncio.hpp"
#include "tests/agreement/frame.hpp"
#include "tests/agreement/interpret_dialects.hpp"

namespace vigil::agreement {

namespace {

namespace aio = vigil::asyncio;

/// Tasks outlive `main` here, so all of them keep it alive.
struct World {
  explicit World(const Program& its_program) : program(its_program) {}

  const Program& program;
  aio::Lock locks[object_count];
  aio::Condition conditions[object_count] = {aio::Condition{locks[0]}, aio::Condition{locks[1]}};
  /// Shares the lock of the first.
  aio::Condition sharing{locks[0]};
  aio::Event events[object_count];
  Shared<int> variables[object_count];
  Notes notes;
};
using WorldPointer = std::shared_ptr<World>;

void run_task(const WorldPointer& world, std::size_t task, std::int64_t inherited);

class Interpreter {
 public:
  Interpreter(const WorldPointer& world, std::size_t task, std::int64_t inherited)
      : world_(world), frame_(world->program, world->notes, task, inherited) {}

  void run() {
    run(0, frame_.instructions().size());
  }

 private:
  void run(std::size_t begin, std::size_t end) {
    const std::vector<Instruction>& instructions = frame_.instructions();
    for (std::size_t i = begin; i < end; ++i) {
      const Instruction& instruction = instructions[i];
      const bool block = instruction.word == Word::within || instruction.word == Word::catching;
      if (block) {
        const std::size_t length = instruction.numbers[instruction.word == Word::within ? 1 : 0];
        const std::size_t block_end = std::min(end, i + 1 + length);
        run_block(instruction, i + 1, block_end);
        i = block_end - 1;
      } else if (!frame_.run_common(instruction, world_->variables, i)) {
        step(instruction);
      }
    }
  }

  /// The register says afterwards how the block ended.
  void run_block(const Instruction& instruction, std::size_t begin, std::size_t end) {
    try {
      if (instruction.word == Word::within) {
        aio::timeout(std::chrono::seconds(instruction.numbers[0]), [&] { run(begin, end); });
      } else {
        run(begin, end);
      }
    } catch (const aio::TimeoutError&) {
      if (instruction.word != Word::within) throw;
      frame_.note(8);
    } catch (const aio::CancelledError&) {
      if (instruction.word != Word::catching) throw;
      frame_.note(9);
    }
  }

  void step(const Instruction& instruction) {
    const auto& numbers = instruction.numbers;
    aio::Lock& lock = world_->locks[numbers[0] % object_count];
    aio::Event& event = world_->events[numbers[0] % object_count];
    switch (instruction.word) {
      case Word::lock: lock.acquire(); break;
      case Word::unlock: lock.release(); break;
      case Word::locked: frame_.note(lock.locked() ? 1 : 0); break;
      case Word::set: event.set(); break;
      case Word::clear: event.clear(); break;
      case Word::wait_event: event.wait(); break;
      case Word::is_set: frame_.note(event.is_set() ? 1 : 0); break;
      case Word::notify: condition(numbers[0]).notify(numbers[1]); break;
      case Word::notify_all: condition(numbers[0]).notify_all(); break;
      case Word::sleep: aio::sleep(std::chrono::seconds(numbers[0])); break;
      case Word::sleep_any: aio::sleep(aio::any_duration); break;
      case Word::yield: aio::yield_now(); break;
      case Word::wait:
      case Word::wait_if:
      case Word::wait_while:
      case Word::wait_for: wait(instruction); break;
      default: step_task(instruction); break;
    }
  }

  void step_task(const Instruction& instruction) {
    const std::size_t task = instruction.numbers[0];
    switch (instruction.word) {
      case Word::spawn: spawn(task); return;
      case Word::spawn_equal: spawn_equal(task, instruction.numbers[1]); return;
      case Word::wait_tasks: wait_tasks(task == 0); return;
      default: break;
    }
    if (task < task_count_max && groups_[task].size() > 0) return step_group(instruction, task);
    if (task >= task_count_max || !children_[task].valid()) return;
    const aio::Task<>& child = children_[task];
    switch (instruction.word) {
      case Word::join: child.join(); break;
      case Word::done: frame_.note(child.done() ? 1 : 0); break;
      case Word::cancel: frame_.note(child.cancel() ? 1 : 0); break;
      default: break;  // an instruction of the other dialect does nothing
    }
  }

  void step_group(const Instruction& instruction, std::size_t task) {
    if (instruction.word == Word::join) groups_[task].wait();
    if (instruction.word == Word::cancel) groups_[task].cancel();
  }

  [[nodiscard]] auto body_of(std::size_t task) const {
    return [world = world_, task, inherited = frame_.reg()] { run_task(world, task, inherited); };
  }

  void spawn_equal(std::size_t task, std::size_t count) {
    if (!frame_.spawns(task)) return;
    groups_[task] = aio::spawn_equal(count % group_size_max, "t" + std::to_string(task),
                                     body_of(task));
  }

  void spawn(std::size_t task) {
    if (!frame_.spawns(task)) return;
    children_[task] = aio::spawn("t" + std::to_string(task), body_of(task));
  }

  void wait_tasks(bool all) {
    std::vector<aio::TaskHandle> handles;
    for (const aio::Task<>& child : children_) {
      if (child.valid()) handles.push_back(child);
    }
    if (handles.empty()) return;
    const aio::WaitResult result =
        aio::wait(handles, all ? aio::ReturnWhen::all_completed : aio::ReturnWhen::first_completed);
    frame_.note(static_cast<std::int64_t>(result.done.size()));
  }

  void wait(const Instruction& instruction) {
    const auto& numbers = instruction.numbers;
    aio::Condition& waited = condition(numbers[0]);
    if (instruction.word == Word::wait_for) {
      waited.wait_for([&] { return !below(numbers[1], numbers[2]); });
    } else if (instruction.word == Word::wait) {
      waited.wait();
    } else if (instruction.word == Word::wait_if) {
      if (below(numbers[2], numbers[3])) waited.wait();
    } else {
      while (below(numbers[2], numbers[3])) waited.wait();
    }
  }

  [[nodiscard]] bool below(std::size_t variable, std::uint32_t limit) const {
    return world_->variables[variable % object_count].get() < static_cast<int>(limit);
  }

  /// 0 and 1 have locks of their own, 2 shares that of 0.
  [[nodiscard]] aio::Condition& condition(std::size_t number) {
    if (number % (object_count + 1) == object_count) return world_->sharing;
    return world_->conditions[number % (object_count + 1)];
  }

  WorldPointer world_;
  Frame frame_;
  aio::Task<> children_[task_count_max];
  aio::EqualTasks groups_[task_count_max];
};

void run_task(const WorldPointer& world, std::size_t task, std::int64_t inherited) {
  Interpreter{world, task, inherited}.run();
}

}  // namespace

void run_asyncio(const Program& program) {
  const auto world = std::make_shared<World>(program);
  if (program.always_below != 0) {
    always("v0 stays below " + std::to_string(program.always_below), [world] {
      return world->variables[0].get() < static_cast<int>(world->program.always_below);
    });
  }
  run_task(world, 0, 0);
}

}  // namespace vigil::agreement
