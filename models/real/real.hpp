// SPDX-License-Identifier: MIT
#pragma once

/// Real bugs: algorithms that shipped, each beside the one that replaced it, in one program that
/// tells them apart. A file is one bug; it opens with the tracker entry and what went wrong, and
/// says `if constexpr (fixed)` where the two differ. Each becomes two models, `real/<name>` and
/// `real/<name>_fixed`. README.md here has the table.

#include <functional>
#include <string>
#include <vector>

#include "checker/program.hpp"

namespace vigil::models::real {

struct Bug {
  std::string name{};       ///< "gh112202_lost_notify", the name of its file, too
  std::string about{};      ///< one line: what goes wrong
  Property property{};      ///< what the old algorithm breaks
  bool fifo = false;        ///< the schedule of asyncio's own loop breaks it, too
  std::string diagnosis{};  ///< a phrase of the diagnosis, for tests
  std::function<void()> old{};
  std::function<void()> fixed{};
};

/// All of them, in the order of the table.
[[nodiscard]] std::vector<Bug> bugs();

/// The two models of a bug.
[[nodiscard]] Model old_model(const Bug& bug);
[[nodiscard]] Model fixed_model(const Bug& bug);

// Locks of asyncio.
[[nodiscard]] Bug bpo27585_newcomer();
[[nodiscard]] Bug bpo27585_cancelled();
[[nodiscard]] Bug bpo32734_two_holders();
// Conditions of asyncio.
[[nodiscard]] Bug bpo22970_without_lock();
[[nodiscard]] Bug bpo32841_swallowed_cancel();
[[nodiscard]] Bug gh112202_lost_notify();
// Semaphores of asyncio.
[[nodiscard]] Bug asyncio270_lost_wakeup();
[[nodiscard]] Bug bpo45997_overtaking();
[[nodiscard]] Bug gh90155_stuck();
// Queues, barriers, timeouts and groups of asyncio.
[[nodiscard]] Bug gh83055_queue_overtaking();
[[nodiscard]] Bug bpo23812_item_lost();
[[nodiscard]] Bug asyncio268_queue_assertion();
[[nodiscard]] Bug gh155233_barrier_index();
[[nodiscard]] Bug gh86296_swallowed_cancel();
[[nodiscard]] Bug gh77819_timeout_without_lock();
[[nodiscard]] Bug gh86766_cancel_without_lock();
[[nodiscard]] Bug gh102780_no_timeout_error();
[[nodiscard]] Bug gh116720_nested_group();
// Elsewhere.
[[nodiscard]] Bug anyio387_owner_gone();
[[nodiscard]] Bug anyio1145_newcomer();
[[nodiscard]] Bug tokio3652_lost_permit();
[[nodiscard]] Bug embassy6964_head_gone();

}  // namespace vigil::models::real
