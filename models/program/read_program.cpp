// SPDX-License-Identifier: MIT
/// From JSON to a checked Program. The reader goes over the text once; the first thing that is
/// wrong is thrown as a `Bad` with its place, and becomes the one line of the error.
#include <algorithm>
#include <limits>
#include <set>
#include <string>
#include <utility>

#include "checker/program.hpp"
#include "checker/report/text_width.hpp"
#include "models/program/json_text.hpp"
#include "models/program/language.hpp"
#include "models/program/place.hpp"
#include "models/program/program.hpp"

namespace vigil::models {

namespace {

using detail::At;
using detail::Bad;
using detail::check_fields;
using detail::checked_name;
using detail::datum;
using detail::expect_list;
using detail::expect_object;
using detail::suggestion;
using detail::text;
using detail::truth;
using detail::whole;

constexpr std::int64_t operation_count_max = 1'000'000;
/// In all, so that no deadline overflows the engine's clock in nanoseconds.
constexpr std::int64_t tick_count_max = 9'000'000'000;
constexpr std::size_t block_depth_max = 24;
constexpr std::size_t task_count_max = 100;

class Reader {
 public:
  explicit Reader(const Value& root) : root_{root, ""} {}

  [[nodiscard]] Program read() {
    expect_object(root_, "a program");
    check_fields(root_, "tasks", "name about objects vars never", "a program");
    if (root_.has("name")) program_.name = text(root_["name"]);
    if (root_.has("about")) program_.about = text(root_["about"]);
    if (root_.has("objects")) read_objects(root_["objects"]);
    if (root_.has("vars")) read_variables(root_["vars"]);
    read_tasks(root_["tasks"]);
    if (root_.has("never")) read_never(root_["never"]);
    return std::move(program_);
  }

 private:
  template <class Entries>
  [[nodiscard]] static std::vector<std::string> names_of(const Entries& entries) {
    std::vector<std::string> names;
    for (const auto& entry : entries) names.push_back(entry.name);
    return names;
  }
  template <class Entries>
  [[nodiscard]] static std::optional<std::size_t> position(const Entries& entries,
                                                           std::string_view name) {
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (entries[i].name == name) return i;
    }
    return std::nullopt;
  }
  /// The index of what `at` names. `what`: "object", "variable", "task".
  template <class Entries>
  [[nodiscard]] static std::size_t named(const At& at, const Entries& entries,
                                         std::string_view what) {
    const std::string name = text(at);
    const auto found = position(entries, name);
    if (!found) {
      at.refuse("there is no " + std::string{what} + " '" + name + "'" +
                suggestion(name, names_of(entries)));
    }
    return *found;
  }

  void read_objects(const At& at);
  void read_object(const At& at, ObjectSpec& object);
  void read_variables(const At& at);
  void read_tasks(const At& at);
  [[nodiscard]] std::vector<Op> read_ops(const At& at, std::size_t depth, std::int64_t rounds);
  [[nodiscard]] Op read_op(const At& at, std::size_t depth, std::int64_t rounds);
  void read_fields(const At& at, const detail::OpForm& form, Op& op);
  void read_number(const At& at, Op& op, std::int64_t rounds);
  void read_never(const At& at);
  void check_pattern(const At& at);
  void check_task_pattern(const At& at);

