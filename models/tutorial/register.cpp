// SPDX-License-Identifier: MIT
#include "models/register.hpp"
#include "models/tutorial/tutorial.hpp"

namespace vigil::models {

void register_tutorial(ModelRegistry& registry) {
  for (Model (*const model)() :
       {&acquire_release, &wait_notify, &notify_n, &notify_all, &notify_all_fixed, &wait_for,
        &wait_without_lock, &notify_without_lock, &release_unlocked, &foreign_wait,
        &lost_notification, &if_instead_of_while}) {
    registry.add(model());
  }
}

}  // namespace vigil::models
