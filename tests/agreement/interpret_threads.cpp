// SPDX-License-Identifier: MIT
#include <memory>
#include <mutex>
#include <utility>

#include "primitives/threads.hpp"
#include "tests/agreement/frame.hpp"
#include "tests/agreement/interpret_dialects.hpp"

namespace vigil::agreement {

namespace {

namespace sync = vigil::threads;

struct World {
  explicit World(const Program& its_program) : program(its_program) {}

  const Program& program;
  sync::mutex mutexes[object_count];
  sync::condition_variable conditions[object_count];
  Shared<int> variables[object_count];
  sync::atomic<int> atomics[object_count];
  Notes notes;
};

/// Threads that are detached outlive `main`, so all of them keep it alive.
using WorldPointer = std::shared_ptr<World>;

void run_task(const WorldPointer& world, std::size_t task, std::int64_t inherited);

class Interpreter {
 public:
  Interpreter(const WorldPointer& world, std::size_t task, std::int64_t inherited)
      : world_(world), frame_(world->program, world->notes, task, inherited) {}

  void run() {
    const std::vector<Instruction>& instructions = frame_.instructions();
    for (std::size_t i = 0; i < instructions.size(); ++i) {
      if (!frame_.run_common(instructions[i], world_->variables, i)) step(instructions[i], i);
    }
    for (sync::thread& child : children_) {
      if (child.joinable()) child.join();
    }
    for (sync::equal_threads& group : groups_) {
      if (group.joinable()) group.join();
    }
  }

 private:
  void step(const Instruction& instruction, std::size_t& position) {
    const auto& numbers = instruction.numbers;
    sync::mutex& mutex = world_->mutexes[numbers[0] % object_count];
    switch (instruction.word) {
      case Word::spawn: spawn(numbers[0]); break;
      case Word::spawn_equal: spawn_equal(numbers[0], numbers[1]); break;
      case Word::join: join(numbers[0]); break;
      case Word::detach:
        if (numbers[0] < task_count_max && children_[numbers[0]].joinable()) {
          children_[numbers[0]].detach();
        }
        break;
      case Word::lock: mutex.lock(); break;
      case Word::unlock: mutex.unlock(); break;
      case Word::try_lock: {
        const bool locked = mutex.try_lock();
        frame_.note(locked ? 1 : 0);
        if (!locked) position += numbers[1];
        break;
      }
      case Word::notify_one: condition(numbers[0]).notify_one(); break;
      case Word::notify_all: condition(numbers[0]).notify_all(); break;
      case Word::wait:
      case Word::wait_while:
      case Word::wait_if: wait(instruction); break;
      case Word::wait_for: wait_for(numbers[0], numbers[1], numbers[2]); break;
      default: step_atomic(instruction); break;
    }
  }

  void step_atomic(const Instruction& instruction) {
    const auto& numbers = instruction.numbers;
    sync::atomic<int>& atomic = world_->atomics[numbers[0] % object_count];
    const auto number = static_cast<int>(numbers[1]);
    switch (instruction.word) {
      case Word::load: frame_.note(atomic.load()); break;
      case Word::store: atomic.store(number); break;
      case Word::add: frame_.note(atomic.fetch_add(number)); break;
      case Word::exchange_if: {
        int expected = number;
        frame_.note(atomic.compare_exchange_strong(expected, static_cast<int>(numbers[2])) ? 1 : 0);
        break;
      }
      default: break;  // an instruction of the other dialect does nothing
    }
  }

  [[nodiscard]] auto body_of(std::size_t task) const {
    return [world = world_, task, inherited = frame_.reg()] { run_task(world, task, inherited); };
  }

  void spawn(std::size_t task) {
    if (!frame_.spawns(task)) return;
    children_[task] = sync::thread::named("t" + std::to_string(task), body_of(task));
  }

  void spawn_equal(std::size_t task, std::size_t count) {
    if (!frame_.spawns(task)) return;
    groups_[task] = sync::spawn_equal(count % group_size_max, "t" + std::to_string(task),
                                      body_of(task));
  }

  void join(std::size_t task) {
    if (task >= task_count_max) return;
    if (children_[task].joinable()) children_[task].join();
    if (groups_[task].joinable()) groups_[task].join();
  }

  void wait(const Instruction& instruction) {
    const auto& numbers = instruction.numbers;
    sync::condition_variable& waited = condition(numbers[0]);
    const Shared<int>& variable = world_->variables[numbers[2] % object_count];
    std::unique_lock lock(world_->mutexes[numbers[1] % object_count], std::adopt_lock);
    const auto below = [&] { return variable.get() < static_cast<int>(numbers[3]); };
    switch (instruction.word) {
      case Word::wait: waited.wait(lock); break;
      case Word::wait_if:
        if (below()) waited.wait(lock);
        break;
      default:
        while (below()) waited.wait(lock);
        break;
    }
    lock.release();
  }

  void wait_for(std::size_t number, std::size_t variable, std::uint32_t limit) {
    const Shared<int>& awaited = world_->variables[variable % object_count];
    std::unique_lock lock(world_->mutexes[number % object_count], std::adopt_lock);
    condition(number).wait(lock, [&] { return awaited.get() >= static_cast<int>(limit); });
    lock.release();
  }

  [[nodiscard]] sync::condition_variable& condition(std::size_t number) {
    return world_->conditions[number % object_count];
  }

  WorldPointer world_;
  Frame frame_;
  sync::thread children_[task_count_max];
  sync::equal_threads groups_[task_count_max];
};

void run_task(const WorldPointer& world, std::size_t task, std::int64_t inherited) {
  Interpreter{world, task, inherited}.run();
}

}  // namespace

void run_threads(const Program& program) {
  const auto world = std::make_shared<World>(program);
  if (program.always_below != 0) {
    always("v0 stays below " + std::to_string(program.always_below), [world] {
      return world->variables[0].get() < static_cast<int>(world->program.always_below);
    });
  }
  run_task(world, 0, 0);
}

}  // namespace vigil::agreement
