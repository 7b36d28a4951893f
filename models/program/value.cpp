// SPDX-License-Identifier: MIT
#include "models/program/value.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "checker/state_hash.hpp"
#include "primitives/asyncio/errors.hpp"

namespace vigil::models {

namespace {

/// A number, or a bool as the number that it is in Python.
[[nodiscard]] std::optional<std::int64_t> number(const Value& value) {
  if (const bool* truth = value.as<bool>()) return *truth ? 1 : 0;
  if (const std::int64_t* whole = value.as<std::int64_t>()) return *whole;
  return std::nullopt;
}

[[noreturn]] void raise_type_error(std::string text) {
  throw asyncio::Exception("TypeError", std::move(text));
}

template <class T>
[[nodiscard]] bool ordered(const T& left, Comparison comparison, const T& right) {
  switch (comparison) {
    case Comparison::equal: return left == right;
    case Comparison::unequal: return left != right;
    case Comparison::less: return left < right;
    case Comparison::less_equal: return left <= right;
    case Comparison::greater: return left > right;
    case Comparison::greater_equal: return left >= right;
  }
  return false;
}

[[nodiscard]] std::string_view symbol(Comparison comparison) {
  constexpr std::array<std::string_view, 6> symbols{"==", "!=", "<", "<=", ">", ">="};
  return symbols[static_cast<std::size_t>(comparison)];
}

void append_unit(std::string& text, std::uint32_t unit) {
  constexpr std::string_view digits = "0123456789abcdef";
  text += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) text += digits[(unit >> shift) & 15U];
}

/// Requires: UTF-8, as the reader has checked.
[[nodiscard]] std::uint32_t code_point(std::string_view text, std::size_t& position) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const std::uint32_t lead = byte(position++);
  if (lead < 0x80) return lead;
  const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
  std::uint32_t point = lead & (0x3FU >> more);
  for (int i = 0; i < more && position < text.size(); ++i) {
    point = (point << 6) | (byte(position++) & 0x3FU);
  }
  return point;
}

[[nodiscard]] bool same_members(const Members& left, const Value& right, std::size_t size) {
  return left.size() == size && std::ranges::all_of(left, [&](const auto& entry) {
           const Value* const other = right.member(entry.first);
           return other != nullptr && entry.second == *other;
         });
}

void append_list(std::string& text, const List& list, bool sort_keys) {
  text += '[';
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i > 0) text += ", ";
    append_json(text, list[i], sort_keys);
  }
  text += ']';
}

void append_members(std::string& text, const Members& members, bool sort_keys) {
  std::vector<const std::pair<std::string, Value>*> order;
  for (const auto& entry : members) order.push_back(&entry);
  if (sort_keys) std::ranges::sort(order, {}, [](const auto* entry) { return entry->first; });
  text += '{';
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i > 0) text += ", ";
    append_json_string(text, order[i]->first);
    text += ": ";
    append_json(text, order[i]->second, sort_keys);
  }
  text += '}';
}

}  // namespace

const Value* Value::member(std::string_view name) const {
  const Members* const members = as<Members>();
  if (members == nullptr) return nullptr;
  const auto found = std::ranges::find(*members, name, &Members::value_type::first);
  return found == members->end() ? nullptr : &found->second;
}

bool Value::operator==(const Value& other) const {
  const auto left = number(*this);
  const auto right = number(other);
  if (left || right) return left == right;
  if (const Members* members = as<Members>()) {
    const Members* const others = other.as<Members>();
    return others != nullptr && same_members(*members, other, others->size());
  }
  return data == other.data;
}

std::string_view type_name(const Value& value) {
  constexpr std::array<std::string_view, 7> names{"NoneType", "bool", "int", "float",
                                                  "str",      "list", "dict"};
  return names[value.data.index()];
}

std::string_view kind_words(const Value& value) {
  constexpr std::array<std::string_view, 7> words{
      "null", "true or false", "a whole number", "a number that is not a whole 64-bit one",
      "a string", "a list", "an object"};
  return words[value.data.index()];
}

