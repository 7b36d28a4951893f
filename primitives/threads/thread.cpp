// SPDX-License-Identifier: MIT
#include "primitives/threads/thread.hpp"

#include <system_error>

namespace vigil::threads {

namespace {

/// Under the rules of the other dialect a verdict would mean nothing.
void check_dialect(Execution& execution) {
  if (execution.options().dialect == Dialect::threads) return;
  execution.violate(Property::misuse,
                    "a vigil::threads::thread in a model of the asyncio dialect: check it with "
                    "vigil::threads::verify, or set the model's dialect");
}

}  // namespace

thread::thread(std::string_view name, Body body) {
  check_dialect(Execution::current());
  task_ = Execution::current().spawn(name, std::move(body), true);
}

thread::~thread() { check_not_joinable("destroyed"); }

thread& thread::operator=(thread&& other) noexcept {
  check_not_joinable("assigned to");
  task_ = std::exchange(other.task_, TaskId{});
  return *this;
}

/// std::thread calls std::terminate here; the execution ends at once, with a violation.
void thread::check_not_joinable(const char* what) {
  if (!joinable() || !Execution::active()) return;
  Execution& execution = Execution::current();
  if (execution.unwinding() || !execution.violations().empty()) return;
  execution.violate(Property::misuse, "the thread object of `" + execution.task_name(task_) +
                                          "` is " + what + " while it is joinable");
}

void thread::join(source_location where) {
  Execution& execution = Execution::current();
  if (!joinable()) {
    if (execution.unwinding()) return;
    throw std::system_error(std::make_error_code(std::errc::invalid_argument));
  }
  if (task_ == execution.self()) {
    throw std::system_error(std::make_error_code(std::errc::resource_deadlock_would_occur));
  }
  execution.join(task_, where);
  task_ = TaskId{};
}

void thread::detach() {
  if (!joinable()) {
    if (Execution::current().unwinding()) return;
    throw std::system_error(std::make_error_code(std::errc::invalid_argument));
  }
  task_ = TaskId{};
}

namespace this_thread {
thread::id get_id() {
  Execution& execution = Execution::current();
  const TaskId self = execution.self();
  if (self.valid() && execution.group(self).valid()) execution.tasks_differ();
  return thread::id{self};
}
}  // namespace this_thread

}  // namespace vigil::threads
