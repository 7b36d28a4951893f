// SPDX-License-Identifier: MIT
/// A bounded buffer with two condition variables, and three ways to get it wrong: one condition
/// variable for both sides (`shared_cv`: a notify reaches the wrong kind of waiter), `if` where a
/// loop is needed (`if_not_while`: somebody else took the item first), and waiting without the lock
/// (`no_lock_wait`).
#include <cstdint>
#include <string_view>

#include "models/workload/workload.hpp"
#include "primitives/require.hpp"
#include "primitives/shared.hpp"
#include "primitives/threads.hpp"

namespace vigil::models::workload {

namespace sync = vigil::threads;

namespace {

struct Buffer {
  std::int64_t capacity;
  bool unlocked;
  sync::mutex mutex{"m"};
  sync::condition_variable not_full{"not_full"};
  sync::condition_variable not_empty{"not_empty"};
  Shared<std::int64_t> items{0, "items"};
};

void put(Buffer& buffer, sync::condition_variable& not_full, sync::condition_variable& not_empty) {
  sync::unique_lock lock(buffer.mutex);
  not_full.wait(lock, [&buffer] { return buffer.items < buffer.capacity; });
  ++buffer.items;
  if (buffer.unlocked) lock.unlock();
  not_empty.notify_one();
}

void take(Buffer& buffer, sync::condition_variable& not_full,
          sync::condition_variable& not_empty) {
  sync::unique_lock lock(buffer.mutex);
  not_empty.wait(lock, [&buffer] { return buffer.items > 0; });
  --buffer.items;
  if (buffer.unlocked) lock.unlock();
  not_full.notify_one();
}

void run(const Parameters& parameters, std::int64_t capacity, std::int64_t item_count,
         bool shared) {
  const std::int64_t producer_count = parameters["producers"];
  const std::int64_t consumer_count = parameters["consumers"];
  Buffer buffer{.capacity = capacity, .unlocked = parameters["unlocked"] != 0};
  sync::condition_variable& not_empty = shared ? buffer.not_full : buffer.not_empty;
  sync::equal_threads producers =
      sync::spawn_equal(static_cast<std::size_t>(producer_count), "producer", [&] {
        for (std::int64_t k = 0; k < item_count; ++k) put(buffer, buffer.not_full, not_empty);
      });
  // What does not divide evenly is taken by the first consumers.
  const std::int64_t all = producer_count * item_count;
  const auto consume = [&](std::int64_t consumers, std::string_view name, std::int64_t count) {
    const auto body = [&buffer, &not_empty, count] {
      for (std::int64_t k = 0; k < count; ++k) take(buffer, buffer.not_full, not_empty);
    };
    return sync::spawn_equal(static_cast<std::size_t>(consumers), name, body);
  };
  const std::int64_t larger = all % consumer_count;
  const std::int64_t share = all / consumer_count;
  sync::equal_threads eager = consume(larger, "eager consumer", share + 1);
  sync::equal_threads consumers = consume(consumer_count - larger, "consumer", share);
  producers.join();
  eager.join();
  consumers.join();
}

void buffer_body(const Parameters& parameters) {
  run(parameters, parameters["capacity"], parameters["items"], false);
}

void shared_cv_body(const Parameters& parameters) { run(parameters, 1, 1, true); }

/// One producer puts two items into a buffer that never fills; two consumers take one each.
void if_not_while_body(const Parameters&) {
  sync::mutex mutex{"m"};
  sync::condition_variable not_empty{"not_empty"};
  Shared<int> items{0, "items"};
  sync::thread producer([&] {
    for (int k = 0; k < 2; ++k) {
      const sync::unique_lock lock(mutex);
      ++items;
      not_empty.notify_one();
    }
  });
  const auto consume = [&] {
    sync::unique_lock lock(mutex);
    if (items == 0) not_empty.wait(lock);
    require(items > 0, "a consumer takes from a buffer that is not empty");
    --items;
  };
  sync::thread first(consume);
  sync::thread second(consume);
  producer.join();
  first.join();
  second.join();
}

void no_lock_wait_body(const Parameters&) {
  sync::mutex mutex{"m"};
  sync::condition_variable condition{"cv"};
  sync::thread waiter([&] {
    sync::unique_lock lock(mutex, sync::defer_lock);
    condition.wait(lock);
  });
  waiter.join();
}

}  // namespace

Model buffer() {
  return describe("buffer", "Does every item of a bounded buffer find its way?",
                  "models/workload/buffer.cpp",
                  {size("producers", 2, 20, "producers"), size("consumers", 2, 20, "consumers"),
                   size("capacity", 1, 100, "items that fit"),
                   size("items", 1, 100, "items that each producer puts"), unlocked()},
                  buffer_body);
}

Model shared_cv() {
  return describe("shared_cv", "Is one condition variable enough for both sides of a buffer?",
                  "models/workload/buffer.cpp",
                  {size("producers", 2, 20, "producers"), size("consumers", 2, 20, "consumers"),
                   unlocked()},
                  shared_cv_body, {.verdict = Verdict::violated, .property = Property::deadlock});
}

Model if_not_while() {
  return describe("if_not_while", "May a consumer trust what it saw before it waited?",
                  "models/workload/buffer.cpp", {}, if_not_while_body,
                  {.verdict = Verdict::violated, .property = Property::requirement});
}

Model no_lock_wait() {
  return describe("no_lock_wait", "What happens to a wait without the lock?",
                  "models/workload/buffer.cpp", {}, no_lock_wait_body,
                  {.verdict = Verdict::violated, .property = Property::misuse});
}

}  // namespace vigil::models::workload
