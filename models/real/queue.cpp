// SPDX-License-Identifier: MIT
#include "models/real/queue.hpp"

namespace vigil::models::real {

void AnyQueue::append(int item, const Where& where) {
  changes();
  items_.push_back(item);
  Execution::current().complete(at(OperationKind::put, where));
}

int AnyQueue::take(const Where& where) {
  Execution& execution = Execution::current();
  if (execution.unwinding()) throw Unwind{};
  changes();
  const int item = items_.front();
  items_.pop_front();
  execution.complete(at(OperationKind::get, where), static_cast<std::uint64_t>(item));
  return item;
}

void AnyQueue::state(StateSink& sink) const {
  for (const int item : items_) sink.add(static_cast<std::uint64_t>(item));
}

std::string AnyQueue::describe() const {
  return std::to_string(items_.size()) + " items";
}

}  // namespace vigil::models::real
