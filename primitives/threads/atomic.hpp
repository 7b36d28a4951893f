// SPDX-License-Identifier: MIT
#pragma once

/// `vigil::threads::atomic<T>`, std::atomic<T> under Vigil: sequentially consistent, whatever
/// memory order is asked for (a weaker order is accepted and treated as seq_cst, so weak-memory
/// behaviour is not explored). Every operation is a scheduling point: a load is a read, everything
/// else a write, except a compare_exchange that fails, which is a read. compare_exchange_weak does
/// not fail spuriously. Source: [atomics.types.generic].

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "checker/execution.hpp"
#include "checker/object.hpp"
#include "checker/source_location.hpp"
#include "checker/state_hash.hpp"

namespace vigil::threads {

using std::memory_order;
using std::memory_order_acq_rel;
using std::memory_order_acquire;
using std::memory_order_relaxed;
using std::memory_order_release;
using std::memory_order_seq_cst;

template <class T>
class atomic : public Object {
  static_assert(std::is_trivially_copyable_v<T>, "std::atomic requires it as well");
  using Where = source_location;

 public:
  using value_type = T;

  atomic() : Object("atomic", {}), value_() {}
  atomic(T value, std::string_view name = {}) : Object("atomic", name), value_(value) {}  // NOLINT

  [[nodiscard]] T load(memory_order = memory_order_seq_cst, Where where = Where::current()) const {
    return step(OperationKind::load, where, [](T&) { return false; });
  }
  void store(T desired, memory_order = memory_order_seq_cst, Where where = Where::current()) {
    step(OperationKind::store, where, [&](T& value) { return value = desired, true; });
  }
  T exchange(T desired, memory_order = memory_order_seq_cst, Where where = Where::current()) {
    return step(OperationKind::update, where, [&](T& value) { return value = desired, true; });
  }
  bool compare_exchange_strong(T& expected, T desired, memory_order = memory_order_seq_cst,
                               memory_order = memory_order_seq_cst,
                               Where where = Where::current()) {
    bool exchanged = false;
    const T before = step(OperationKind::update, where, [&](T& value) {
      exchanged = value == expected;
      if (exchanged) value = desired;
      return exchanged;
    });
    if (!exchanged) expected = before;
    return exchanged;
  }
  bool compare_exchange_weak(T& expected, T desired, memory_order = memory_order_seq_cst,
                             memory_order = memory_order_seq_cst, Where where = Where::current()) {
    return compare_exchange_strong(expected, desired, memory_order_seq_cst, memory_order_seq_cst,
                                   where);
  }
  T fetch_add(T by, memory_order = memory_order_seq_cst, Where where = Where::current())
    requires std::is_integral_v<T>
  {
    return step(OperationKind::update, where,
                [&](T& value) { return value = static_cast<T>(value + by), true; });
  }
  T fetch_sub(T by, memory_order = memory_order_seq_cst, Where where = Where::current())
    requires std::is_integral_v<T>
  {
    return step(OperationKind::update, where,
                [&](T& value) { return value = static_cast<T>(value - by), true; });
  }
  T fetch_or(T bits, memory_order = memory_order_seq_cst, Where where = Where::current())
    requires std::is_integral_v<T>
  {
    return step(OperationKind::update, where,
                [&](T& value) { return value = static_cast<T>(value | bits), true; });
  }
  T fetch_and(T bits, memory_order = memory_order_seq_cst, Where where = Where::current())
    requires std::is_integral_v<T>
  {
    return step(OperationKind::update, where,
                [&](T& value) { return value = static_cast<T>(value & bits), true; });
  }

  operator T() const { return load(); }  // NOLINT(google-explicit-constructor): as std
  T operator=(T desired) {               // NOLINT: as std, returns the value
    store(desired);
    return desired;
  }
  T operator++() { return static_cast<T>(fetch_add(1) + 1); }
  T operator--() { return static_cast<T>(fetch_sub(1) - 1); }
  T operator++(int) { return fetch_add(1); }
  T operator--(int) { return fetch_sub(1); }
  T operator+=(T by) { return static_cast<T>(fetch_add(by) + by); }
  T operator-=(T by) { return static_cast<T>(fetch_sub(by) - by); }

  void state(StateSink& sink) const override { sink.add(state_hash(value_)); }
  [[nodiscard]] std::string describe() const override { return words(value_); }

 private:
  /// The value as reports show it.
  [[nodiscard]] static std::string words(T value) {
    if constexpr (std::is_same_v<T, bool>) {
      return value ? "true" : "false";
    } else if constexpr (std::is_arithmetic_v<T>) {
      return std::to_string(value);
    } else if constexpr (std::is_enum_v<T>) {
      return std::to_string(static_cast<std::int64_t>(value));
    } else {
      return "a value";
    }
  }

  /// What an operation did: "1" (loaded, stored), "1 -> 2".
  [[nodiscard]] std::string effect(OperationKind kind, T before) const {
    if (kind != OperationKind::update) return words(value_);
    return words(before) + " -> " + words(value_);
  }

  /// One atomic operation. `change` returns whether it wrote. Returns: the value before.
  template <class Change>
  T step(OperationKind kind, Where where, Change change) const {
    Execution& execution = Execution::current();
    if (execution.in_predicate()) {
      execution.touch(id(), Mode::read);
      return value_;
    }
    Operation operation{.kind = kind, .object = id(), .where = where};
    execution.pause(operation);
    if (execution.unwinding()) return value_;
    const T before = value_;
    const bool wrote = change(value_);
    execution.touch(id(), wrote ? Mode::write : Mode::read);
    if constexpr (std::is_integral_v<T>) {
      operation.a = static_cast<std::int64_t>(before);
      operation.b = static_cast<std::int64_t>(value_);
    }
    execution.complete(operation, state_hash(before),
                       execution.recording() ? effect(kind, before) : std::string{});
    return before;
  }

  mutable T value_;  // an operation that only loads is const, as std's
};

}  // namespace vigil::threads
