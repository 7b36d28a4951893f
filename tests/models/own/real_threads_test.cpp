// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <atomic>

#include "models/own/channel.hpp"
#include "models/own/latch.hpp"
#include "models/own/sync.hpp"
#include "models/own/writer_first_lock.hpp"
#include "tests/models/own/laws.hpp"

// The same primitives and laws as in own_test.cpp, on std::thread. A law holds under every
// schedule, so the verdict does not depend on the one that the machine takes.

namespace vigil::tests::own {

namespace {

std::atomic<int> broken_count{0};

struct World : models::own::StdSync {
  static void require(bool condition, const char*) {
    if (!condition) ++broken_count;
  }
};

using Latch = models::own::Latch<World>;
using Channel = models::own::Channel<int, World>;
using Lock = models::own::WriterFirstLock<World>;

void repeat(void (*law)()) {
  constexpr int run_count = 100;
  broken_count = 0;
  for (int i = 0; i < run_count; ++i) law();
  CHECK(broken_count == 0);
}

}  // namespace

TEST_SUITE_BEGIN("own primitives");

TEST_CASE("the laws hold on real threads from the same source") {
  repeat(latch_opens_after_all<World, Latch>);
  repeat(latch_frees_all_waiters<World, Latch>);
  repeat(latch_stays_open<World, Latch>);
  repeat(channel_keeps_the_order<World, Channel>);
  repeat(channel_loses_nothing<World, Channel>);
  repeat(channel_is_bounded<World, Channel>);
  repeat(close_frees_receivers<World, Channel>);
  repeat(close_frees_senders<World, Channel>);
  repeat(writers_are_alone<World, Lock>);
  repeat(readers_share<World, Lock, Latch>);
  repeat(waiting_writers_go_first<World, Lock>);
}

TEST_SUITE_END();

}  // namespace vigil::tests::own
