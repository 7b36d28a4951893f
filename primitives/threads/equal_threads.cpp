// SPDX-License-Identifier: MIT
#include "primitives/threads/equal_threads.hpp"

#include <system_error>

namespace vigil::threads {

equal_threads::equal_threads(std::string_view name, std::vector<Body> bodies,
                             source_location where)
    : count_(bodies.size()) {
  if (bodies.empty()) return;
  const std::vector<TaskId> members =
      Execution::current().spawn_equal(name, std::move(bodies), true, where);
  if (!members.empty()) first_ = members.front();
}

equal_threads::~equal_threads() { check_not_joinable("destroyed"); }

equal_threads& equal_threads::operator=(equal_threads&& other) noexcept {
  check_not_joinable("assigned to");
  first_ = std::exchange(other.first_, TaskId{});
  count_ = other.count_;
  return *this;
}

/// As for a single thread: std::terminate, which ends the execution with a violation.
void equal_threads::check_not_joinable(const char* what) {
  if (!joinable() || !Execution::active()) return;
  Execution& execution = Execution::current();
  if (execution.unwinding() || !execution.violations().empty()) return;
  execution.violate(Property::misuse, "the threads of `" + execution.task_name(first_) +
                                          "` and its equals are " + what +
                                          " while they are joinable");
}

void equal_threads::join(source_location where) {
  Execution& execution = Execution::current();
  if (!joinable()) {
    if (execution.unwinding() || count_ == 0) return;
    throw std::system_error(std::make_error_code(std::errc::invalid_argument));
  }
  execution.join_group(first_, where);
  first_ = TaskId{};
}

}  // namespace vigil::threads
