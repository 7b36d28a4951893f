// SPDX-License-Identifier: MIT
#pragma once

/// `Value`: what a JSON text holds, and what variables and queues of a program file hold, with
/// Python's notions of equality, order and addition. Objects keep their members in the order of the
/// text. Its text form is that of Python's json.dumps, so that outcomes and traces can be compared
/// with those of the reference tools as they stand.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace vigil::models {

struct Value;
using List = std::vector<Value>;
using Members = std::vector<std::pair<std::string, Value>>;

struct Value {
  std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, List, Members> data =
      nullptr;
  std::uint32_t line = 0;  ///< of the text that it was read from, from 1; 0: of none

  Value() = default;
  Value(bool truth) : data(truth) {}                 // NOLINT(google-explicit-constructor)
  Value(std::int64_t number) : data(number) {}       // NOLINT(google-explicit-constructor)
  Value(std::string text) : data(std::move(text)) {}  // NOLINT(google-explicit-constructor)
  Value(List list) : data(std::move(list)) {}        // NOLINT(google-explicit-constructor)
  Value(Members members) : data(std::move(members)) {}  // NOLINT(google-explicit-constructor)
  Value(const char* text) = delete;                  // would become a bool

  template <class T>
  [[nodiscard]] const T* as() const {
    return std::get_if<T>(&data);
  }
  /// The member of that name, or null; null too if this is no object.
  [[nodiscard]] const Value* member(std::string_view name) const;

  /// Python's ==: true is 1; the order of members does not matter.
  bool operator==(const Value& other) const;
};

enum class Comparison : std::uint8_t { equal, unequal, less, less_equal, greater, greater_equal };

/// Python's name of the type: "int", "list", "NoneType".
[[nodiscard]] std::string_view type_name(const Value& value);
/// What it is, for error messages: "a string", "a whole number".
[[nodiscard]] std::string_view kind_words(const Value& value);

/// Python's `left CMP right`. Throws: asyncio TypeError where Python does.
[[nodiscard]] bool compare(const Value& left, Comparison comparison, const Value& right);
/// Python's `target += by`. Returns: false if a number gets too large for 64 bits.
/// Throws: asyncio TypeError where Python does.
[[nodiscard]] bool add(Value& target, const Value& by);

/// As json.dumps(value, sort_keys=...): ", " and ": " between, ASCII only.
void append_json(std::string& text, const Value& value, bool sort_keys = false);
void append_json_string(std::string& text, std::string_view value);
[[nodiscard]] std::string json(const Value& value, bool sort_keys = false);
/// As Python's str().
[[nodiscard]] std::string python_text(const Value& value);

/// For observations and state keys.
[[nodiscard]] std::uint64_t hash_value(const Value& value);

}  // namespace vigil::models
