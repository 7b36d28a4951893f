// SPDX-License-Identifier: MIT
#include "checker/verdict.hpp"

#include <array>

namespace vigil {

std::string_view name(Property property) {
  static constexpr std::array names = {
      std::string_view{"deadlock"}, std::string_view{"wait-needs-lock"},
      std::string_view{"predicate-on-resume"}, std::string_view{"no-lost-notification"},
      std::string_view{"no-spurious-return"}, std::string_view{"mutual-exclusion"},
      std::string_view{"lock-released"}, std::string_view{"discipline"},
      std::string_view{"uncaught"}, std::string_view{"termination"},
      std::string_view{"data-race"}, std::string_view{"misuse"},
      std::string_view{"requirement"}, std::string_view{"invariant"},
      std::string_view{"final-state"}, std::string_view{"overtaking"},
      std::string_view{"lost-cancellation"}, std::string_view{"stuck-resource"},
      std::string_view{"livelock"}, std::string_view{"starvation"},
      std::string_view{"undeclared-state"}, std::string_view{"unequal-tasks"},
      std::string_view{"determinism"}};
  static_assert(names.size() == property_count);
  return names[static_cast<std::size_t>(property)];
}

std::string_view name(Verdict verdict) {
  switch (verdict) {
    case Verdict::verified: return "verified";
    case Verdict::violated: return "violated";
    case Verdict::inconclusive: return "inconclusive";
    case Verdict::diverged: return "diverged";
    case Verdict::nondeterministic: return "nondeterministic";
  }
  return "?";
}

std::string_view name(Loops loops) {
  switch (loops) {
    case Loops::none: return "none";
    case Loops::unfair: return "unfair";
    case Loops::fair: return "fair";
    case Loops::not_looked_for: return "not-looked-for";
  }
  return "?";
}

}  // namespace vigil
