// SPDX-License-Identifier: MIT
#pragma once

/// A latch: closed until it has been counted down to zero, open ever after.
///
/// | state  | count_down        | wait   |
/// |--------|-------------------|--------|
/// | closed | may open it       | blocks |
/// | open   | not allowed       | passes |

namespace vigil::models::own {

template <class Sync>
class Latch {
 public:
  explicit Latch(int count) : count_(count) {}

  void count_down() {
    const typename Sync::lock_guard lock(mutex_);
    if (--count_ == 0) open_.notify_all();
  }

  void wait() {
    typename Sync::unique_lock lock(mutex_);
    open_.wait(lock, [this] { return count_ == 0; });
  }

 private:
  typename Sync::mutex mutex_;
  typename Sync::condition_variable open_;
  typename Sync::template variable<int> count_;
};

}  // namespace vigil::models::own
