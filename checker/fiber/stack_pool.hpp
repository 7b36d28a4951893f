// SPDX-License-Identifier: MIT
#pragma once

/// Stacks with a guard page, mapped once and kept. Boost.Context gets them through
/// `PooledStack`, an allocator that never unmaps: a stack belongs to its Fiber.

#include <cstddef>

namespace vigil::detail {

/// One stack: `[guard page | usable bytes)`. Move-only; unmaps on destruction.
class GuardedStack {
 public:
  /// Requires: `usable_bytes` > 0; it is rounded up to whole pages.
  /// Throws: std::bad_alloc when the mapping fails.
  explicit GuardedStack(std::size_t usable_bytes);
  ~GuardedStack();
  GuardedStack(const GuardedStack&) = delete;
  GuardedStack& operator=(const GuardedStack&) = delete;

  [[nodiscard]] void* bottom() const { return bottom_; }            ///< lowest usable address
  [[nodiscard]] void* top() const;                                  ///< one past the highest
  [[nodiscard]] std::size_t usable_bytes() const { return usable_bytes_; }
  [[nodiscard]] bool guards(const void* address) const;             ///< in the guard page?

 private:
  void* base_ = nullptr;
  void* bottom_ = nullptr;
  std::size_t usable_bytes_ = 0;
};

}  // namespace vigil::detail
