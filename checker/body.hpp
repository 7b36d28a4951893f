// SPDX-License-Identifier: MIT
#pragma once

/// `Body`: what a task runs. A move-only callable of no arguments that keeps up to 64 bytes of
/// captures in place, since an allocation per spawn would cost as much as several transitions.

#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace vigil {

class Body {
 public:
  Body() = default;
  template <class Callable>
    requires(!std::is_same_v<std::remove_cvref_t<Callable>, Body> &&
             std::is_invocable_v<std::remove_cvref_t<Callable>&>)
  Body(Callable&& callable) {  // NOLINT(google-explicit-constructor): a lambda is a body
    using Stored = std::remove_cvref_t<Callable>;
    if constexpr (fits<Stored>) {
      ::new (static_cast<void*>(storage_)) Stored(std::forward<Callable>(callable));
      actions_ = &in_place<Stored>;
    } else {
      ::new (static_cast<void*>(storage_)) Stored*(new Stored(std::forward<Callable>(callable)));
      actions_ = &on_heap<Stored>;
    }
  }
  Body(Body&& other) noexcept { take(other); }
  Body& operator=(Body&& other) noexcept {
    if (this != &other) {
      reset();
      take(other);
    }
    return *this;
  }
  ~Body() { reset(); }

  explicit operator bool() const { return actions_ != nullptr; }
  void operator()() { actions_->call(storage_); }
  void reset() {
    if (actions_ != nullptr) actions_->destroy(storage_);
    actions_ = nullptr;
  }

 private:
  struct Actions {
    void (*call)(void*);
    void (*move)(void* from, void* to);
    void (*destroy)(void*);
  };
  static constexpr std::size_t size_bytes = 64;
  template <class Stored>
  static constexpr bool fits = sizeof(Stored) <= size_bytes &&
                               alignof(Stored) <= alignof(std::max_align_t) &&
                               std::is_nothrow_move_constructible_v<Stored>;

  template <class Stored>
  static constexpr Actions in_place = {
      [](void* at) { (*static_cast<Stored*>(at))(); },
      [](void* from, void* to) {
        ::new (to) Stored(std::move(*static_cast<Stored*>(from)));
        static_cast<Stored*>(from)->~Stored();
      },
      [](void* at) { static_cast<Stored*>(at)->~Stored(); }};
  template <class Stored>
  static constexpr Actions on_heap = {
      [](void* at) { (**static_cast<Stored**>(at))(); },
      [](void* from, void* to) { ::new (to) Stored*(*static_cast<Stored**>(from)); },
      [](void* at) { delete *static_cast<Stored**>(at); }};

  void take(Body& other) noexcept {
    actions_ = other.actions_;
    if (actions_ != nullptr) actions_->move(other.storage_, storage_);
    other.actions_ = nullptr;
  }

  const Actions* actions_ = nullptr;
  alignas(std::max_align_t) std::byte storage_[size_bytes];
};

}  // namespace vigil
