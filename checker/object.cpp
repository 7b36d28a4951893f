// SPDX-License-Identifier: MIT
#include "checker/object.hpp"

#include "checker/execution.hpp"

namespace vigil {

Object::Object(std::string_view kind, std::string_view name)
    : id_(Execution::current().attach(*this, kind, name)) {}

Object::~Object() {
  if (Execution::active()) Execution::current().detach(id_, *this);
}

}  // namespace vigil
