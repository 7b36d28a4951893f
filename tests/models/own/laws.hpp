// SPDX-License-Identifier: MIT
#pragma once

/// The laws of the primitives in models/own, each a small program. `World` is what a primitive is
/// built from and a way to say what must hold, so a law can be run by Vigil and by real threads.
/// The primitive is a parameter as well, so that a law can be tried on a wrong one.

#include <mutex>
#include <optional>
#include <shared_mutex>

namespace vigil::tests::own {

// ---- latch -----------------------------------------------------------------------------------

template <class World, class Latch>
void latch_opens_after_all() {
  Latch latch(2);
  typename World::template variable<int> done{0};
  typename World::mutex mutex;
  const auto work = [&] {
    {
      const typename World::lock_guard lock(mutex);
      ++done;
    }
    latch.count_down();
  };
  typename World::thread a(work);
  typename World::thread b(work);
  latch.wait();
  World::require(done == 2, "both are done when the latch opens");
  a.join();
  b.join();
}

template <class World, class Latch>
void latch_frees_all_waiters() {
  Latch latch(1);
  typename World::thread a([&] { latch.wait(); });
  typename World::thread b([&] { latch.wait(); });
  latch.count_down();
  a.join();
  b.join();
}

template <class World, class Latch>
void latch_stays_open() {
  Latch latch(1);
  latch.count_down();
  latch.wait();
  latch.wait();
}

// ---- channel ---------------------------------------------------------------------------------

template <class World, class Channel>
void channel_keeps_the_order() {
  Channel channel(2);
  typename World::thread producer([&] {
    for (int i = 1; i <= 3; ++i) World::require(channel.send(i), "it is open");
    channel.close();
  });
  for (int i = 1; i <= 3; ++i) {
    World::require(channel.receive() == std::optional<int>(i), "values arrive in order");
  }
  World::require(!channel.receive(), "nothing comes after the end");
  producer.join();
}

template <class World, class Channel>
void channel_loses_nothing() {
  Channel channel(1);
  typename World::mutex mutex;
  typename World::template variable<int> sum{0};
  const auto take = [&] {
    const std::optional<int> value = channel.receive();
    World::require(value.has_value(), "there is a value for each");
    const typename World::lock_guard lock(mutex);
    sum += *value;
  };
  typename World::thread p([&] { World::require(channel.send(1), "it is open"); });
  typename World::thread q([&] { World::require(channel.send(2), "it is open"); });
  typename World::thread a(take);
  typename World::thread b(take);
  p.join();
  q.join();
  a.join();
  b.join();
  World::require(sum == 3, "each value arrives once");
}

template <class World, class Channel>
void channel_is_bounded() {
  Channel channel(1);
  typename World::thread producer([&] {
    World::require(channel.send(1), "it is open");
    World::require(channel.send(2), "it is open");
  });
  World::require(channel.size() <= 1, "it holds no more than it may");
  World::require(channel.receive() == std::optional<int>(1), "the first one is first");
  World::require(channel.receive() == std::optional<int>(2), "the second one is second");
  producer.join();
}

template <class World, class Channel>
void close_frees_receivers() {
  Channel channel(1);
  const auto take = [&] { World::require(!channel.receive(), "a closed channel is empty"); };
  typename World::thread a(take);
  typename World::thread b(take);
  channel.close();
  a.join();
  b.join();
}

template <class World, class Channel>
void close_frees_senders() {
  Channel channel(1);
  World::require(channel.send(1), "there is room for one");
  const auto put = [&] { World::require(!channel.send(2), "there is no room for another"); };
  typename World::thread a(put);
  typename World::thread b(put);
  channel.close();
  a.join();
  b.join();
  World::require(channel.receive() == std::optional<int>(1), "what was sent stays");
}

// ---- readers-writer lock ---------------------------------------------------------------------

/// Under Vigil, a data race on `value` says that two were inside.
template <class World, class Lock>
void writers_are_alone() {
  Lock lock;
  typename World::template variable<int> value{0};
  const auto write = [&] {
    const std::unique_lock<Lock> inside(lock);
    ++value;
  };
  typename World::thread a(write);
  typename World::thread b(write);
  {
    const std::shared_lock<Lock> inside(lock);
    World::require(value >= 0 && value <= 2, "a reader sees what a writer left");
  }
  a.join();
  b.join();
  World::require(value == 2, "no update is lost");
}

/// Each waits inside for the other.
template <class World, class Lock, class Latch>
void readers_share() {
  Lock lock;
  Latch both_inside(2);
  const auto read = [&] {
    const std::shared_lock<Lock> inside(lock);
    both_inside.count_down();
    both_inside.wait();
  };
  typename World::thread other(read);
  read();
  other.join();
}

template <class World, class Lock>
void waiting_writers_go_first() {
  Lock lock;
  typename World::template variable<bool> written{false};
  lock.lock_shared();
  typename World::thread writer([&] {
    const std::unique_lock<Lock> inside(lock);
    written = true;
  });
  typename World::thread late([&] {
    const bool writer_waits = lock.waiting_writers() > 0;
    const std::shared_lock<Lock> inside(lock);
    if (writer_waits) World::require(written, "a writer who waits is first");
  });
  lock.unlock_shared();
  writer.join();
  late.join();
}

}  // namespace vigil::tests::own
