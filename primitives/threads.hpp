// SPDX-License-Identifier: MIT
#pragma once

/// Everything of the threads dialect and what models say about themselves, in one include. Inside a
/// namespace of your own:
///
///     namespace sync = vigil::threads;   // or: namespace sync = std;

#include "primitives/choose.hpp"
#include "primitives/require.hpp"
#include "primitives/retry.hpp"
#include "primitives/shared.hpp"
#include "primitives/threads/atomic.hpp"
#include "primitives/threads/condition_variable.hpp"
#include "primitives/threads/equal_threads.hpp"
#include "primitives/threads/locks.hpp"
#include "primitives/threads/mutex.hpp"
#include "primitives/threads/thread.hpp"
