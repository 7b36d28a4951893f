// SPDX-License-Identifier: MIT
#include "checker/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace vigil::detail {

void assertion_failed(const char* expression, const char* meaning, const char* file, int line) {
  std::fprintf(stderr, "vigil: internal error: %s (%s) at %s:%d; please report it\n", meaning,
               expression, file, line);
  std::fflush(stderr);
  std::_Exit(70);
}

}  // namespace vigil::detail
