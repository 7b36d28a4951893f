// SPDX-License-Identifier: MIT
#pragma once

/// A place in a program file, and what the reader asks of it: is there an object, a list, a name, a
/// number in range. Whatever is not as asked is thrown as a `Bad`, one line with the place.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "checker/program.hpp"
#include "models/program/value.hpp"

namespace vigil::models::detail {

struct Bad {
  std::string place;
  std::string what;
};

/// A value together with the JSON pointer to it.
struct At {
  const Value& value;
  std::string place;

  [[noreturn]] void refuse(const std::string& what) const {
    std::string where = place.empty() ? "/" : place;
    if (value.line > 1) where += " (line " + std::to_string(value.line) + ")";
    throw Bad{where, what};
  }
  [[nodiscard]] At operator[](std::size_t index) const {
    return {(*value.as<List>())[index], place + "/" + std::to_string(index)};
  }
  [[nodiscard]] bool has(std::string_view name) const { return value.member(name) != nullptr; }
  /// Requires: has(name).
  [[nodiscard]] At operator[](std::string_view name) const {
    return {*value.member(name), place + "/" + std::string{name}};
  }
  [[nodiscard]] std::size_t size() const { return value.as<List>()->size(); }
};

/// "; did you mean 'name'?", or which names there are.
template <class Names>
[[nodiscard]] std::string suggestion(std::string_view word, const Names& names) {
  std::string nearest;
  constexpr std::size_t word_length_max = 200;  // nobody mistypes more than that
  std::size_t best = word.size() > word_length_max ? 0 : word.size() / 2 + 1;
  std::string all;
  for (const auto& name : names) {
    all += (all.empty() ? "" : ", ") + std::string{name};
    if (best == 0) continue;
    const std::size_t distance = edit_distance(word, name);
    if (distance >= best) continue;
    best = distance;
    nearest = name;
  }
  if (!nearest.empty()) return "; did you mean '" + nearest + "'?";
  if (all.empty()) return "; there is none";
  return all.size() > 300 ? "" : "; expected one of " + all;
}

/// `what`: "a program".
void expect_object(const At& at, std::string_view what);
/// `what`: "tasks".
void expect_list(const At& at, std::string_view what);
/// Every field that is required is there, and no other but those. Fields are separated by blanks.
void check_fields(const At& at, std::string_view required, std::string_view optional,
                  std::string_view of);
[[nodiscard]] std::string text(const At& at);
/// Returns: `name`, if it is one. `at`: where it stands.
[[nodiscard]] std::string checked_name(const At& at, const std::string& name);
[[nodiscard]] bool truth(const At& at);
[[nodiscard]] std::int64_t whole(const At& at, std::int64_t min, std::int64_t max);
/// A value that variables and queues can hold.
[[nodiscard]] Value datum(const At& at);

}  // namespace vigil::models::detail
