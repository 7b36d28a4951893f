// SPDX-License-Identifier: MIT
#pragma once

/// For GoogleTest, whose EXPECT_TRUE prints a bool and nothing of the value that it came from:
///
///     EXPECT_TRUE(vigil::holds(vigil::threads::verify(model)));
///     EXPECT_TRUE(vigil::holds(vigil::deadlocks_never(vigil::threads::outcomes(model))));

#include <gtest/gtest.h>

#include "checker/testing.hpp"

namespace vigil {

/// Anything that is true or false and prints itself: a Report, a Replay, an Answer.
template <class Result>
[[nodiscard]] ::testing::AssertionResult holds(const Result& result) {
  if (static_cast<bool>(result)) return ::testing::AssertionSuccess() << result;
  return ::testing::AssertionFailure() << result;
}

}  // namespace vigil
