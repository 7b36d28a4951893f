// SPDX-License-Identifier: MIT
#pragma once

/// `Result<T>`: a value, or one clear line that says why there is none. For bad input at the edges
/// (schedules, flags, program files); never for a model's bugs, never for our own.

#include <optional>
#include <string>
#include <utility>

#include "checker/assert.hpp"

namespace vigil {

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}  // NOLINT(google-explicit-constructor)
  [[nodiscard]] static Result failure(std::string error) {
    Result result;
    result.error_ = std::move(error);
    return result;
  }

  [[nodiscard]] bool ok() const { return value_.has_value(); }
  explicit operator bool() const { return ok(); }
  /// Requires: ok().
  [[nodiscard]] const T& value() const {
    VIGIL_ASSERT(ok(), "a result is asked for its value only when it has one");
    return *value_;
  }
  [[nodiscard]] T& value() {
    VIGIL_ASSERT(ok(), "a result is asked for its value only when it has one");
    return *value_;
  }
  const T* operator->() const { return &value(); }
  const T& operator*() const { return value(); }
  /// Requires: !ok().
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  Result() = default;
  std::optional<T> value_;
  std::string error_;
};

}  // namespace vigil
