// SPDX-License-Identifier: MIT
#include "checker/fiber/fiber.hpp"

#include <cxxabi.h>

#include <boost/context/fiber.hpp>
#include <boost/context/preallocated.hpp>
#include <cstring>
#include <new>
#include <utility>

#include "checker/assert.hpp"
#include "checker/fiber/stack_pool.hpp"

#if defined(__SANITIZE_ADDRESS__)
#define VIGIL_FIBER_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define VIGIL_FIBER_ASAN 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define VIGIL_FIBER_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define VIGIL_FIBER_TSAN 1
#endif
#endif

#if defined(VIGIL_FIBER_ASAN)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#if defined(VIGIL_FIBER_TSAN)
#include <sanitizer/tsan_interface.h>
#endif

namespace vigil {

namespace {

/// What `__cxa_get_globals()` points to: the same two fields in every Itanium-ABI runtime.
struct ExceptionState {
  void* caught_exceptions = nullptr;
  unsigned int uncaught_count = 0;
};

ExceptionState& exception_state() {
  return *reinterpret_cast<ExceptionState*>(abi::__cxa_get_globals());
}

/// Lets Boost.Context place its control block on a stack that it does not own.
struct PooledStack {
  [[nodiscard]] static boost::context::stack_context allocate() { return {}; }
  static void deallocate(boost::context::stack_context&) {}
};

}  // namespace

struct Fiber::State {
  explicit State(std::size_t stack_bytes) : stack(stack_bytes) {}

  detail::GuardedStack stack;
  boost::context::fiber own;        ///< valid while the fiber is suspended or parked
  boost::context::fiber scheduler;  ///< valid while the fiber runs
  Body body = nullptr;              ///< null while parked
  void* argument = nullptr;
  bool abandoned = false;           ///< frames were dropped: the next start needs a new context
  ExceptionState exceptions;        ///< of the side that is not running
#if defined(VIGIL_FIBER_ASAN)
  void* scheduler_fake_stack = nullptr;
  void* own_fake_stack = nullptr;
  const void* scheduler_bottom = nullptr;
  std::size_t scheduler_bytes = 0;
#endif
#if defined(VIGIL_FIBER_TSAN)
  void* tsan_scheduler = nullptr;
  void* tsan_own = nullptr;
#endif

  void drop_context();
  void make_context();
  void enter();
  void leave();
  boost::context::fiber run(boost::context::fiber&& from);
};

/// Forgets the context without `forced_unwind`: the storage is reused, no destructor runs.
void Fiber::State::drop_context() { ::new (static_cast<void*>(&own)) boost::context::fiber(); }

void Fiber::State::make_context() {
  drop_context();
  boost::context::stack_context context;
  context.sp = stack.top();
  context.size = stack.usable_bytes();
  const boost::context::preallocated place(context.sp, context.size, context);
  own = boost::context::fiber(
      std::allocator_arg, place, PooledStack{},
      [this](boost::context::fiber&& from) { return run(std::move(from)); });
  abandoned = false;
#if defined(VIGIL_FIBER_TSAN)
  if (tsan_own == nullptr) tsan_own = __tsan_create_fiber(0);
#endif
}

/// Scheduler side of the switch.
void Fiber::State::enter() {
  ExceptionState& live = exception_state();
  std::swap(live, exceptions);
#if defined(VIGIL_FIBER_ASAN)
  __sanitizer_start_switch_fiber(&scheduler_fake_stack, stack.bottom(), stack.usable_bytes());
#endif
#if defined(VIGIL_FIBER_TSAN)
  tsan_scheduler = __tsan_get_current_fiber();
  __tsan_switch_to_fiber(tsan_own, 0);
#endif
  own = std::move(own).resume();
#if defined(VIGIL_FIBER_ASAN)
  __sanitizer_finish_switch_fiber(scheduler_fake_stack, nullptr, nullptr);
#endif
  std::swap(live, exceptions);
}

/// Fiber side of the switch.
void Fiber::State::leave() {
#if defined(VIGIL_FIBER_ASAN)
  __sanitizer_start_switch_fiber(&own_fake_stack, scheduler_bottom, scheduler_bytes);
#endif
#if defined(VIGIL_FIBER_TSAN)
  __tsan_switch_to_fiber(tsan_scheduler, 0);
#endif
  scheduler = std::move(scheduler).resume();
#if defined(VIGIL_FIBER_ASAN)
  __sanitizer_finish_switch_fiber(own_fake_stack, &scheduler_bottom, &scheduler_bytes);
#endif
}

boost::context::fiber Fiber::State::run(boost::context::fiber&& from) {
#if defined(VIGIL_FIBER_ASAN)
  __sanitizer_finish_switch_fiber(nullptr, &scheduler_bottom, &scheduler_bytes);
#endif
  scheduler = std::move(from);
  while (true) {
    body(argument);
    body = nullptr;
    leave();  // parked; the next resume comes after the next start
  }
}

Fiber::Fiber(std::size_t stack_bytes) : state_(std::make_unique<State>(stack_bytes)) {
  state_->make_context();
}

Fiber::~Fiber() {
  // A parked worker holds nothing: its only frames are the loop above. It is dropped with its
  // stack rather than unwound, since unwinding would throw through the frames of a dropped model.
  state_->drop_context();
#if defined(VIGIL_FIBER_ASAN)
  __asan_unpoison_memory_region(state_->stack.bottom(), state_->stack.usable_bytes());
#endif
#if defined(VIGIL_FIBER_TSAN)
  if (state_->tsan_own != nullptr) __tsan_destroy_fiber(state_->tsan_own);
#endif
}

void Fiber::start(Body body, void* argument) {
  VIGIL_ASSERT(parked(), "a fiber gets a new body only when it is parked");
  if (state_->abandoned) {
#if defined(VIGIL_FIBER_ASAN)
    // The dropped frames never took back the red zones that they had laid.
    __asan_unpoison_memory_region(state_->stack.bottom(), state_->stack.usable_bytes());
#endif
    state_->make_context();
  }
  state_->body = body;
  state_->argument = argument;
}

void Fiber::resume() { state_->enter(); }

void Fiber::suspend() { state_->leave(); }

void Fiber::abandon() {
  state_->body = nullptr;
  state_->abandoned = true;
  exception_state() = {};
  state_->leave();
  VIGIL_ASSERT(false, "an abandoned fiber never runs again");
  __builtin_unreachable();
}

bool Fiber::parked() const { return state_->body == nullptr; }

/// boost::context::fiber holds one word, the `fcontext_t`, and has no other way to tell it.
const void* Fiber::saved_registers() const {
  static_assert(sizeof(boost::context::fiber) == sizeof(void*));
  const void* registers = nullptr;
  std::memcpy(&registers, &state_->own, sizeof registers);
  return registers;
}

bool Fiber::guards(const void* address) const { return state_->stack.guards(address); }

Fiber& FiberPool::take() {
  if (free_.empty()) {
    all_.push_back(std::unique_ptr<Fiber>(new Fiber(stack_bytes_)));
    return *all_.back();
  }
  Fiber& fiber = *free_.back();
  free_.pop_back();
  return fiber;
}

}  // namespace vigil
