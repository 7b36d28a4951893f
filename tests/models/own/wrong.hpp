// SPDX-License-Identifier: MIT
#pragma once

/// Primitives as those of models/own, each wrong in one place that its name tells.

#include <cstddef>
#include <optional>
#include <vector>

namespace vigil::tests::own {

/// A latch with switches for what can be wrong.
template <class Sync, bool early, bool one, bool closes>
class WrongLatch {
 public:
  explicit WrongLatch(int count) : count_(count) {}
  void count_down() {
    const typename Sync::lock_guard lock(mutex_);
    --count_;
    if (count_ > 0) return;
    if (one) {
      open_.notify_one();
    } else {
      open_.notify_all();
    }
  }
  void wait() {
    typename Sync::unique_lock lock(mutex_);
    open_.wait(lock, [this] { return count_ == 0 || (early && count_ == 1); });
    if (closes) ++count_;
  }

 private:
  typename Sync::mutex mutex_;
  typename Sync::condition_variable open_;
  typename Sync::template variable<int> count_;
};
template <class Sync>
using EarlyLatch = WrongLatch<Sync, true, false, false>;
template <class Sync>
using NotifyOneLatch = WrongLatch<Sync, false, true, false>;
template <class Sync>
using ClosingLatch = WrongLatch<Sync, false, false, true>;

enum class Flaw { stack, one_condition, unbounded, notify_one };

template <class Sync, Flaw flaw>
class WrongChannel {
 public:
  explicit WrongChannel(std::size_t capacity) : capacity_(capacity) {}
  bool send(int value) {
    typename Sync::unique_lock lock(mutex_);
    not_full_.wait(lock,
                   [this] { return closed_ || count_ < capacity_ || flaw == Flaw::unbounded; });
    if (closed_) return false;
    values_.push_back(value);
    ++count_;
    not_empty().notify_one();
    return true;
  }
  std::optional<int> receive() {
    typename Sync::unique_lock lock(mutex_);
    not_empty().wait(lock, [this] { return closed_ || count_ > 0; });
    if (count_ == 0) return std::nullopt;
    const auto at = flaw == Flaw::stack ? values_.end() - 1 : values_.begin();
    const int value = *at;
    values_.erase(at);
    --count_;
    not_full_.notify_one();
    return value;
  }
  void close() {
    const typename Sync::lock_guard lock(mutex_);
    closed_ = true;
    if (flaw == Flaw::notify_one) {
      not_full_.notify_one();
      not_empty().notify_one();
      return;
    }
    not_full_.notify_all();
    not_empty().notify_all();
  }
  [[nodiscard]] std::size_t size() {
    const typename Sync::lock_guard lock(mutex_);
    return count_;
  }

 private:
  [[nodiscard]] typename Sync::condition_variable& not_empty() {
    return flaw == Flaw::one_condition ? not_full_ : not_empty_;
  }

  std::size_t capacity_;
  typename Sync::mutex mutex_;
  typename Sync::condition_variable not_full_;
  typename Sync::condition_variable not_empty_;
  typename Sync::template variable<std::size_t> count_{0};
  typename Sync::template variable<bool> closed_{false};
  std::vector<int> values_;
};
template <class Sync>
using StackChannel = WrongChannel<Sync, Flaw::stack>;
template <class Sync>
using OneConditionChannel = WrongChannel<Sync, Flaw::one_condition>;
template <class Sync>
using UnboundedChannel = WrongChannel<Sync, Flaw::unbounded>;
template <class Sync>
using NotifyOneChannel = WrongChannel<Sync, Flaw::notify_one>;

enum class Policy { loose, exclusive, reader_first };

template <class Sync, Policy policy>
class WrongLock {
 public:
  void lock_shared() {
    typename Sync::unique_lock lock(mutex_);
    changed_.wait(lock, [this] {
      if (policy == Policy::exclusive && readers_ > 0) return false;
      return !writing_ && (policy == Policy::reader_first || waiting_writers_ == 0);
    });
    ++readers_;
  }
  void unlock_shared() {
    const typename Sync::lock_guard lock(mutex_);
    --readers_;
    changed_.notify_all();
  }
  void lock() {
    typename Sync::unique_lock lock(mutex_);
    ++waiting_writers_;
    changed_.wait(lock, [this] { return !writing_ && (policy == Policy::loose || readers_ == 0); });
    --waiting_writers_;
    writing_ = true;
  }
  void unlock() {
    const typename Sync::lock_guard lock(mutex_);
    writing_ = false;
    changed_.notify_all();
  }
  [[nodiscard]] int waiting_writers() {
    const typename Sync::lock_guard lock(mutex_);
    return waiting_writers_;
  }

 private:
  typename Sync::mutex mutex_;
  typename Sync::condition_variable changed_;
  typename Sync::template variable<int> readers_{0};
  typename Sync::template variable<int> waiting_writers_{0};
  typename Sync::template variable<bool> writing_{false};
};
template <class Sync>
using LooseLock = WrongLock<Sync, Policy::loose>;
template <class Sync>
using ExclusiveLock = WrongLock<Sync, Policy::exclusive>;
template <class Sync>
using ReaderFirstLock = WrongLock<Sync, Policy::reader_first>;

}  // namespace vigil::tests::own