  At root_;
  Program program_;
  std::int64_t operations_ = 0;
  std::int64_t ticks_ = 0;
};

void Reader::read_objects(const At& at) {
  expect_object(at, "objects by name");
  for (const auto& [name, spec] : *at.value.as<Members>()) {
    program_.objects.emplace_back().name = checked_name(at, name);
  }
  for (ObjectSpec& object : program_.objects) read_object(at[object.name], object);
  for (const ObjectSpec& object : program_.objects) {
    if (!object.lock || program_.objects[*object.lock].type == ObjectType::lock) continue;
    at[object.name]["lock"].refuse("'" + program_.objects[*object.lock].name +
                                   "' is not a lock");
  }
}

void Reader::read_object(const At& at, ObjectSpec& object) {
  expect_object(at, "the object '" + object.name + "'");
  if (!at.has("type")) at.refuse("an object needs the field 'type'");
  const std::string word = text(at["type"]);
  const auto forms = detail::object_forms();
  const auto form = std::ranges::find(forms, word, &detail::ObjectForm::word);
  if (form == forms.end()) {
    std::vector<std::string> words;
    for (const auto& known : forms) words.emplace_back(known.word);
    at["type"].refuse("there is no type '" + word + "'" + suggestion(word, words));
  }
  object.type = form->type;
  check_fields(at, "type " + std::string{form->required},
               "about " + std::string{form->optional}, "a " + word);
  if (at.has("lock")) object.lock = named(at["lock"], program_.objects, "object");
  constexpr std::int64_t max = std::numeric_limits<std::int32_t>::max();
  if (at.has("value")) object.number = whole(at["value"], 0, max);
  if (at.has("parties")) object.number = whole(at["parties"], 1, max);
  if (object.type == ObjectType::queue) {
    object.number = at.has("maxsize") ? whole(at["maxsize"], -max, max) : 0;
  }
  if (at.has("bounded")) object.bounded = truth(at["bounded"]);
}

void Reader::read_variables(const At& at) {
  expect_object(at, "variables by name");
  for (const auto& [name, value] : *at.value.as<Members>()) {
    program_.variables.push_back({checked_name(at, name), datum(at[name])});
  }
}

void Reader::read_tasks(const At& at) {
  expect_list(at, "tasks");
  if (at.size() > task_count_max) at.refuse("more than 100 tasks");
  for (std::size_t i = 0; i < at.size(); ++i) {
    const At task = at[i];
    expect_object(task, "a task");
    check_fields(task, "name ops", "start about", "a task");
    const std::string name = checked_name(task["name"], text(task["name"]));
    if (position(program_.tasks, name)) task["name"].refuse("a second task '" + name + "'");
    const bool start = !task.has("start") || truth(task["start"]);
    program_.tasks.push_back({.name = name, .start = start, .ops = {}, .line = task.value.line});
  }
  for (std::size_t i = 0; i < at.size(); ++i) {
    program_.tasks[i].ops = read_ops(at[i]["ops"], 0, 1);
  }
}

/// `rounds`: how often the block runs, by the `repeat`s around it.
std::vector<Op> Reader::read_ops(const At& at, std::size_t depth, std::int64_t rounds) {
  expect_list(at, "operations");
  if (depth > block_depth_max) at.refuse("blocks nested more than 24 deep");
  std::vector<Op> ops;
  ops.reserve(at.size());
  for (std::size_t i = 0; i < at.size(); ++i) ops.push_back(read_op(at[i], depth, rounds));
  return ops;
}

Op Reader::read_op(const At& at, std::size_t depth, std::int64_t rounds) {
  expect_object(at, "an operation");
  if (!at.has("op")) at.refuse("an operation needs the field 'op'");
  const std::string word = text(at["op"]);
  const auto forms = detail::op_forms();
  const auto form = std::ranges::find(forms, word, &detail::OpForm::word);
  if (form == forms.end()) {
    std::vector<std::string> words;
    for (const auto& known : forms) words.emplace_back(known.word);
    at["op"].refuse("there is no operation '" + word + "'" + suggestion(word, words));
  }
  operations_ += rounds;
  if (operations_ > operation_count_max) {
    at.refuse("the program runs more than 1,000,000 operations");
  }
  Op op;
  op.kind = form->kind;
  op.line = at.value.line;
  check_fields(at, "op " + std::string{form->required},
               "catch about " + std::string{form->optional}, "'" + word + "'");
  read_fields(at, *form, op);
  read_number(at, op, rounds);
  if (at.has("do")) {
    const std::int64_t inner =
        op.kind == OpKind::repeat ? rounds * std::max<std::int64_t>(op.number, 0) : rounds;
    if (inner > operation_count_max) at.refuse("the program runs more than 1,000,000 operations");
    op.body = read_ops(at["do"], depth + 1, inner);
  }
  return op;
}

void Reader::read_fields(const At& at, const detail::OpForm& form, Op& op) {
  if (at.has("on")) {
    op.on = named(at["on"], program_.objects, "object");
    const ObjectSpec& object = program_.objects[*op.on];
    if ((form.types & (1U << static_cast<unsigned>(object.type))) == 0) {
      const auto known = std::ranges::find(detail::object_forms(), object.type,
                                           &detail::ObjectForm::type);
      at["on"].refuse("'" + std::string{form.word} + "' works on " +
                      detail::type_words(form.types) + "; '" + object.name + "' is of type '" +
                      std::string{known->word} + "'");
    }
  }
  if (at.has("var")) op.var = named(at["var"], program_.variables, "variable");
  if (at.has("task")) op.task = named(at["task"], program_.tasks, "task");
  if (at.has("tasks")) {
    const At tasks = at["tasks"];
    expect_list(tasks, "names of tasks");
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      op.tasks.push_back(named(tasks[i], program_.tasks, "task"));
    }
  }
  if (at.has("cmp")) {
    constexpr std::string_view words[] = {"==", "!=", "<", "<=", ">", ">="};
    const std::string word = text(at["cmp"]);
    const auto* const found = std::ranges::find(words, word);
    if (found == std::end(words)) {
      at["cmp"].refuse("expected one of == != < <= > >=, found '" + word + "'");
    }
    op.comparison = static_cast<Comparison>(found - std::begin(words));
  }
  if (at.has("value")) op.value = datum(at["value"]);
  if (at.has("catch")) {
    const std::string word = text(at["catch"]);
    if (word != "error" && word != "all") {
      at["catch"].refuse("expected 'error' or 'all', found '" + word + "'");
    }
    op.caught = word == "all" ? Catch::all : Catch::error;
  }
}

