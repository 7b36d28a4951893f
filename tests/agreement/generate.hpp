// SPDX-License-Identifier: MIT
#pragma once

/// Random programs for the agreement tests: two to four tasks that share two locks, their
/// conditions, variables, and, by dialect, atomics or events and time. Mostly well-formed (locks
/// are given back, data is guarded), with a little misuse mixed in; small enough that most can be
/// enumerated.

#include <cstdint>

#include "tests/agreement/program.hpp"

namespace vigil::agreement {

/// The same program for the same numbers, in every build. Even indices: threads, odd ones: asyncio.
[[nodiscard]] Program generate(std::uint64_t seed, std::uint64_t index);

/// Gives an asyncio program (others stay what they are) what the adversary is about: a budget of
/// cancellations, timeouts that may expire at any moment, blocks under a timeout, and blocks that
/// catch CancelledError.
[[nodiscard]] Program with_adversary(Program program, std::uint64_t seed, std::uint64_t index);

/// Lets some of the tasks be several that are equal.
[[nodiscard]] Program with_groups(Program program, std::uint64_t seed, std::uint64_t index);

/// Lets some tasks have chosen something before they spawn others, some threads be detached, and
/// some loops around a wait be a wait for a predicate.
[[nodiscard]] Program with_loose_ends(Program program, std::uint64_t seed, std::uint64_t index);

}  // namespace vigil::agreement
