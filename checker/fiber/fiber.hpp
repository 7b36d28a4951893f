// SPDX-License-Identifier: MIT
#pragma once

/// Fibers: the only context switch of the code base. A fiber is a worker on a guarded stack that
/// runs one body after another and parks in between, because creating stacks costs 30 to 70 times
/// more than a short execution. `FiberPool` owns them. One scheduler (the thread's own stack)
/// resumes fibers; a fiber only ever switches back to it. Fibers never change threads.
///
/// The switch also exchanges the C++ exception state (`__cxa_get_globals`), which Boost 1.74 does
/// not: otherwise `throw;` in one task rethrows what another task caught.

#include <cstddef>
#include <memory>
#include <vector>

namespace vigil {

class Fiber {
 public:
  using Body = void (*)(void* argument);

  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  /// Gives a parked fiber its next body; `resume` enters it.
  /// Requires: parked; `body` lets no exception out.
  void start(Body body, void* argument);

  /// Runs the fiber until it suspends or its body returns. Requires: called by the scheduler,
  /// not parked. Cost: one switch there, one back (about 12 ns in all on a quiet core).
  void resume();

  /// Switches from the running fiber back to the scheduler. Requires: called on this fiber.
  void suspend();

  /// Leaves the running fiber for good, from anywhere on its stack or from a signal handler: its
  /// frames are dropped without being unwound. The next `start` gets a fresh context on the same
  /// stack. Requires: called on this fiber.
  [[noreturn]] void abandon();

  /// True if no body is running or suspended on it.
  [[nodiscard]] bool parked() const;

  /// For debuggers: where Boost.Context saved the registers of the suspended fiber; null while it
  /// runs.
  [[nodiscard]] const void* saved_registers() const;

  /// True if `address` lies in the guard page below this fiber's stack.
  [[nodiscard]] bool guards(const void* address) const;

 private:
  friend class FiberPool;
  struct State;
  explicit Fiber(std::size_t stack_bytes);

  std::unique_ptr<State> state_;
};

/// Owns the fibers of one scheduler and hands them out; they are never destroyed in between.
class FiberPool {
 public:
  /// Requires: `stack_bytes` is at least 16 KiB. Throws: std::bad_alloc when memory runs out.
  explicit FiberPool(std::size_t stack_bytes) : stack_bytes_(stack_bytes) {}

  /// A parked fiber. Cost: a few ns, or one mmap when all are in use.
  [[nodiscard]] Fiber& take();

  /// Requires: `fiber` came from `take` and is parked.
  void give_back(Fiber& fiber) { free_.push_back(&fiber); }

  [[nodiscard]] std::size_t stack_bytes() const { return stack_bytes_; }

 private:
  std::size_t stack_bytes_;
  std::vector<std::unique_ptr<Fiber>> all_;
  std::vector<Fiber*> free_;
};

}  // namespace vigil
