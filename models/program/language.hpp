// SPDX-License-Identifier: MIT
#pragma once

/// The words of the program language as tables: which fields an operation or an object has, and
/// which types of objects an operation works on. Used by the reader only.

#include <cstdint>
#include <span>
#include <string_view>

#include "models/program/program.hpp"

namespace vigil::models::detail {

/// A set of object types; bit i is ObjectType i.
using TypeSet = std::uint8_t;

struct OpForm {
  std::string_view word;
  OpKind kind;
  std::string_view required;  ///< fields, separated by blanks
  std::string_view optional;
  TypeSet types;
};

struct ObjectForm {
  std::string_view word;
  ObjectType type;
  std::string_view required;
  std::string_view optional;
};

[[nodiscard]] std::span<const OpForm> op_forms();
[[nodiscard]] std::span<const ObjectForm> object_forms();

/// "a lock, condition or semaphore".
[[nodiscard]] std::string type_words(TypeSet types);

/// True if `field` is one of the blank-separated `fields`.
[[nodiscard]] bool lists(std::string_view fields, std::string_view field);
/// Calls `visit` with each of them.
template <class Visit>
void for_each_field(std::string_view fields, Visit&& visit) {
  while (!fields.empty()) {
    const std::size_t end = fields.find(' ');
    visit(fields.substr(0, end));
    fields.remove_prefix(end == std::string_view::npos ? fields.size() : end + 1);
  }
}

}  // namespace vigil::models::detail
