// SPDX-License-Identifier: MIT
#pragma once

/// A seeded random walk: every candidate and every value is as likely as the next. The same seed
/// gives the same walk on every machine.

#include <cstdint>
#include <span>
#include <string_view>

#include "checker/strategy.hpp"

namespace vigil {

/// splitmix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014).
class Rng {
 public:
  explicit Rng(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15ull;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
  }
  /// Requires: bound > 0. Returns: 0 .. bound-1 (the bias is below 2^-32 for small bounds).
  std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>(((next() >> 32) * bound) >> 32);
  }

 private:
  std::uint64_t state_;
};

class RandomWalk final : public Strategy {
 public:
  explicit RandomWalk(std::uint64_t seed) : rng_(seed) {}

  bool begin_execution(const Execution*) override { return true; }
  TaskId pick_task(const Execution& execution) override;
  std::uint32_t pick_value(const Execution&,
                           std::span<const std::uint32_t> alternatives) override {
    return alternatives[rng_.below(static_cast<std::uint32_t>(alternatives.size()))];
  }
  void describe(Report&) const override {}
  [[nodiscard]] std::string_view name() const override { return "random"; }

 private:
  Rng rng_;
};

}  // namespace vigil
