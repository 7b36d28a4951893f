// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

// GoogleTest's own main prints the path that it was built at, which differs between distributions.
int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
