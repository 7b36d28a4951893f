// SPDX-License-Identifier: MIT
#pragma once

/// `vigil::source_location`: where in the model an operation stands. It has std's interface, and
/// two things that std's has not: clang 14 compiles it (libstdc++ 12 needs a later builtin), and it
/// can stand for a line of a program file (`at`).

#include <cstdint>

namespace vigil {

class source_location {
 public:
  constexpr source_location() noexcept = default;
  /// As a default argument: the place of the call.
  [[nodiscard]] static constexpr source_location current(
      const char* file = __builtin_FILE(), const char* function = __builtin_FUNCTION(),
      std::uint_least32_t line = __builtin_LINE()) noexcept {
    return {file, function, line};
  }
  /// A line of a file that no compiler has seen. `file` must live as long as any report.
  [[nodiscard]] static constexpr source_location at(const char* file,
                                                    std::uint_least32_t line) noexcept {
    return {file, "", line};
  }
  [[nodiscard]] constexpr const char* file_name() const noexcept { return file_; }
  [[nodiscard]] constexpr const char* function_name() const noexcept { return function_; }
  [[nodiscard]] constexpr std::uint_least32_t line() const noexcept { return line_; }
  [[nodiscard]] constexpr std::uint_least32_t column() const noexcept { return 0; }

 private:
  constexpr source_location(const char* file, const char* function,
                            std::uint_least32_t line) noexcept
      : file_(file), function_(function), line_(line) {}

  const char* file_ = "";
  const char* function_ = "";
  std::uint_least32_t line_ = 0;
};

}  // namespace vigil
