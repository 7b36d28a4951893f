// SPDX-License-Identifier: MIT
/// What an interpreter tells of itself: trace lines and outcomes, in the notation of the reference
/// tools.
#include <algorithm>
#include <numeric>

#include "models/program/interpreter.hpp"
#include "primitives/asyncio/errors.hpp"

namespace vigil::models {

namespace {

constexpr std::int64_t ns_per_tick = 1'000'000'000;

/// Writes the members of a JSON object.
class MemberWriter {
 public:
  explicit MemberWriter(std::string& text) : text_(text) { text_ += '{'; }
  std::string& operator[](std::string_view name) {
    if (text_.back() != '{') text_ += ", ";
    append_json_string(text_, name);
    text_ += ": ";
    return text_;
  }
  void end() { text_ += '}'; }

 private:
  std::string& text_;
};

template <class Number>
void append_number(std::string& text, Number number) {
  text += std::to_string(number);
}

void append_truth(std::string& text, bool truth) { text += truth ? "true" : "false"; }

void append_state(MemberWriter& members, const asyncio::Lock& lock) {
  append_truth(members["locked"], lock.is_locked());
  append_number(members["waiters"], lock.waiter_count());
}

void append_state(MemberWriter& members, const asyncio::Condition& condition) {
  append_truth(members["locked"], condition.its_lock().is_locked());
  append_number(members["waiters"], condition.waiter_count());
  append_number(members["lock_waiters"], condition.its_lock().waiter_count());
}

void append_state(MemberWriter& members, const asyncio::Event& event) {
  append_truth(members["set"], event.flag());
  append_number(members["waiters"], event.waiter_count());
}

void append_state(MemberWriter& members, const asyncio::Semaphore& semaphore) {
  append_number(members["value"], semaphore.value());
  append_truth(members["locked"], semaphore.is_locked());
  append_number(members["waiters"], semaphore.waiter_count());
}

void append_state(MemberWriter& members, const asyncio::Barrier& barrier) {
  append_json_string(members["state"], barrier.state_name());
  append_number(members["count"], barrier.count());
  append_number(members["waiters"], barrier.waiter_count());
}

void append_state(MemberWriter& members, const asyncio::Queue<Value>& queue) {
  append_json(members["items"], Value{List(queue.items().begin(), queue.items().end())});
  append_number(members["getters"], queue.getter_count());
  append_number(members["putters"], queue.putter_count());
}

/// The positions of `entries`, by name if asked for.
template <class Entries>
[[nodiscard]] std::vector<std::size_t> order_of(const Entries& entries, bool sorted) {
  std::vector<std::size_t> order(entries.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (sorted) {
    std::ranges::sort(order, {}, [&](std::size_t i) -> const std::string& {
      return entries[i].name;
    });
  }
  return order;
}

}  // namespace

void append_snapshot(std::string& text, const Interpreter::Object& object) {
  MemberWriter members(text);
  std::visit([&](const auto& known) { append_state(members, *known); }, object);
  members.end();
}

void Interpreter::log(std::size_t task, std::string_view pc, std::string_view op,
                      std::string_view event, const Value* value, std::string_view error) {
  if (!trace_line_ || Execution::current().unwinding()) return;
  std::string text;
  MemberWriter line(text);
  append_number(line["n"], lines_++);
  append_number(line["t"], Execution::current().now_ns() / ns_per_tick);
  append_json_string(line["task"], program_->tasks[task].name);
  append_json_string(line["pc"], pc);
  append_json_string(line["op"], op);
  append_json_string(line["ev"], event);
  if (value != nullptr && !(*value == Value{})) append_json(line["value"], *value);
  if (!error.empty()) append_json_string(line["error"], error);
  append_variables(line["vars"], false);
  MemberWriter objects(line["objs"]);
  for (std::size_t i = 0; i < objects_.size(); ++i) {
    append_snapshot(objects[program_->objects[i].name], objects_[i]);
  }
  objects.end();
  line.end();
  trace_line_(text);
}

void Interpreter::append_variables(std::string& text, bool sort_keys) const {
  MemberWriter members(text);
  for (const std::size_t i : order_of(program_->variables, sort_keys)) {
    append_json(members[program_->variables[i].name], cells_[i]->value(), sort_keys);
  }
  members.end();
}

std::string Interpreter::state_of(std::size_t task) const {
  const asyncio::Task<>& handle = tasks_[task].handle;
  if (!handle.valid()) return "unstarted";
  if (!handle.state().done()) return "blocked";
  if (handle.state().cancelled()) return "cancelled";
  return handle.state().error() ? "error" : "done";
}

void Interpreter::append_task(std::string& text, std::size_t task, bool sort_keys) const {
  const TaskRun& run = tasks_[task];
  const std::string state = state_of(task);
  MemberWriter members(text);
  const auto caught = [&] {
    if (run.caught.empty()) return;
    List list;
    for (const auto& [pc, error] : run.caught) list.push_back(List{Value{pc}, Value{error}});
    append_json(members["caught"], Value{std::move(list)});
  };
  if (sort_keys) caught();
  if (!sort_keys) append_json_string(members["state"], state);
  if (state == "error") {
    append_json_string(members["error"], asyncio::describe(run.handle.state().error()));
  }
  if (state == "blocked") {
    if (run.begun) {
      append_json_string(members["pc"], run.pc);
    } else {
      members["pc"] += "null";
    }
  }
  if (sort_keys) append_json_string(members["state"], state);
  if (!sort_keys) caught();
  members.end();
}

std::string Interpreter::outcome(bool sort_keys) const {
  std::string kind = "done";
  for (std::size_t i = 0; i < tasks_.size(); ++i) {
    const std::string state = state_of(i);
    if (state == "blocked") kind = "deadlock";
    if (state == "error" && kind == "done") kind = "error";
  }
  std::string text;
  MemberWriter members(text);
  append_json_string(members["outcome"], kind);
  if (!sort_keys) append_variables(members["vars"], false);
  MemberWriter tasks(members["tasks"]);
  for (const std::size_t i : order_of(program_->tasks, sort_keys)) {
    append_task(tasks[program_->tasks[i].name], i, sort_keys);
  }
  tasks.end();
  if (sort_keys) append_variables(members["vars"], true);
  members.end();
  return text;
}

}  // namespace vigil::models
