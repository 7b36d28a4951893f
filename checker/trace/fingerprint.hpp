// SPDX-License-Identifier: MIT
#pragma once

/// The fingerprint of an execution's Mazurkiewicz trace: two executions get the same one if and
/// only if they order dependent transitions alike (up to a collision of 128 bits, about n^2 / 2^129
/// for n traces). It counts traces for `exhaustive`, which is how dpor's optimality is tested.

#include <compare>
#include <cstddef>
#include <cstdint>

#include "checker/event_log.hpp"

namespace vigil {

struct Fingerprint {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  auto operator<=>(const Fingerprint&) const = default;
};

struct FingerprintHash {
  std::size_t operator()(const Fingerprint& fingerprint) const {
    return static_cast<std::size_t>(fingerprint.low);
  }
};

/// Hashes the happens-before relation of the log together with the values chosen.
/// Cost: O(steps x tasks).
[[nodiscard]] Fingerprint fingerprint(const EventLog& log, bool fifo_waiters);

}  // namespace vigil
