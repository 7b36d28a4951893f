// SPDX-License-Identifier: MIT
#pragma once

/// `unique_lock`, `lock_guard` and `scoped_lock` of the threads dialect: std's own classes work on
/// `vigil::threads::mutex` as they are, but they cannot know where in the model they were written.
/// These can, and reports then show the line. They are std's types otherwise (`unique_lock` derives
/// from std::unique_lock), so `namespace sync = std;` and `namespace sync = vigil::threads;` serve
/// the same source.

#include <mutex>
#include <tuple>
#include <utility>

#include "checker/source_location.hpp"

namespace vigil::threads {

using std::adopt_lock;
using std::adopt_lock_t;
using std::defer_lock;
using std::defer_lock_t;
using std::try_to_lock;
using std::try_to_lock_t;

template <class Mutex>
class unique_lock : public std::unique_lock<Mutex> {
  using Base = std::unique_lock<Mutex>;

 public:
  unique_lock() noexcept = default;
  explicit unique_lock(Mutex& mutex, source_location where = source_location::current())
      : Base(locked(mutex, where), std::adopt_lock) {}
  unique_lock(Mutex& mutex, std::defer_lock_t tag) noexcept : Base(mutex, tag) {}
  unique_lock(Mutex& mutex, std::adopt_lock_t tag) : Base(mutex, tag) {}
  unique_lock(Mutex& mutex, std::try_to_lock_t tag) : Base(mutex, tag) {}

  /// As std's, which checks what can be wrong, with the caller's line.
  void lock(source_location where = source_location::current()) {
    Mutex* const mutex = this->mutex();
    if (mutex == nullptr || this->owns_lock()) return Base::lock();  // throws std::system_error
    mutex->lock(where);
    static_cast<Base&>(*this) = Base(*mutex, std::adopt_lock);
  }
  void unlock(source_location where = source_location::current()) {
    if (!this->owns_lock()) return Base::unlock();  // throws std::system_error
    Mutex* const mutex = Base::release();
    mutex->unlock(where);
    static_cast<Base&>(*this) = Base(*mutex, std::defer_lock);
  }

 private:
  [[nodiscard]] static Mutex& locked(Mutex& mutex, source_location where) {
    mutex.lock(where);
    return mutex;
  }
};

template <class Mutex>
class lock_guard {
 public:
  using mutex_type = Mutex;

  explicit lock_guard(Mutex& mutex, source_location where = source_location::current())
      : mutex_(mutex), where_(where) {
    mutex_.lock(where);
  }
  lock_guard(Mutex& mutex, std::adopt_lock_t, source_location where = source_location::current())
      : mutex_(mutex), where_(where) {}
  ~lock_guard() { mutex_.unlock(where_); }
  lock_guard(const lock_guard&) = delete;
  lock_guard& operator=(const lock_guard&) = delete;

 private:
  Mutex& mutex_;
  source_location where_;
};

/// One mutex, or several in the order-free way of std::lock (which tries and backs off).
template <class... Mutexes>
class scoped_lock : public std::scoped_lock<Mutexes...> {
 public:
  using std::scoped_lock<Mutexes...>::scoped_lock;
};

template <class Mutex>
class scoped_lock<Mutex> : public lock_guard<Mutex> {
 public:
  using lock_guard<Mutex>::lock_guard;
};

template <class Mutex>
unique_lock(Mutex&) -> unique_lock<Mutex>;
template <class Mutex>
lock_guard(Mutex&) -> lock_guard<Mutex>;
template <class... Mutexes>
scoped_lock(Mutexes&...) -> scoped_lock<Mutexes...>;

}  // namespace vigil::threads
