// SPDX-License-Identifier: MIT
/// A test that fails, for what Catch2 makes of the report (see CMakeLists.txt).
#define CATCH_CONFIG_MAIN
#define CATCH_CONFIG_CONSOLE_WIDTH 160
#include <checker/testing/catch.hpp>
#include <primitives/threads.hpp>

TEST_CASE("a plain counter loses nothing") {
  namespace sync = vigil::threads;
  CHECK(sync::verify({"a counter with a long name for a long schedule", [] {
    vigil::Shared<int> count{0, "count"};
    auto other = sync::thread::named("another thread with a long name", [&] { ++count; });
    ++count;
    other.join();
  }}));
}
