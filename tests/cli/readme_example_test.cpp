// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <mutex>

// What the README shows of a user's own test; readme_test.cpp checks that it is the same text.

#include <checker/testing.hpp>
#include <primitives/asyncio.hpp>
namespace aio = vigil::asyncio;

TEST_CASE("every guest gets a plate") {
  CHECK(aio::verify([] {
    aio::Condition ready{"ready"};
    vigil::Shared<int> plates{0, "plates"};
    aio::spawn("cook", [&] {
      const std::scoped_lock held{ready};
      ++plates;
      ready.notify();
    });
    const std::scoped_lock held{ready};
    ready.wait_for([&] { return plates > 0; });
    vigil::require(plates == 1, "the guest finds one plate");
  }));
}
