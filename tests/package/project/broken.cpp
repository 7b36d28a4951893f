// SPDX-License-Identifier: MIT
/// Registers what cannot be: two models of a name, or a name with a blank.
#include <checker/model.hpp>
#include <primitives/threads.hpp>

namespace {

void first() {}
void second() {}

VIGIL_MODEL(threads, first, "is it the first?", .name = "same");
#ifdef BAD_NAME
VIGIL_MODEL(threads, second, "does a name have a blank?", .name = "two words");
#else
VIGIL_MODEL(threads, second, "is it the second?", .name = "same");
#endif

}  // namespace
