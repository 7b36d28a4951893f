// SPDX-License-Identifier: MIT
/// Two models, one of them with a known bug, and two names for parameters and groups.
#include <checker/model.hpp>
#include <primitives/threads.hpp>

namespace {

namespace sync = vigil::threads;

void counter() {
  sync::atomic<int> count{0, "count"};
  sync::thread other([&] { ++count; });
  ++count;
  other.join();
  vigil::require(count == 2, "nothing is lost");
}

VIGIL_MODEL(threads, counter, "does a counter lose anything?");

void philosophers(const vigil::Parameters& parameters) {
  sync::mutex left{"left"};
  sync::mutex right{"right"};
  auto other = sync::thread::named("other", [&] {
    const bool same_order = parameters["ordered"] != 0;
    sync::unique_lock first(same_order ? left : right);
    sync::unique_lock second(same_order ? right : left);
  });
  {
    sync::unique_lock first(left);
    sync::unique_lock second(right);
  }
  other.join();
}

VIGIL_MODEL(threads, philosophers, "can two who take two forks starve?", .name = "table/forks",
            .parameters = {{"ordered", 0, 0, 1}},
            .expected = vigil::violates(vigil::Property::deadlock));

}  // namespace
