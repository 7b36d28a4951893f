// SPDX-License-Identifier: MIT
#pragma once

/// The hash of what one object says of its state, for comparing the same object at two moments.

#include <cstdint>

#include "checker/object.hpp"
#include "checker/state_hash.hpp"

namespace vigil {

class HashSink final : public StateSink {
 public:
  void add(std::uint64_t word) override { words_ = hash_step(words_, word); }
  void add(TaskId task) override { words_ = hash_step(words_, task.value); }
  void add_member(TaskId task, std::uint64_t attribute) override {
    members_ += hash_step(hash_step(1, task.value), attribute);
  }
  [[nodiscard]] std::uint64_t hash() const { return hash_step(words_, members_); }

 private:
  std::uint64_t words_ = 0;
  std::uint64_t members_ = 0;
};

/// Cost: what the object's `state` costs.
[[nodiscard]] inline std::uint64_t hash_of(const Object& object) {
  HashSink sink;
  object.state(sink);
  return sink.hash();
}

}  // namespace vigil