void Reader::read_number(const At& at, Op& op, std::int64_t rounds) {
  constexpr std::int64_t min = std::numeric_limits<std::int32_t>::min();
  constexpr std::int64_t max = std::numeric_limits<std::int32_t>::max();
  if (at.has("n")) op.number = whole(at["n"], min, max);
  if (at.has("times")) op.number = whole(at["times"], min, max);
  if (at.has("ticks")) {
    const bool within = op.kind == OpKind::within;
    op.number = whole(at["ticks"], within ? 1 : min, tick_count_max);
    program_.has_within = program_.has_within || within;
    if (op.number > 0) ticks_ += std::min(op.number * rounds, tick_count_max);
    if (ticks_ > tick_count_max) {
      at["ticks"].refuse("the ticks of the program add up to more than 9,000,000,000");
    }
  }
  if (op.kind == OpKind::append && program_.variables[*op.var].initial.as<List>() == nullptr) {
    const Variable& variable = program_.variables[*op.var];
    at["var"].refuse("'append' needs a list; '" + variable.name + "' begins as " +
                     std::string{kind_words(variable.initial)});
  }
}

void Reader::read_never(const At& at) {
  expect_list(at, "patterns of outcomes");
  for (std::size_t i = 0; i < at.size(); ++i) {
    check_pattern(at[i]);
    program_.never.push_back(at[i].value);
  }
}

/// A misspelt name would make a pattern that never matches.
void Reader::check_pattern(const At& at) {
  expect_object(at, "a pattern");
  check_fields(at, "", "outcome vars tasks", "a pattern");
  if (at.has("outcome")) {
    const std::vector<std::string> words{"done", "error", "deadlock"};
    const std::string word = text(at["outcome"]);
    if (std::ranges::find(words, word) == words.end()) {
      at["outcome"].refuse("there is no outcome '" + word + "'" + suggestion(word, words));
    }
  }
  if (at.has("vars")) {
    expect_object(at["vars"], "variables by name");
    for (const auto& [name, value] : *at["vars"].value.as<Members>()) {
      (void)named({Value{name}, at.place + "/vars/" + name}, program_.variables, "variable");
    }
  }
  if (at.has("tasks")) {
    expect_object(at["tasks"], "tasks by name");
    for (const auto& [name, value] : *at["tasks"].value.as<Members>()) {
      (void)named({Value{name}, at.place + "/tasks/" + name}, program_.tasks, "task");
      check_task_pattern(at["tasks"][name]);
    }
  }
}

void Reader::check_task_pattern(const At& at) {
  expect_object(at, "a task's end");
  check_fields(at, "", "state pc error caught", "a task's end");
  if (!at.has("state")) return;
  const std::vector<std::string> words{"done", "cancelled", "error", "blocked", "unstarted"};
  const std::string word = text(at["state"]);
  if (std::ranges::find(words, word) == words.end()) {
    at["state"].refuse("there is no state '" + word + "'" + suggestion(word, words));
  }
}

/// Errors repeat what stands in the file: one printable line must come of it, and no book.
[[nodiscard]] Result<Program> refused(std::string_view file, const std::string& why) {
  constexpr std::size_t head = 300;
  constexpr std::size_t tail = 150;
  std::string line = vigil::detail::printable(why);
  if (line.size() > head + tail) {
    const auto inside = [&line](std::size_t at) {
      return (static_cast<unsigned char>(line[at]) & 0xc0U) == 0x80U;  // of a UTF-8 character
    };
    std::size_t first = head;
    while (inside(first)) --first;
    std::size_t last = line.size() - tail;
    while (last < line.size() && inside(last)) ++last;
    line = line.substr(0, first) + " ... " + line.substr(last);
  }
  return Result<Program>::failure(std::string{file} + ": " + line);
}

}  // namespace

Result<Program> read_program(std::string_view text, std::string_view file) {
  const auto root = read_json(text);
  if (!root) return refused(file, root.error());
  try {
    Program program = Reader(*root).read();
    program.file = file;
    return program;
  } catch (const Bad& bad) {
    return refused(file, bad.place + ": " + bad.what);
  }
}

}  // namespace vigil::models
