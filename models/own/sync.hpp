// SPDX-License-Identifier: MIT
#pragma once

/// What the primitives in this folder are built from, twice. A primitive takes one of these as its
/// parameter `Sync`; production code and Vigil's tests compile the very same source.

#include <condition_variable>
#include <mutex>
#include <thread>

#include "primitives/threads.hpp"

namespace vigil::models::own {

/// The real world.
struct StdSync {
  using mutex = std::mutex;
  using condition_variable = std::condition_variable;
  using unique_lock = std::unique_lock<std::mutex>;
  using lock_guard = std::lock_guard<std::mutex>;
  using thread = std::thread;
  template <class T>
  using variable = T;  ///< data that threads share
};

/// The world of Vigil.
struct VigilSync {
  using mutex = threads::mutex;
  using condition_variable = threads::condition_variable;
  using unique_lock = threads::unique_lock<threads::mutex>;
  using lock_guard = threads::lock_guard<threads::mutex>;
  using thread = threads::thread;
  template <class T>
  using variable = Shared<T>;  ///< watched for data races
};

}  // namespace vigil::models::own
