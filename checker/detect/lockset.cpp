// SPDX-License-Identifier: MIT
#include "checker/detect/lockset.hpp"

#include <algorithm>

namespace vigil {

bool Lockset::access(ObjectId variable, bool writes, std::span<const ObjectId> held, bool alone) {
  if (alone) return true;
  if (variables_.size() <= variable.index()) variables_.resize(variable.index() + 1);
  Variable& known = variables_[variable.index()];
  known.written = known.written || writes;
  if (!known.accessed) {
    known.accessed = true;
    known.common.assign(held.begin(), held.end());
  } else {
    std::erase_if(known.common, [held](ObjectId mutex) {
      return std::ranges::find(held, mutex) == held.end();
    });
  }
  return !known.written || !known.common.empty();
}

}  // namespace vigil
