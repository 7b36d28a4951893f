// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "checker/testing.hpp"
#include "models/own/channel.hpp"
#include "models/own/latch.hpp"
#include "models/own/sync.hpp"
#include "models/own/writer_first_lock.hpp"
#include "tests/models/own/laws.hpp"
#include "tests/models/own/wrong.hpp"

// The laws of models/own under every schedule, and that each law can fail: tried on primitives that
// are wrong in one place (wrong.hpp).

namespace vigil::tests::own {

namespace {

/// Where laws are run by Vigil.
struct World : models::own::VigilSync {
  static void require(bool condition, std::string_view what,
                      source_location where = source_location::current()) {
    vigil::require(condition, what, where);
  }
};

using Latch = models::own::Latch<World>;
using Channel = models::own::Channel<int, World>;
using Lock = models::own::WriterFirstLock<World>;

/// Also with waits that return for no reason.
void check(void (*law)()) {
  CHECK(threads::verify(law));
  CHECK(threads::verify(law, {.execution = {.spurious_budget = 1}}));
}

}  // namespace

TEST_SUITE_BEGIN("own primitives");

TEST_CASE("a latch opens when all have counted down and stays open") {
  check(latch_opens_after_all<World, Latch>);
  check(latch_frees_all_waiters<World, Latch>);
  check(latch_stays_open<World, Latch>);
}

TEST_CASE("a channel keeps the order and loses nothing") {
  check(channel_keeps_the_order<World, Channel>);
  check(channel_loses_nothing<World, Channel>);
  check(channel_is_bounded<World, Channel>);
}

TEST_CASE("closing a channel frees whoever waits on either side") {
  check(close_frees_receivers<World, Channel>);
  check(close_frees_senders<World, Channel>);
}

TEST_CASE("a writer is alone and readers share and a waiting writer goes first") {
  check(writers_are_alone<World, Lock>);
  check(readers_share<World, Lock, Latch>);
  check(waiting_writers_go_first<World, Lock>);
}

TEST_CASE("every law is broken by a primitive that is wrong in one place") {
  const auto fails = [](void (*law)(), Property property) {
    return fails_sometimes(threads::verify(law), property);
  };
  CHECK(fails(latch_opens_after_all<World, EarlyLatch<World>>, Property::requirement));
  CHECK(fails(latch_frees_all_waiters<World, NotifyOneLatch<World>>, Property::deadlock));
  CHECK(fails(latch_stays_open<World, ClosingLatch<World>>, Property::deadlock));
  CHECK(fails(channel_keeps_the_order<World, StackChannel<World>>, Property::requirement));
  CHECK(fails(channel_loses_nothing<World, OneConditionChannel<World>>, Property::deadlock));
  CHECK(fails(channel_is_bounded<World, UnboundedChannel<World>>, Property::requirement));
  CHECK(fails(close_frees_receivers<World, NotifyOneChannel<World>>, Property::deadlock));
  CHECK(fails(close_frees_senders<World, NotifyOneChannel<World>>, Property::deadlock));
  CHECK(fails(writers_are_alone<World, LooseLock<World>>, Property::data_race));
  CHECK(fails(readers_share<World, ExclusiveLock<World>, Latch>, Property::deadlock));
  CHECK(fails(waiting_writers_go_first<World, ReaderFirstLock<World>>, Property::requirement));
}

TEST_SUITE_END();

}  // namespace vigil::tests::own
