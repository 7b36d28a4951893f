// SPDX-License-Identifier: MIT
#pragma once

/// What a test of one's own includes: models that are callables, statements about reports, and
/// reports that print themselves when a check fails. Needs no test framework and works with any
/// that prints values with `operator<<` (doctest, Catch2, GoogleTest; for the last two see also
/// checker/testing/catch.hpp and gtest.hpp). models/README.md is the tutorial.
///
///     TEST_CASE("every guest gets a plate") {
///       CHECK(vigil::asyncio::verify([] { ... }));
///     }

#include "checker/testing/callable.hpp"
#include "checker/testing/outcomes.hpp"
#include "checker/testing/predicates.hpp"
#include "checker/testing/print.hpp"
