// SPDX-License-Identifier: MIT
#pragma once

/// What tasks of a program file share besides its objects: variables (`Cell`), and facts about
/// tasks (`Fact`: was it spawned, how far is it). Both enter the footprint as Shared<T> does; a
/// Cell is apart from it so that reports print values in the notation of the file.

#include <string>
#include <string_view>
#include <utility>

#include "checker/execution.hpp"
#include "checker/object.hpp"
#include "models/program/value.hpp"

namespace vigil::models {

class Cell final : public Object {
 public:
  Cell(const std::string& name, Value initial)
      : Object("variable", name), value_(std::move(initial)) {}

  [[nodiscard]] const Value& get(source_location where) const {
    report(OperationKind::read, Mode::read, where);
    return value_;
  }
  void set(Value value, source_location where) {
    value_ = std::move(value);
    report(OperationKind::write, Mode::write, where);
  }
  /// `change(Value&)`: one write.
  template <class Change>
  void modify(Change&& change, source_location where) {
    Execution& execution = Execution::current();
    if (!execution.unwinding()) execution.touch(id(), Mode::write);  // even if `change` throws
    std::forward<Change>(change)(value_);
    report(OperationKind::write, Mode::write, where);
  }

  /// For outcomes and traces, without footprint.
  [[nodiscard]] const Value& value() const { return value_; }

  void state(StateSink& sink) const override { sink.add(hash_value(value_)); }
  [[nodiscard]] std::string describe() const override { return json(value_); }

 private:
  void report(OperationKind kind, Mode mode, const source_location& where) const {
    Execution& execution = Execution::current();
    if (execution.unwinding()) return;
    execution.touch(id(), mode);
    if (!execution.observing() && !execution.recording()) return;
    const std::int64_t* const number = value_.as<std::int64_t>();
    execution.complete({.kind = kind,
                        .object = id(),
                        .a = number == nullptr ? 0 : *number,
                        .where = where},
                       mode == Mode::read ? hash_value(value_) : 0,
                       execution.recording() ? json(value_) : std::string{});
  }

  Value value_;
};

/// Something about a task that other tasks can learn, or that its parts share.
class Fact final : public Object {
 public:
  explicit Fact(const std::string& name) : Object("fact", name) {}

  void touch(Mode mode) const {
    Execution& execution = Execution::current();
    if (!execution.unwinding()) execution.touch(id(), mode);
  }
  void state(StateSink&) const override {}
  [[nodiscard]] std::string describe() const override { return {}; }
};

}  // namespace vigil::models
