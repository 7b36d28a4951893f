// SPDX-License-Identifier: MIT
#pragma once

/// The fingerprint of an execution's Mazurkiewicz trace: two executions get the same one if and
/// only if they order dependent transitions alike (up to a collision of 128 bits, about n^2 / 2^129
/// for n traces). It counts traces for `exhaustive`, which is how dpor's optimality is tested.

#include "checker/event_log.hpp"
#include "checker/state/hash128.hpp"

namespace vigil {

using Fingerprint = Hash128;

/// Hashes the happens-before relation of the log together with the values chosen.
/// Cost: O(steps x tasks).
[[nodiscard]] Fingerprint fingerprint(const EventLog& log, bool fifo_waiters);

}  // namespace vigil
