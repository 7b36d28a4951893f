// SPDX-License-Identifier: MIT
#pragma once

/// `vigil::source_location`: where in the model an operation stands. It is std's where the compiler
/// has it; clang 14 does not have the builtin that libstdc++ 12 needs, and gets the same interface
/// over older builtins.

#include <source_location>

#if !defined(__cpp_lib_source_location)
#include <cstdint>
#endif

namespace vigil {

#if defined(__cpp_lib_source_location)

using source_location = std::source_location;

#else

class source_location {
 public:
  constexpr source_location() noexcept = default;
  [[nodiscard]] static constexpr source_location current(
      const char* file = __builtin_FILE(), const char* function = __builtin_FUNCTION(),
      unsigned line = __builtin_LINE()) noexcept {
    source_location here;
    here.file_ = file;
    here.function_ = function;
    here.line_ = line;
    return here;
  }
  [[nodiscard]] constexpr const char* file_name() const noexcept { return file_; }
  [[nodiscard]] constexpr const char* function_name() const noexcept { return function_; }
  [[nodiscard]] constexpr std::uint_least32_t line() const noexcept { return line_; }
  [[nodiscard]] constexpr std::uint_least32_t column() const noexcept { return 0; }

 private:
  const char* file_ = "";
  const char* function_ = "";
  unsigned line_ = 0;
};

#endif

}  // namespace vigil
