// SPDX-License-Identifier: MIT
#pragma once

/// `vigil::threads::thread`, std::thread under Vigil. Spawning, starting, ending and joining are
/// not scheduling points: nobody can observe when exactly they happen.
///
/// | state            | join                    | detach | destruction, assignment |
/// |------------------|-------------------------|--------|-------------------------|
/// | joinable         | waits for the end       | lets go| misuse (std::terminate) |
/// | not joinable     | throws std::system_error| throws | fine                    |
/// | joining oneself  | throws std::system_error|        |                         |
///
/// Source: [thread.thread.class]. An exception that leaves the function is an `uncaught` violation.

#include <functional>
#include <memory>
#include "checker/source_location.hpp"
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "checker/body.hpp"
#include "checker/execution.hpp"

namespace vigil::threads {

class thread {
 public:
  /// Identifies a thread; the default one identifies none.
  class id {
   public:
    id() = default;
    explicit id(TaskId task) : task_(task) {}
    auto operator<=>(const id&) const = default;
    [[nodiscard]] TaskId task() const { return task_; }

   private:
    TaskId task_;
  };

  thread() noexcept = default;
  template <class Function, class... Arguments>
    requires(!std::is_same_v<std::remove_cvref_t<Function>, thread>)
  explicit thread(Function&& function, Arguments&&... arguments)
      : thread(std::string_view{}, body_of(std::forward<Function>(function),
                                           std::forward<Arguments>(arguments)...)) {}
  /// As the constructor, with a name for reports. An extension of std's interface.
  template <class Function, class... Arguments>
  [[nodiscard]] static thread named(std::string_view name, Function&& function,
                                    Arguments&&... arguments) {
    return thread(name, body_of(std::forward<Function>(function),
                                std::forward<Arguments>(arguments)...));
  }
  ~thread();
  thread(thread&& other) noexcept : task_(std::exchange(other.task_, TaskId{})) {}
  thread& operator=(thread&& other) noexcept;
  thread(const thread&) = delete;
  thread& operator=(const thread&) = delete;

  [[nodiscard]] bool joinable() const noexcept { return task_.valid(); }
  void join(source_location where = source_location::current());
  void detach();
  [[nodiscard]] id get_id() const noexcept { return id{task_}; }
  void swap(thread& other) noexcept { std::swap(task_, other.task_); }

 private:
  thread(std::string_view name, Body body);

  template <class Function, class... Arguments>
  [[nodiscard]] static Body body_of(Function&& function, Arguments&&... arguments) {
    if constexpr (sizeof...(Arguments) == 0) {
      return Body{std::forward<Function>(function)};
    } else {
      return Body{[call = std::make_tuple(std::decay_t<Function>(std::forward<Function>(function)),
                                          std::decay_t<Arguments>(
                                              std::forward<Arguments>(arguments))...)]() mutable {
        std::apply([](auto&... parts) { std::invoke(std::move(parts)...); }, call);
      }};
    }
  }
  void check_not_joinable(const char* what);

  TaskId task_;
};

namespace this_thread {
[[nodiscard]] thread::id get_id();
/// A hint to a real scheduler; here nothing, since every order is explored anyway.
inline void yield() {}
}  // namespace this_thread

}  // namespace vigil::threads
