// SPDX-License-Identifier: MIT
// Numbers as people read them.
#include "checker/report/quantity.hpp"

#include <doctest/doctest.h>

#include <cstdint>

namespace vigil::test {

TEST_SUITE("text report") {
  TEST_CASE("numbers are grouped by thousands") {
    CHECK(grouped(0) == "0");
    CHECK(grouped(999) == "999");
    CHECK(grouped(1000) == "1,000");
    CHECK(grouped(1234567) == "1,234,567");
    CHECK(grouped(UINT64_MAX) == "18,446,744,073,709,551,615");
  }

  TEST_CASE("sizes are told in the largest unit that they fill and to three digits") {
    constexpr std::uint64_t kibibyte = 1024;
    constexpr std::uint64_t mebibyte = 1024 * kibibyte;
    CHECK(size_in_words(0) == "0 bytes");
    CHECK(size_in_words(1) == "1 byte");
    CHECK(size_in_words(1023) == "1023 bytes");
    CHECK(size_in_words(kibibyte) == "1 KiB");
    CHECK(size_in_words(kibibyte + 256) == "1.25 KiB");
    CHECK(size_in_words(10 * kibibyte - 1) == "10 KiB");
    CHECK(size_in_words(40'000) == "39.1 KiB");
    CHECK(size_in_words(419'904) == "410 KiB");
    CHECK(size_in_words(mebibyte - 513) == "1023 KiB");
    CHECK(size_in_words(mebibyte - 512) == "1 MiB");
    CHECK(size_in_words(1000 * mebibyte) == "1000 MiB");
    CHECK(size_in_words(1536 * mebibyte) == "1.5 GiB");
    CHECK(size_in_words(std::uint64_t{1} << 50) == "1024 TiB");
    CHECK(size_in_words(UINT64_MAX) == "16777216 TiB");
  }
}

}  // namespace vigil::test
