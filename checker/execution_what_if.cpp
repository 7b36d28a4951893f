// SPDX-License-Identifier: MIT
/// What an intervention needs to know of an execution: what a task looked at before it waits.
#include "checker/execution.hpp"
#include "checker/state/hash_sink.hpp"

namespace vigil {

std::vector<Execution::Seen> Execution::looked_at() const {
  std::vector<Seen> seen;
  if (step_count_ == 0) return seen;
  for (const Access& access : log_.accesses(step())) {
    const Object* object = objects_[access.object.index()];
    const bool reads = access.mode == Mode::read || access.mode == Mode::data_read;
    if (!reads || object == nullptr || registry_.object_kind(access.object) != "variable") continue;
    seen.push_back({access.object, access.mode, hash_of(*object)});
  }
  return seen;
}

Object* Execution::intervention_mutex() const {
  if (intervention_ == nullptr) return nullptr;
  for (std::uint32_t i = 0; i < objects_.size(); ++i) {
    if (objects_[i] == nullptr || object_name(ObjectId{i}) != intervention_->mutex) continue;
    return const_cast<Object*>(objects_[i]);  // attached by an object that was not const
  }
  return nullptr;
}

bool Execution::changed(const std::vector<Seen>& seen) {
  bool any = seen.empty();
  for (const Seen& one : seen) {
    const Object* object = objects_[one.object.index()];
    if (object == nullptr) return true;
    touch(one.object, one.mode);
    any = any || hash_of(*object) != one.hash;
  }
  return any;
}

}  // namespace vigil
