// SPDX-License-Identifier: MIT
#pragma once

/// `choose(n)`: a value that the search picks. Every value that a program draws at random, reads
/// from a user or gets from a network is a choose: all of them are explored. Not a scheduling
/// point.

#include <cstdint>

#include "checker/source_location.hpp"

namespace vigil {

/// Requires: n > 0 (a `requirement` violation otherwise).
/// Returns: one of 0 .. n-1.
std::uint32_t choose(std::uint32_t n, source_location where = source_location::current());

}  // namespace vigil
