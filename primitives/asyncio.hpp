// SPDX-License-Identifier: MIT
#pragma once

/// Everything of the asyncio dialect in one include: what a model of a Python program needs.

#include "primitives/asyncio/barrier.hpp"     // IWYU pragma: export
#include "primitives/asyncio/condition.hpp"   // IWYU pragma: export
#include "primitives/asyncio/equal_tasks.hpp" // IWYU pragma: export
#include "primitives/asyncio/errors.hpp"      // IWYU pragma: export
#include "primitives/asyncio/event.hpp"       // IWYU pragma: export
#include "primitives/asyncio/gather.hpp"      // IWYU pragma: export
#include "primitives/asyncio/lock.hpp"        // IWYU pragma: export
#include "primitives/asyncio/loop_future.hpp"  // IWYU pragma: export
#include "primitives/asyncio/promises.hpp"    // IWYU pragma: export
#include "primitives/asyncio/queue.hpp"       // IWYU pragma: export
#include "primitives/asyncio/semaphore.hpp"   // IWYU pragma: export
#include "primitives/asyncio/sleep.hpp"       // IWYU pragma: export
#include "primitives/asyncio/task.hpp"        // IWYU pragma: export
#include "primitives/asyncio/task_group.hpp"  // IWYU pragma: export
#include "primitives/asyncio/timeout.hpp"     // IWYU pragma: export
#include "primitives/asyncio/wait.hpp"        // IWYU pragma: export
#include "primitives/choose.hpp"              // IWYU pragma: export
#include "primitives/require.hpp"             // IWYU pragma: export
#include "primitives/retry.hpp"               // IWYU pragma: export
#include "primitives/shared.hpp"              // IWYU pragma: export
