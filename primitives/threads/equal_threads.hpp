// SPDX-License-Identifier: MIT
#pragma once

/// `spawn_equal(n, "worker", body)`: n threads that run the same body and that nobody tells apart,
/// so that a search may treat executions that differ only in which of them is which as one. No
/// index reaches the body, there is no handle of a single thread, and they are joined together. An
/// extension of std's interface.
///
/// | state        | join                  | destruction             |
/// |--------------|-----------------------|-------------------------|
/// | joinable     | waits for all n ends  | misuse (std::terminate) |
/// | not joinable | throws system_error   | fine                    |
///
/// A body that tells its siblings apart all the same (a captured counter, an address) breaks the
/// promise; what the engine can see of that ends the merging, see Execution::spawn_equal.

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/body.hpp"
#include "checker/execution.hpp"
#include "checker/source_location.hpp"

namespace vigil::threads {

class equal_threads {
 public:
  equal_threads() noexcept = default;
  /// What spawn_equal calls: `bodies` are copies of one.
  equal_threads(std::string_view name, std::vector<Body> bodies, source_location where);
  ~equal_threads();
  equal_threads(equal_threads&& other) noexcept
      : first_(std::exchange(other.first_, TaskId{})), count_(other.count_) {}
  equal_threads& operator=(equal_threads&& other) noexcept;
  equal_threads(const equal_threads&) = delete;
  equal_threads& operator=(const equal_threads&) = delete;

  [[nodiscard]] bool joinable() const noexcept { return first_.valid(); }
  [[nodiscard]] std::size_t size() const noexcept { return count_; }
  /// Blocks until all of them have ended. Throws: std::system_error unless joinable.
  void join(source_location where = source_location::current());

 private:
  void check_not_joinable(const char* what);

  TaskId first_;
  std::size_t count_ = 0;
};

/// Starts n threads "name 1" .. "name n", each with a copy of `body` (not of what it refers to).
/// n == 0 gives none. Requires: `body` is copyable and takes no argument.
template <class Callable>
[[nodiscard]] equal_threads spawn_equal(std::size_t n, std::string_view name, const Callable& body,
                                        source_location where = source_location::current()) {
  std::vector<Body> bodies;
  bodies.reserve(n);
  for (std::size_t i = 0; i < n; ++i) bodies.emplace_back(Callable{body});
  return equal_threads{name, std::move(bodies), where};
}

}  // namespace vigil::threads
