// SPDX-License-Identifier: MIT
#pragma once

/// `VIGIL_ASSERT(condition, "what must hold")`: an invariant of Vigil itself, checked in every
/// build. A failure is our bug, never the model's: it prints one line and exits with 70.

namespace vigil::detail {
[[noreturn]] void assertion_failed(const char* expression, const char* meaning, const char* file,
                                   int line);
}  // namespace vigil::detail

#define VIGIL_ASSERT(condition, meaning)          \
  ((condition) ? static_cast<void>(0)             \
               : ::vigil::detail::assertion_failed(#condition, meaning, __FILE__, __LINE__))
