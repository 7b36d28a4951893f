// SPDX-License-Identifier: MIT
#pragma once

/// A channel that holds up to `capacity` values, in the order in which they were sent.
///
/// | state            | send                    | receive                  | close           |
/// |------------------|-------------------------|--------------------------|-----------------|
/// | neither          | puts it in, true        | takes the oldest         | wakes everybody |
/// | full             | blocks                  | takes the oldest         | wakes everybody |
/// | empty            | puts it in, true        | blocks                   | wakes everybody |
/// | closed           | false                   | the oldest, then nothing | nothing         |

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace vigil::models::own {

template <class T, class Sync>
class Channel {
 public:
  /// Requires: capacity > 0.
  explicit Channel(std::size_t capacity) : slots_(capacity) {}

  /// Returns: false where the channel is closed, also while the call waited.
  bool send(T value) {
    typename Sync::unique_lock lock(mutex_);
    not_full_.wait(lock, [this] { return closed_ || count_ < slots_.size(); });
    if (closed_) return false;
    slots_[(first_ + count_) % slots_.size()] = std::move(value);
    ++count_;
    not_empty_.notify_one();
    return true;
  }

  /// Returns: nothing where the channel is closed and empty.
  std::optional<T> receive() {
    typename Sync::unique_lock lock(mutex_);
    not_empty_.wait(lock, [this] { return closed_ || count_ > 0; });
    if (count_ == 0) return std::nullopt;
    T value = std::move(slots_[first_]);
    first_ = (first_ + 1) % slots_.size();
    --count_;
    not_full_.notify_one();
    return value;
  }

  void close() {
    const typename Sync::lock_guard lock(mutex_);
    closed_ = true;
    not_full_.notify_all();
    not_empty_.notify_all();
  }

  [[nodiscard]] std::size_t size() {
    const typename Sync::lock_guard lock(mutex_);
    return count_;
  }

 private:
  typename Sync::mutex mutex_;
  typename Sync::condition_variable not_full_;
  typename Sync::condition_variable not_empty_;
  typename Sync::template variable<std::size_t> count_{0};
  typename Sync::template variable<bool> closed_{false};
  // Only touched together with `count_`, whose declaration watches over all three.
  std::vector<T> slots_;
  std::size_t first_ = 0;
};

}  // namespace vigil::models::own
