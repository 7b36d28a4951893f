// SPDX-License-Identifier: MIT
/// What makes the program of vigil::main the command vigil: the models that come with it.
#include "checker/program.hpp"
#include "models/register.hpp"

namespace vigil::cli {

namespace {

[[maybe_unused]] const bool registered = [] {
  models::register_all(ModelRegistry::global());
  return true;
}();

}  // namespace

}  // namespace vigil::cli
