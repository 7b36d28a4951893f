// SPDX-License-Identifier: MIT
#pragma once

/// A readers-writer lock with writer preference: any number of readers or one writer, and no reader
/// enters while a writer waits. It works with std::shared_lock and std::unique_lock.
///
/// | state            | lock_shared | lock   | unlock_shared          | unlock               |
/// |------------------|-------------|--------|------------------------|----------------------|
/// | free             | enters      | enters | not allowed            | not allowed          |
/// | readers inside   | enters      | blocks | the last wakes nobody  | not allowed          |
/// | and writers wait | blocks      | blocks | the last wakes one     | not allowed          |
/// | a writer inside  | blocks      | blocks | not allowed            | a writer, or readers |

namespace vigil::models::own {

template <class Sync>
class WriterFirstLock {
 public:
  void lock_shared() {
    typename Sync::unique_lock lock(mutex_);
    readers_may_.wait(lock, [this] { return !writing_ && waiting_writers_ == 0; });
    ++readers_;
  }

  void unlock_shared() {
    const typename Sync::lock_guard lock(mutex_);
    if (--readers_ == 0 && waiting_writers_ > 0) writer_may_.notify_one();
  }

  void lock() {
    typename Sync::unique_lock lock(mutex_);
    ++waiting_writers_;
    writer_may_.wait(lock, [this] { return !writing_ && readers_ == 0; });
    --waiting_writers_;
    writing_ = true;
  }

  void unlock() {
    const typename Sync::lock_guard lock(mutex_);
    writing_ = false;
    if (waiting_writers_ > 0) {
      writer_may_.notify_one();
    } else {
      readers_may_.notify_all();
    }
  }

  [[nodiscard]] int waiting_writers() {
    const typename Sync::lock_guard lock(mutex_);
    return waiting_writers_;
  }

 private:
  typename Sync::mutex mutex_;
  typename Sync::condition_variable readers_may_;
  typename Sync::condition_variable writer_may_;
  typename Sync::template variable<int> readers_{0};
  typename Sync::template variable<int> waiting_writers_{0};
  typename Sync::template variable<bool> writing_{false};
};

}  // namespace vigil::models::own
