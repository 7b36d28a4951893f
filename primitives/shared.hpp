// SPDX-License-Identifier: MIT
#pragma once

/// `Shared<T>`: a variable that several tasks touch. Declaring it is what makes a search sound.
///
/// | dialect | read                     | write                      | scheduling point |
/// |---------|--------------------------|----------------------------|------------------|
/// | asyncio | access Mode::read        | access Mode::write         | no               |
/// | threads | access Mode::data_read   | access Mode::data_write    | no               |
///
/// asyncio: tasks switch at suspensions only, so an access needs no point of its own, but the order
/// of the transitions that touch the variable matters. threads: plain data; accesses that
/// happens-before does not order are a data race and are reported (detect/data_race).
/// Inside an `always` or `finally` predicate, reads tell the engine what the predicate depends on.
///
///     Shared<int> count{0, "count"};
///     ++count;  if (count == 3) ...;  items.modify([](auto& list) { list.push_back(33); });
///
/// `++count` gives the new value to whoever asks for it: a task that does not has not observed it.
/// A read-modify-write is two accesses of one transition. `T` needs a hash
/// (checker/state_hash.hpp).

#include <concepts>
#include <cstdint>
#include <ranges>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "checker/execution.hpp"
#include "checker/object.hpp"
#include "checker/source_location.hpp"
#include "checker/state_hash.hpp"

namespace vigil {

template <class T>
class Shared : public Object {
  using Where = source_location;

 public:
  using value_type = T;

  explicit Shared(T initial = T{}, std::string_view name = {})
      : Object("variable", name), value_(std::move(initial)) {}

  [[nodiscard]] const T& get(Where where = Where::current()) const {
    access(false, where);
    return value_;
  }
  void set(T value, Where where = Where::current()) {
    value_ = std::move(value);
    access(true, where);
  }
  /// What an operator gives back: a value that the task has observed once it looks at it. It cannot
  /// be kept to be looked at later (`auto after = ++count`), since the task would know what it has
  /// not observed.
  class Updated {
   public:
    explicit Updated(const T& value) : value_(value) {}
    operator T() && {  // NOLINT(google-explicit-constructor): a value
      Execution::current().observe(state_hash(value_));
      return std::move(value_);
    }
    operator T() const& = delete;  // NOLINT(google-explicit-constructor): say the type: int after

   private:
    T value_;
  };

  /// Calls `change(T&)`, for containers and compound changes: one write. `change` must not suspend.
  /// Returns: what `change` returns.
  template <std::invocable<T&> Change>
  std::invoke_result_t<Change, T&> modify(Change&& change, Where where = Where::current()) {
    using Result = std::invoke_result_t<Change, T&>;
    Execution& execution = Execution::current();  // `change` may tell the task what it saw
    if (execution.observing() && !execution.unwinding()) execution.observe(state_hash(value_));
    if constexpr (std::is_void_v<Result>) {
      std::forward<Change>(change)(value_);
      access(true, where);
    } else {
      Result result = std::forward<Change>(change)(value_);
      access(true, where);
      return static_cast<Result>(result);
    }
  }
  /// Appends to a container: one write.
  template <class Element>
  void push_back(Element&& element, Where where = Where::current()) {
    value_.push_back(std::forward<Element>(element));
    access(true, where);
  }

  operator const T&() const { return get(); }  // NOLINT(google-explicit-constructor): a variable
  Shared& operator=(T value) {
    set(std::move(value));
    return *this;
  }
  /// Assigns the value: a read of `other` and a write of this one.
  Shared& operator=(const Shared& other) {
    if (this != &other) set(other.get());
    return *this;
  }
  Shared& operator+=(const T& by) { return update(static_cast<T>(value_ + by)); }
  Shared& operator-=(const T& by) { return update(static_cast<T>(value_ - by)); }
  Updated operator++() { return Updated{update(static_cast<T>(value_ + T{1})).value_}; }
  Updated operator--() { return Updated{update(static_cast<T>(value_ - T{1})).value_}; }
  Updated operator++(int) {
    Updated before{value_};
    update(static_cast<T>(value_ + T{1}));
    return before;
  }
  Updated operator--(int) {
    Updated before{value_};
    update(static_cast<T>(value_ - T{1}));
    return before;
  }

  void state(StateSink& sink) const override { sink.add(state_hash(value_)); }
  [[nodiscard]] std::string describe() const override { return words(value_); }

 private:
  Shared& update(T value, Where where = Where::current()) {
    value_ = std::move(value);
    access(true, where);
    return *this;
  }
  void access(bool write, Where where) const {
    Execution& execution = Execution::current();
    if (execution.unwinding()) return;
    const bool plain = execution.options().dialect == Dialect::threads;
    if (write) {
      execution.touch(id(), plain ? Mode::data_write : Mode::write);
    } else {
      execution.touch(id(), plain ? Mode::data_read : Mode::read);
    }
    if (execution.in_predicate() || !(execution.observing() || execution.recording())) return;
    const std::uint64_t hash = state_hash(value_);
    execution.complete({.kind = write ? OperationKind::write : OperationKind::read,
                        .object = id(),
                        .a = number(value_),
                        .where = where},
                       write ? 0 : hash, execution.recording() ? words(value_) : std::string{});
  }

  template <class V>
  [[nodiscard]] static std::int64_t number(const V& value) {
    if constexpr (std::is_integral_v<V> || std::is_enum_v<V>) {
      return static_cast<std::int64_t>(value);
    } else {
      return 0;
    }
  }

  /// The value as reports show it.
  template <class V>
  [[nodiscard]] static std::string words(const V& value) {
    if constexpr (std::is_same_v<V, bool>) {
      return value ? "true" : "false";
    } else if constexpr (std::is_arithmetic_v<V>) {
      return std::to_string(value);
    } else if constexpr (std::is_enum_v<V>) {
      return std::to_string(static_cast<std::int64_t>(value));
    } else if constexpr (std::is_convertible_v<const V&, std::string_view>) {
      return "\"" + std::string{std::string_view{value}} + "\"";
    } else if constexpr (std::ranges::input_range<const V>) {
      std::string list = "[";
      for (const auto& element : value) list += (list.size() > 1 ? ", " : "") + words(element);
      return list + "]";
    } else {
      return "a value";
    }
  }

  T value_;
};

}  // namespace vigil
