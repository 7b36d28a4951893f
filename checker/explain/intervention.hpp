// SPDX-License-Identifier: MIT
#pragma once

/// A what-if: operations at some places of the model behave as if their author had repaired them.
/// A hint is printed only when exploring the model with such an intervention finds no failure, so
/// primitives ask for it (Execution::intervenes); nobody else changes what an operation does.

#include <cstdint>
#include <string>
#include <vector>

#include "checker/source_location.hpp"

namespace vigil {

struct Intervention {
  enum class Kind : std::uint8_t {
    none,
    notify_all,  ///< a notify wakes every waiter
    under_lock,  ///< a notify without the waiters' mutex comes after taking and freeing it once, as
                 ///< if what it tells of had been changed under that mutex before
    remember,    ///< a notify also sets a flag that stays set and that every wait looks at first
    recheck,     ///< a wait returns only when something that its task had looked at has changed
  };
  struct Place {
    std::string file;
    std::uint32_t line = 0;

    bool operator==(const Place&) const = default;
  };

  Kind kind = Kind::none;
  std::vector<Place> places;
  std::string mutex;  ///< under_lock: the name of the waiters' mutex

  [[nodiscard]] bool applies(Kind asked, const source_location& where) const {
    if (asked != kind) return false;
    for (const Place& place : places) {
      if (place.line == where.line() && place.file == where.file_name()) return true;
    }
    return false;
  }
};

}  // namespace vigil