bool compare(const Value& left, Comparison comparison, const Value& right) {
  const auto left_number = number(left);
  const auto right_number = number(right);
  if (left_number && right_number) return ordered(*left_number, comparison, *right_number);
  if (comparison == Comparison::equal) return left == right;
  if (comparison == Comparison::unequal) return !(left == right);
  const auto* const left_text = left.as<std::string>();
  const auto* const right_text = right.as<std::string>();
  if (left_text != nullptr && right_text != nullptr) {
    return ordered(*left_text, comparison, *right_text);
  }
  raise_type_error("'" + std::string{symbol(comparison)} +
                   "' not supported between instances of '" + std::string{type_name(left)} +
                   "' and '" + std::string{type_name(right)} + "'");
}

bool add(Value& target, const Value& by) {
  const auto left = number(target);
  const auto right = number(by);
  if (left && right) {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(*left, *right, &sum)) return false;
    target.data = sum;
    return true;
  }
  if (List* list = std::get_if<List>(&target.data)) {
    const List* const more = by.as<List>();
    if (more == nullptr) {
      raise_type_error("'" + std::string{type_name(by)} + "' object is not iterable");
    }
    list->insert(list->end(), more->begin(), more->end());
    return true;
  }
  if (std::string* text = std::get_if<std::string>(&target.data)) {
    const auto* const more = by.as<std::string>();
    if (more == nullptr) {
      raise_type_error("can only concatenate str (not \"" + std::string{type_name(by)} +
                       "\") to str");
    }
    *text += *more;
    return true;
  }
  raise_type_error("unsupported operand type(s) for +=: '" + std::string{type_name(target)} +
                   "' and '" + std::string{type_name(by)} + "'");
}

void append_json_string(std::string& text, std::string_view value) {
  text += '"';
  for (std::size_t position = 0; position < value.size();) {
    const std::uint32_t point = code_point(value, position);
    switch (point) {
      case '"': text += "\\\""; break;
      case '\\': text += "\\\\"; break;
      case '\n': text += "\\n"; break;
      case '\r': text += "\\r"; break;
      case '\t': text += "\\t"; break;
      case '\f': text += "\\f"; break;
      case '\b': text += "\\b"; break;
      default:
        if (point >= 0x20 && point < 0x7F) {
          text += static_cast<char>(point);
        } else if (point < 0x10000) {
          append_unit(text, point);
        } else {
          append_unit(text, 0xD800 + ((point - 0x10000) >> 10));
          append_unit(text, 0xDC00 + ((point - 0x10000) & 0x3FFU));
        }
    }
  }
  text += '"';
}

void append_json(std::string& text, const Value& value, bool sort_keys) {
  if (value.as<std::nullptr_t>() != nullptr) {
    text += "null";
  } else if (const bool* truth = value.as<bool>()) {
    text += *truth ? "true" : "false";
  } else if (const std::int64_t* whole = value.as<std::int64_t>()) {
    text += std::to_string(*whole);
  } else if (const double* real = value.as<double>()) {
    text += std::to_string(*real);
  } else if (const std::string* string = value.as<std::string>()) {
    append_json_string(text, *string);
  } else if (const List* list = value.as<List>()) {
    append_list(text, *list, sort_keys);
  } else {
    append_members(text, *value.as<Members>(), sort_keys);
  }
}

std::string json(const Value& value, bool sort_keys) {
  std::string text;
  append_json(text, value, sort_keys);
  return text;
}

std::string python_text(const Value& value) {
  if (value.as<std::nullptr_t>() != nullptr) return "None";
  if (const bool* truth = value.as<bool>()) return *truth ? "True" : "False";
  if (const std::string* string = value.as<std::string>()) return *string;
  return json(value);
}

std::uint64_t hash_value(const Value& value) {
  if (const auto whole = number(value)) return state_hash(*whole);
  if (const std::string* string = value.as<std::string>()) return state_hash(*string);
  if (const List* list = value.as<List>()) {
    std::uint64_t hash = list->size();
    for (const Value& element : *list) hash = hash_step(hash, hash_value(element));
    return hash;
  }
  return value.data.index();
}

}  // namespace vigil::models
