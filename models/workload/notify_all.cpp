// SPDX-License-Identifier: MIT
/// n waiters, one notify_all: does everybody get away? `pairs` runs several such groups that have
/// nothing in common, which is where a reduction earns its keep: their traces multiply, their
/// interleavings explode.
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "models/workload/workload.hpp"
#include "primitives/shared.hpp"
#include "primitives/threads.hpp"

namespace vigil::models::workload {

namespace sync = vigil::threads;

namespace {

struct Group {
  sync::mutex mutex{"m"};
  sync::condition_variable condition{"cv"};
  Shared<bool> go{false, "go"};
};

void wait_until_go(Group& group) {
  sync::unique_lock lock(group.mutex);
  group.condition.wait(lock, [&group]() -> bool { return group.go; });
}

void let_go(Group& group, bool unlocked) {
  sync::unique_lock lock(group.mutex);
  group.go = true;
  if (unlocked) lock.unlock();
  group.condition.notify_all();
}

void run_group(Group& group, std::int64_t waiter_count, bool unlocked) {
  sync::equal_threads waiters = sync::spawn_equal(static_cast<std::size_t>(waiter_count), "waiter",
                                                  [&group] { wait_until_go(group); });
  let_go(group, unlocked);
  waiters.join();
}

void notify_all_body(const Parameters& parameters) {
  Group group;
  run_group(group, parameters["n"], parameters["unlocked"] != 0);
}

void pairs_body(const Parameters& parameters) {
  const std::int64_t waiter_count = parameters["n"];
  const bool unlocked = parameters["unlocked"] != 0;
  std::deque<Group> groups(static_cast<std::size_t>(parameters["groups"]));
  std::vector<sync::thread> leaders;
  for (Group& group : groups) {
    leaders.emplace_back(
        [&group, waiter_count, unlocked] { run_group(group, waiter_count, unlocked); });
  }
  for (sync::thread& leader : leaders) leader.join();
}

}  // namespace

Model notify_all() {
  return describe("notify_all", "Does one notify_all free all n waiters?",
                  "models/workload/notify_all.cpp", {size("n", 4, 100, "waiters"), unlocked()},
                  notify_all_body);
}

Model pairs() {
  return describe("pairs", "Do independent groups of waiters stay independent?",
                  "models/workload/notify_all.cpp",
                  {size("groups", 2, 20, "groups with a lock of their own"),
                   size("n", 2, 20, "waiters of each group"), unlocked()},
                  pairs_body);
}

}  // namespace vigil::models::workload
